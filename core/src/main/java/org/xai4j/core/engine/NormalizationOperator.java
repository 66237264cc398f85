package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.LayerNormalization;

/**
 * Normalisation by each row's own statistics over the trailing axes: y = γ·(x − m)/√(v + ε) + β.
 * With x̂ the normalised values and g = γ·s the scaled signal, the gradient is (g − mean g −
 * x̂·mean(g·x̂)) / √(v + ε).
 */
final class NormalizationOperator implements Operator {
  private final INDArray gamma;
  private final INDArray beta;
  private final double epsilon;
  private final boolean instance;

  private NormalizationOperator(INDArray gamma, INDArray beta, double epsilon, boolean instance) {
    this.gamma = Ops.plain(gamma);
    this.beta = Ops.plain(beta);
    this.epsilon = epsilon;
    this.instance = instance;
  }

  static Operator of(LayerNormalization layer) {
    return new NormalizationOperator(layer.gamma(), layer.beta(), layer.epsilon(), false);
  }

  static Operator of(InstanceNormalization layer) {
    return new NormalizationOperator(layer.gamma(), layer.beta(), layer.epsilon(), true);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return run(inputs[0], new double[0]);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {run(inputs[0], Host.doubles(signal))};
  }

  /** The output, or for a signal the gradient. */
  private INDArray run(INDArray x, double[] signal) {
    double[] in = Host.doubles(x);
    double[] scale = Host.doubles(gamma);
    double[] shift = Host.doubles(beta);
    int size = instance ? in.length / (int) (x.size(0) * x.size(1)) : scale.length;
    double[] out = new double[in.length];
    for (int from = 0; from < in.length; from += size) {
      int channel = instance ? from / size % scale.length : 0;
      double mean = 0;
      for (int i = 0; i < size; i++) {
        mean += in[from + i] / size;
      }
      double variance = 0;
      for (int i = 0; i < size; i++) {
        variance += (in[from + i] - mean) * (in[from + i] - mean) / size;
      }
      double inverse = 1 / Math.sqrt(variance + epsilon);
      if (signal.length == 0) {
        for (int i = 0; i < size; i++) {
          int c = instance ? channel : i;
          out[from + i] = scale[c] * (in[from + i] - mean) * inverse + shift[c];
        }
      } else {
        double sum = 0;
        double product = 0;
        for (int i = 0; i < size; i++) {
          double g = scale[instance ? channel : i] * signal[from + i];
          sum += g / size;
          product += g * (in[from + i] - mean) * inverse / size;
        }
        for (int i = 0; i < size; i++) {
          double g = scale[instance ? channel : i] * signal[from + i];
          out[from + i] = inverse * (g - sum - (in[from + i] - mean) * inverse * product);
        }
      }
    }
    return Host.array(x.dataType(), out, x.shape());
  }
}
