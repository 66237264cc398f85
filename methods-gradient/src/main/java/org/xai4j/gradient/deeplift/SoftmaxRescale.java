package org.xai4j.gradient.deeplift;

import org.xai4j.core.layer.Softmax;
import org.xai4j.core.tensor.Tensor;

/**
 * DeepLIFT through softmax and its logarithm, taken apart in logarithms: with S = log Σeˣ and ℓ(a,
 * b) = (eᵃ − eᵇ)/(a − b), the rescale rule of exp and log gives
 *
 * <ul>
 *   <li>ΔS = Σ wₖ·Δxₖ with wₖ = ℓ(xₖ, xₖ′)/ℓ(S, S′), where Σ wₖ ≤ 1;
 *   <li>log-softmax q = x − S, of which each Δqⱼ = Δxⱼ − ΔS;
 *   <li>softmax p = exp(q), Δpⱼ = ℓ(qⱼ, qⱼ′)·Δqⱼ.
 * </ul>
 *
 * No factor is above 1 however large the logits are: nothing huge is left to cancel, as there is
 * where p is taken as the product of eˣ and 1/Σeˣ.
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
    double sum = logSum(x, from, length, inner);
    double reference = logSum(x, from + half, length, inner);
    double mean = logMean(sum, reference);
    double[] slope = new double[length];
    double total = 0;
    for (int i = 0; i < length; i++) {
      int j = from + i * inner;
      slope[i] = logarithm ? 1 : Math.exp(logMean(x[j] - sum, x[j + half] - reference));
      total += s[j] * slope[i];
    }
    for (int i = 0; i < length; i++) {
      int j = from + i * inner;
      double share = Math.exp(logMean(x[j], x[j + half]) - mean);
      s[j] = s[j] * slope[i] - share * total;
      s[j + half] = s[j];
    }
  }

  /** log Σ eˣ of one group. */
  private static double logSum(double[] x, int from, int length, int inner) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      most = Math.max(most, x[from + i * inner]);
    }
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Math.exp(x[from + i * inner] - most);
    }
    return most + Math.log(sum);
  }

  /** The logarithm of (eᵃ − eᵇ)/(a − b). */
  static double logMean(double a, double b) {
    double d = Math.abs(a - b);
    return a == b ? a : Math.max(a, b) + Math.log(-Math.expm1(-d) / d);
  }
}
