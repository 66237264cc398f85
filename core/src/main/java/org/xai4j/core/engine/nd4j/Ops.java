package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** The ND4J operations the operators are made of. */
final class Ops {
  private Ops() {}

  static INDArray empty(DataType type, long... shape) {
    return Nd4j.createUninitialized(type, shape, 'c');
  }

  static INDArray plain(INDArray array) {
    return org.xai4j.core.array.NdArrays.contiguous(array) ? array : array.dup('c');
  }

  static void exec(String name, INDArray[] inputs, INDArray output, long... integers) {
    Nd4j.exec(
        DynamicCustomOp.builder(name)
            .addInputs(inputs)
            .addOutputs(output)
            .addIntegerArguments(java.util.Arrays.stream(integers).mapToInt(i -> (int) i).toArray())
            .build());
  }

  /**
   * op(A)·op(B) for matrices.
   *
   * @param transposeA whether A is transposed
   * @param transposeB whether B is transposed
   */
  static INDArray product(INDArray a, boolean transposeA, INDArray b, boolean transposeB) {
    return plain((transposeA ? a.transpose() : a).mmul(transposeB ? b.transpose() : b));
  }

  /** x·W + b for a matrix x [m, in]. */
  static INDArray affine(INDArray x, INDArray weights, INDArray bias) {
    return plain(x.mmul(weights).addiRowVector(bias));
  }

  /** Sums an array over the axes that broadcasting added or stretched. */
  static INDArray reduceTo(INDArray array, long[] shape) {
    int extra = array.rank() - shape.length;
    java.util.List<Integer> axes = new java.util.ArrayList<>();
    for (int i = 0; i < array.rank(); i++) {
      if (i < extra || (shape[i - extra] == 1 && array.size(i) != 1)) {
        axes.add(i);
      }
    }
    if (axes.isEmpty()) {
      return array.rank() == shape.length ? array : array.reshape('c', shape);
    }
    INDArray sum = array.sum(true, axes.stream().mapToInt(i -> i).toArray());
    return plain(sum).reshape('c', shape);
  }

  /** The array with leading axes of length 1 up to a rank. */
  static INDArray raise(INDArray array, int rank) {
    if (array.rank() >= rank) {
      return array;
    }
    long[] shape = new long[rank];
    java.util.Arrays.fill(shape, 1);
    System.arraycopy(array.shape(), 0, shape, rank - array.rank(), array.rank());
    return array.reshape('c', shape);
  }
}
