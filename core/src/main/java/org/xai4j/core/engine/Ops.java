package org.xai4j.core.engine;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** The ND4J operations and matrix products the operators are made of. */
final class Ops {
  /**
   * Whether arrays lie in main memory, where BLAS can be called on them directly. The property
   * {@code xai4j.device} lets tests take the way of the other backends on a processor.
   */
  static final boolean HOST =
      Nd4j.getBackend().getClass().getSimpleName().startsWith("Cpu")
          && !Boolean.getBoolean("xai4j.device");

  static {
    if (HOST) {
      // The library's own workers use the cores.
      openblas.blas_set_num_threads(1);
    }
  }

  private Ops() {}

  static INDArray empty(DataType type, long... shape) {
    return Nd4j.createUninitialized(type, shape, 'c');
  }

  static INDArray plain(INDArray array) {
    return Host.contiguous(array) ? array : array.dup('c');
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
   * C = op(A)·op(B) + beta·C for row-major matrices.
   *
   * @param c modified
   */
  static void gemm(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c, double beta) {
    int m = (int) c.size(0);
    int n = (int) c.size(1);
    int k = (int) a.size(transposeA ? 0 : 1);
    if (!HOST) {
      INDArray product = (transposeA ? a.transpose() : a).mmul(transposeB ? b.transpose() : b);
      c.assign(beta == 0 ? product : product.add(c.mul(beta)));
      return;
    }
    int ta = transposeA ? openblas.CblasTrans : openblas.CblasNoTrans;
    int tb = transposeB ? openblas.CblasTrans : openblas.CblasNoTrans;
    int lda = (int) a.size(1);
    int ldb = (int) b.size(1);
    if (c.dataType() == DataType.FLOAT) {
      openblas.cblas_sgemm(
          openblas.CblasRowMajor,
          ta,
          tb,
          m,
          n,
          k,
          1f,
          floats(a),
          lda,
          floats(b),
          ldb,
          (float) beta,
          floats(c),
          n);
    } else {
      openblas.cblas_dgemm(
          openblas.CblasRowMajor,
          ta,
          tb,
          m,
          n,
          k,
          1d,
          doubles(a),
          lda,
          doubles(b),
          ldb,
          beta,
          doubles(c),
          n);
    }
  }

  /** x·W + b for a row-major matrix x [m, in]. */
  static INDArray affine(INDArray x, INDArray weights, INDArray bias) {
    if (!HOST) {
      return plain(x.mmul(weights).addiRowVector(bias));
    }
    INDArray y = empty(x.dataType(), x.size(0), weights.size(1));
    fillRows(y, bias);
    gemm(x, false, weights, false, y, 1);
    return y;
  }

  /** Copies a row into every row, twice as many each time. */
  private static void fillRows(INDArray array, INDArray row) {
    long size = array.dataType().width();
    long whole = array.length() * size;
    long done = Math.min(whole, row.length() * size);
    Pointer.memcpy(bytes(array, 0), bytes(row, 0), done);
    while (done < whole) {
      long count = Math.min(done, whole - done);
      Pointer.memcpy(bytes(array, done), bytes(array, 0), count);
      done += count;
    }
  }

  private static BytePointer bytes(INDArray array, long from) {
    long start = array.offset() * array.dataType().width();
    return new BytePointer(array.data().pointer()).position(start + from);
  }

  private static FloatPointer floats(INDArray array) {
    return new FloatPointer(array.data().pointer()).position(array.offset());
  }

  private static DoublePointer doubles(INDArray array) {
    return new DoublePointer(array.data().pointer()).position(array.offset());
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
