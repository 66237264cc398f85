package org.xai4j.gradient.deeplift;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.tensor.Tensor;

/**
 * DeepLIFT through normalisation by a row's own statistics, taken apart: c = x − mean(x) and v =
 * mean(c²) by the rules of sums and products, d = √(v + ε) by the rescale rule, y = γ·c/d + β by
 * the rule of quotients. With a constant reference, of which v = 0, a value stays below 2·γ·c/d and
 * a part that is the same for all; as the product of c and 1/d it would grow with 1/√ε.
 *
 * @param gamma γ: of the normalised axes, or per channel
 * @param epsilon ε
 * @param instance whether each channel of x [2m, c, …] is normalised on its own
 */
record NormalizationRescale(INDArray gamma, double epsilon, boolean instance) {
  /**
   * Passes multipliers through.
   *
   * @param input a pair [2m, …]
   * @param signal multipliers of the outputs, of the same shape
   * @return multipliers of the inputs
   */
  Tensor[] multipliers(Tensor input, Tensor signal) {
    double[] x = input.doubles();
    double[] s = signal.doubles();
    double[] scale = NdArrays.doubles(gamma);
    int half = x.length / 2;
    int size = instance ? x.length / (int) (input.size(0) * input.size(1)) : scale.length;
    for (int from = 0; from < half; from += size) {
      double mean = mean(x, from, size);
      double reference = mean(x, from + half, size);
      double[] c = new double[size];
      double[] r = new double[size];
      double variance = 0;
      double referenceVariance = 0;
      for (int i = 0; i < size; i++) {
        c[i] = x[from + i] - mean;
        r[i] = x[from + half + i] - reference;
        variance += c[i] * c[i] / size;
        referenceVariance += r[i] * r[i] / size;
        s[from + i] *= scale[instance ? from / size % scale.length : i];
      }
      double a = Math.sqrt(variance + epsilon);
      double b = Math.sqrt(referenceVariance + epsilon);
      double toDeviation = 0;
      for (int i = 0; i < size; i++) {
        s[from + i] /= 0.5 * (a + b);
        toDeviation -= s[from + i] * 0.5 * (c[i] / a + r[i] / b);
      }
      for (int i = 0; i < size; i++) {
        s[from + i] += toDeviation / (a + b) * (c[i] + r[i]) / size;
      }
      double shared = mean(s, from, size);
      for (int i = 0; i < size; i++) {
        s[from + i] -= shared;
        s[from + half + i] = s[from + i];
      }
    }
    return new Tensor[] {input.device().of(input.type(), s, input.shape())};
  }

  private static double mean(double[] values, int from, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += values[from + i];
    }
    return sum / size;
  }
}
