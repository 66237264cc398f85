package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Softmax;

/** Softmax or log-softmax along an axis, with the maximum subtracted. */
final class SoftmaxOperator implements Operator {
  private final Softmax layer;

  SoftmaxOperator(Softmax layer) {
    this.layer = layer;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return run(inputs[0], new double[0]);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {run(inputs[0], Host.doubles(signal))};
  }

  private INDArray run(INDArray x, double[] signal) {
    int axis = layer.axis() < 0 ? layer.axis() + x.rank() : layer.axis();
    int length = (int) x.size(axis);
    int inner = 1;
    for (int i = axis + 1; i < x.rank(); i++) {
      inner *= (int) x.size(i);
    }
    double[] in = Host.doubles(x);
    double[] out = new double[in.length];
    for (int group = 0; group < in.length / length; group++) {
      int from = group / inner * inner * length + group % inner;
      double top = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < length; i++) {
        top = Math.max(top, in[from + i * inner]);
      }
      double total = 0;
      for (int i = 0; i < length; i++) {
        total += Math.exp(in[from + i * inner] - top);
      }
      if (signal.length == 0) {
        for (int i = 0; i < length; i++) {
          int j = from + i * inner;
          out[j] =
              layer.logarithm() ? in[j] - top - Math.log(total) : Math.exp(in[j] - top) / total;
        }
      } else {
        double sum = 0;
        for (int i = 0; i < length; i++) {
          int j = from + i * inner;
          sum += signal[j] * (layer.logarithm() ? 1 : Math.exp(in[j] - top) / total);
        }
        for (int i = 0; i < length; i++) {
          int j = from + i * inner;
          double p = Math.exp(in[j] - top) / total;
          out[j] = layer.logarithm() ? signal[j] - p * sum : p * (signal[j] - sum);
        }
      }
    }
    return Host.array(x.dataType(), out, x.shape());
  }
}
