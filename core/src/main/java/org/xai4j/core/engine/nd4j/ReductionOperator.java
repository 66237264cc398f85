package org.xai4j.core.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Reduction;

/** Mean, sum or maximum over whole axes. */
final class ReductionOperator implements ArrayOperator {
  private final Reduction layer;

  ReductionOperator(Reduction layer) {
    this.layer = layer;
  }

  private int[] axes(INDArray x) {
    return layer.axes().stream().mapToInt(a -> a < 0 ? a + x.rank() : a).toArray();
  }

  private INDArray reduce(INDArray x, boolean keep) {
    int[] axes = axes(x);
    return Ops.plain(
        switch (layer.kind()) {
          case MEAN -> x.mean(keep, axes);
          case SUM -> x.sum(keep, axes);
          case MAX -> x.max(keep, axes);
        });
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return reduce(inputs[0], layer.keepAxes());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray x = inputs[0];
    long[] kept = x.shape().clone();
    long cells = 1;
    for (int axis : axes(x)) {
      cells *= kept[axis];
      kept[axis] = 1;
    }
    INDArray s = Ops.plain(signal).reshape('c', kept);
    if (layer.kind() != Reduction.Kind.MAX) {
      INDArray share = layer.kind() == Reduction.Kind.MEAN ? s.div(cells) : s;
      return new INDArray[] {Ops.plain(share.broadcast(x.shape()))};
    }
    // Each group of cells that share a maximum is told by the position with reduced axes at 0.
    double[] in = NdArrays.doubles(x);
    double[] out = new double[in.length];
    double[] from = NdArrays.doubles(s);
    int[] winner = new int[from.length];
    Arrays.fill(winner, -1);
    int[] group = groups(x.shape(), kept);
    for (int i = 0; i < in.length; i++) {
      int g = group[i];
      if (winner[g] < 0 || in[i] > in[winner[g]]) {
        winner[g] = i;
      }
    }
    for (int g = 0; g < from.length; g++) {
      out[winner[g]] = from[g];
    }
    return new INDArray[] {NdArrays.array(x.dataType(), out, x.shape())};
  }

  private static int[] groups(long[] shape, long[] kept) {
    int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int[] group = new int[length];
    for (int i = 0; i < length; i++) {
      int rest = i;
      int index = 0;
      int scale = 1;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        int position = rest % (int) shape[axis];
        rest /= (int) shape[axis];
        if (kept[axis] != 1) {
          index += position * scale;
        }
        scale *= (int) kept[axis];
      }
      group[i] = index;
    }
    return group;
  }
}
