package org.xai4j.gradient;

import org.xai4j.core.layer.Softmax;
import org.xai4j.core.tensor.Tensor;

/**
 * DeepLIFT through softmax and its logarithm, taken apart: e = exp(x − c) by the rescale rule, S =
 * Σe, then p = e·(1/S) by the rule of products, or x − c − log S. The shift c is the same for row
 * and reference.
 */
final class SoftmaxRescale {
  private SoftmaxRescale() {}

  /**
   * Passes multipliers through.
   *
   * @param layer softmax or its logarithm
   * @param input a pair [2m, …]
   * @param signal multipliers of the outputs, of the same shape
   * @return multipliers of the inputs
   */
  static Tensor multipliers(Softmax layer, Tensor input, Tensor signal) {
    int axis = layer.axis() < 0 ? layer.axis() + input.rank() : layer.axis();
    int length = (int) input.size(axis);
    int inner = 1;
    for (int i = axis + 1; i < input.rank(); i++) {
      inner *= (int) input.size(i);
    }
    double[] x = input.doubles();
    double[] s = signal.doubles();
    int half = x.length / 2;
    for (int group = 0; group < half / length; group++) {
      int from = group / inner * inner * length + group % inner;
      one(layer.logarithm(), x, s, half, from, length, inner);
    }
    return input.device().of(input.type(), s, input.shape());
  }

  private static void one(
      boolean logarithm, double[] x, double[] s, int half, int from, int length, int inner) {
    double shift = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      int j = from + i * inner;
      shift = Math.max(shift, Math.max(x[j], x[j + half]));
    }
    double sum = 0;
    double reference = 0;
    double weighted = 0;
    double signals = 0;
    for (int i = 0; i < length; i++) {
      int j = from + i * inner;
      double e = Math.exp(x[j] - shift);
      double r = Math.exp(x[j + half] - shift);
      sum += e;
      reference += r;
      weighted += s[j] * 0.5 * (e + r);
      signals += s[j];
    }
    for (int i = 0; i < length; i++) {
      int j = from + i * inner;
      double slope = slope(x[j] - shift, x[j + half] - shift);
      if (logarithm) {
        double difference = sum - reference;
        double log = difference == 0 ? 1 / sum : Math.log1p(difference / reference) / difference;
        s[j] -= signals * log * slope;
      } else {
        s[j] = slope * (s[j] * 0.5 * (1 / sum + 1 / reference) - weighted / (sum * reference));
      }
      s[j + half] = s[j];
    }
  }

  /** (eᵃ − eᵇ)/(a − b). */
  private static double slope(double a, double b) {
    double d = a - b;
    return d == 0 ? Math.exp(a) : Math.exp(b) * Math.expm1(d) / d;
  }
}
