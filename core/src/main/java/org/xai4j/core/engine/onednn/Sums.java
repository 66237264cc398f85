package org.xai4j.core.engine.onednn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Sums over axes: oneDNN is fast over trailing ones; over leading ones a product with ones is; all
 * others are brought to the end first.
 */
final class Sums {
  private Sums() {}

  static OneDnnTensor over(OneDnnTensor x, int... axes) {
    long[] shape = x.shape();
    int rank = shape.length;
    boolean[] summed = new boolean[rank];
    for (int axis : axes) {
      summed[axis < 0 ? axis + rank : axis] = true;
    }
    long[] result = shape.clone();
    long group = 1;
    for (int i = 0; i < rank; i++) {
      if (summed[i]) {
        group *= shape[i];
        result[i] = 1;
      }
    }
    if (group == 1) {
      return (OneDnnTensor) x.reshape(result);
    }
    long kept = x.length() / group;
    if (!x.layout().plain() && rank > 3 && space(shape, summed)) {
      Kernel mean = Kernels.spatialMean(x.layout());
      OneDnnTensor means = OneDnnTensor.empty((OneDnnDevice) x.device(), mean.layout(1));
      mean.run(x.memory(), means.memory());
      return (OneDnnTensor) means.mul((double) group);
    }
    int[] order =
        IntStream.concat(
                IntStream.range(0, rank).filter(i -> !summed[i] && shape[i] != 1),
                IntStream.range(0, rank).filter(i -> summed[i] || shape[i] == 1))
            .toArray();
    int first = firstSummed(shape, summed);
    boolean leading =
        IntStream.range(0, rank).allMatch(i -> shape[i] == 1 || summed[i] == (i < first));
    if (leading && kept > 1) {
      OneDnnTensor ones = (OneDnnTensor) x.device().filled(DataType.FLOAT, 1, 1, group);
      OneDnnTensor matrix = (OneDnnTensor) x.reshape(group, kept);
      OneDnnTensor sums = OneDnnTensor.empty((OneDnnDevice) x.device(), 1, kept);
      Kernels.product(ones.layout(), matrix.layout(), sums.layout(), (double) x.length())
          .run(ones.memory(), matrix.memory(), sums.memory());
      return (OneDnnTensor) sums.reshape(result);
    }
    boolean trailing = inOrder(order);
    OneDnnTensor last = (OneDnnTensor) (trailing ? x : x.permute(order)).reshape(kept, group);
    OneDnnTensor ones = (OneDnnTensor) x.device().filled(DataType.FLOAT, 1, group, 1);
    OneDnnTensor sums = OneDnnTensor.empty((OneDnnDevice) x.device(), kept, 1);
    Kernels.product(last.layout(), ones.layout(), sums.layout(), (double) x.length())
        .run(last.memory(), ones.memory(), sums.memory());
    return (OneDnnTensor) sums.reshape(result);
  }

  /** Whether all axes behind the channels are summed, and no other. */
  private static boolean space(long[] shape, boolean[] summed) {
    return IntStream.range(0, shape.length)
        .allMatch(i -> summed[i] == (i >= 2) || (i < 2 && shape[i] == 1));
  }

  /** Behind the leading axes that are summed, or of length 1. */
  private static int firstSummed(long[] shape, boolean[] summed) {
    int first = 0;
    while (first < shape.length && (summed[first] || shape[first] == 1)) {
      first++;
    }
    return first;
  }

  private static boolean inOrder(int[] order) {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    return Arrays.equals(order, sorted);
  }
}
