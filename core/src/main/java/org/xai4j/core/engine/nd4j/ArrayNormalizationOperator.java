package org.xai4j.core.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.LayerNormalization;

/**
 * Normalisation by each row's own statistics over the trailing axes: y = γ·(x − m)/√(v + ε) + β.
 * With x̂ the normalised values and g = γ·s the scaled signal, the gradient is (g − mean g −
 * x̂·mean(g·x̂)) / √(v + ε).
 */
final class ArrayNormalizationOperator implements ArrayOperator {
  private final double[] gammas;
  private final double[] betas;
  private final double epsilon;
  private final boolean instance;

  private ArrayNormalizationOperator(
      INDArray gamma, INDArray beta, double epsilon, boolean instance) {
    this.gammas = NdArrays.doubles(gamma);
    this.betas = NdArrays.doubles(beta);
    this.epsilon = epsilon;
    this.instance = instance;
  }

  static ArrayOperator of(LayerNormalization layer) {
    return new ArrayNormalizationOperator(layer.gamma(), layer.beta(), layer.epsilon(), false);
  }

  static ArrayOperator of(InstanceNormalization layer) {
    return new ArrayNormalizationOperator(layer.gamma(), layer.beta(), layer.epsilon(), true);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return run(inputs[0], null);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {run(inputs[0], signal)};
  }

  /** The output, or for a signal the gradient. */
  private INDArray run(INDArray x, @Nullable INDArray signal) {
    double[] values = NdArrays.doubles(x);
    double[] signals = signal == null ? new double[0] : NdArrays.doubles(signal);
    int size = (int) (instance ? x.length() / (x.size(0) * x.size(1)) : gammas.length);
    for (int from = 0; from < values.length; from += size) {
      int channel = from / size % gammas.length;
      double mean = 0;
      for (int i = 0; i < size; i++) {
        mean += values[from + i] / size;
      }
      double variance = 0;
      for (int i = 0; i < size; i++) {
        values[from + i] -= mean;
        variance += values[from + i] * values[from + i] / size;
      }
      double inverse = 1 / Math.sqrt(variance + epsilon);
      double meanSignal = 0;
      double product = 0;
      for (int i = 0; i < size; i++) {
        int k = instance ? channel : i;
        values[from + i] *= inverse;
        if (signal == null) {
          values[from + i] = gammas[k] * values[from + i] + betas[k];
        } else {
          signals[from + i] *= gammas[k];
          meanSignal += signals[from + i] / size;
          product += signals[from + i] * values[from + i] / size;
        }
      }
      for (int i = 0; i < size && signal != null; i++) {
        signals[from + i] = inverse * (signals[from + i] - meanSignal - values[from + i] * product);
      }
    }
    return NdArrays.array(x.dataType(), signal == null ? values : signals, x.shape());
  }
}
