package org.xai4j.core.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.MatMul;

/** Products of computed matrices over leading batch axes. */
final class ArrayMatMulOperator implements ArrayOperator {
  private final boolean ta;
  private final boolean tb;

  ArrayMatMulOperator(MatMul layer) {
    ta = layer.transposeFirst();
    tb = layer.transposeSecond();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return product(inputs[0], ta, inputs[1], tb);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray a = inputs[0];
    INDArray b = inputs[1];
    INDArray ga = ta ? product(b, tb, signal, true) : product(signal, false, b, !tb);
    INDArray gb = tb ? product(signal, true, a, ta) : product(a, !ta, signal, false);
    return new INDArray[] {Ops.reduceTo(ga, a.shape()), Ops.reduceTo(gb, b.shape())};
  }

  /** Row-major product of the last two axes; leading axes are equal or broadcast. */
  private static INDArray product(INDArray a, boolean ta, INDArray b, boolean tb) {
    int rank = Math.max(a.rank(), b.rank());
    INDArray left = Ops.plain(Ops.raise(a, rank));
    INDArray right = Ops.plain(Ops.raise(b, rank));
    long m = left.size(rank - (ta ? 1 : 2));
    long n = right.size(rank - (tb ? 2 : 1));
    long[] shape = new long[rank];
    long batches = 1;
    for (int i = 0; i < rank - 2; i++) {
      shape[i] = Math.max(left.size(i), right.size(i));
      batches *= shape[i];
    }
    shape[rank - 2] = m;
    shape[rank - 1] = n;
    INDArray c = Ops.empty(left.dataType(), shape);
    long[] p = places(left, shape, (int) batches);
    long[] q = places(right, shape, (int) batches);
    INDArray flat = c.reshape('c', batches, m, n);
    INDArray flatLeft = left.reshape('c', -1, left.size(rank - 2), left.size(rank - 1));
    INDArray flatRight = right.reshape('c', -1, right.size(rank - 2), right.size(rank - 1));
    for (int i = 0; i < batches; i++) {
      flat.slice(i).assign(Ops.product(flatLeft.slice(p[i]), ta, flatRight.slice(q[i]), tb));
    }
    return c;
  }

  /** Which matrix of a possibly broadcast factor belongs to each matrix of the product. */
  private static long[] places(INDArray factor, long[] shape, int batches) {
    long[] sizes = factor.shape();
    long[] places = new long[batches];
    Arrays.setAll(places, i -> place(i, shape, sizes));
    return places;
  }

  private static long place(long index, long[] shape, long[] sizes) {
    long place = 0;
    long scale = 1;
    for (int axis = shape.length - 3; axis >= 0; axis--) {
      long position = index % shape[axis];
      index /= shape[axis];
      if (sizes[axis] != 1) {
        place += position * scale;
      }
      scale *= sizes[axis];
    }
    return place;
  }
}
