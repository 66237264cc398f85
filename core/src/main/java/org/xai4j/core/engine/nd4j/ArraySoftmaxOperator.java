package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Softmax;

/**
 * Softmax or log-softmax along an axis, with the maximum subtracted. The gradient follows from the
 * output: p·(s − Σp·s), of the logarithm s − p·Σs. All in double precision.
 */
final class ArraySoftmaxOperator implements ArrayOperator {
  private final Softmax layer;

  ArraySoftmaxOperator(Softmax layer) {
    this.layer = layer;
  }

  /**
   * How the groups of cells that sum to one lie in memory.
   *
   * @param groups how many
   * @param length cells of a group
   * @param inner distance of a group's cells
   */
  private record Groups(int groups, int length, int inner) {
    static Groups of(INDArray x, int axis) {
      int along = axis < 0 ? axis + x.rank() : axis;
      int length = (int) x.size(along);
      int inner = 1;
      for (int i = along + 1; i < x.rank(); i++) {
        inner *= (int) x.size(i);
      }
      return new Groups((int) (x.length() / length), length, inner);
    }

    int first(int group) {
      return group / inner * inner * length + group % inner;
    }
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = inputs[0];
    Groups groups = Groups.of(x, layer.axis());
    return NdArrays.array(x.dataType(), run(NdArrays.doubles(x), groups), x.shape());
  }

  private double[] run(double[] in, Groups groups) {
    double[] out = new double[in.length];
    int inner = groups.inner();
    int length = groups.length();
    for (int group = 0; group < groups.groups(); group++) {
      int from = groups.first(group);
      double top = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < length; k++) {
        int i = from + k * inner;
        top = in[i] > top ? in[i] : top;
      }
      if (layer.guarded() && top == Double.NEGATIVE_INFINITY) {
        continue;
      }
      double total = 0;
      for (int k = 0; k < length; k++) {
        int i = from + k * inner;
        out[i] = Math.exp(in[i] - top);
        total += out[i];
      }
      double log = Math.log(total);
      for (int k = 0; k < length; k++) {
        int i = from + k * inner;
        out[i] = layer.logarithm() ? in[i] - top - log : out[i] / total;
      }
    }
    return out;
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray y = recorded.output();
    Groups groups = Groups.of(y, layer.axis());
    double[] p = NdArrays.doubles(y);
    double[] s = NdArrays.doubles(signal);
    if (layer.logarithm()) {
      for (int i = 0; i < p.length; i++) {
        p[i] = Math.exp(p[i]);
      }
    }
    back(p, s, groups);
    return new INDArray[] {NdArrays.array(y.dataType(), s, y.shape())};
  }

  private void back(double[] p, double[] s, Groups groups) {
    int inner = groups.inner();
    int length = groups.length();
    for (int group = 0; group < groups.groups(); group++) {
      int from = groups.first(group);
      double sum = 0;
      for (int k = 0; k < length; k++) {
        int i = from + k * inner;
        sum += layer.logarithm() ? s[i] : p[i] * s[i];
      }
      for (int k = 0; k < length; k++) {
        int i = from + k * inner;
        s[i] = layer.logarithm() ? s[i] - p[i] * sum : p[i] * (s[i] - sum);
      }
    }
  }
}
