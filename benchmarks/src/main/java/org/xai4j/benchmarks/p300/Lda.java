package org.xai4j.benchmarks.p300;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.signal.Epochs;

/**
 * Linear discriminant analysis with shrinkage, the reference for event-related potentials
 * (Blankertz et al. 2011, doi:10.1016/j.neuroimage.2010.06.048): w = Σ⁻¹(μ₁ − μ₀), b = −wᵀ(μ₁ +
 * μ₀)/2, the classes equally likely, Σ the pooled covariance shrunk to a multiple of the identity
 * by the amount of Ledoit and Wolf (2004, doi:10.1016/S0047-259X(03)00096-4).
 *
 * @param channels how many
 * @param times how many
 * @param filter w [channels·times]: what the classifier adds up
 * @param pattern Σw/(wᵀΣw): what in the data goes with the classifier's output (Haufe et al. 2014,
 *     doi:10.1016/j.neuroimage.2013.10.067)
 * @param bias b
 * @param shrinkage amount, from 0 to 1
 */
public record Lda(
    int channels, int times, double[] filter, double[] pattern, double bias, double shrinkage) {
  /** Larger problems take the mean of several times as one feature. */
  private static final int FEATURES = 800;

  /**
   * Fits the classifier.
   *
   * @param train scaled epochs of both classes
   * @return the classifier
   */
  public static Lda of(Epochs train) {
    int c = train.channels().size();
    int times = train.times().length;
    int bin = 1;
    while (c * ((times + bin - 1) / bin) > FEATURES && bin < times) {
      bin++;
    }
    int bins = (times + bin - 1) / bin;
    int d = c * bins;
    int n = train.size();
    double[][] x = new double[n][];
    for (int i = 0; i < n; i++) {
      x[i] = binned(train.epochs().get(i).values(), bin, bins);
    }
    int[] labels = train.labels();
    double[][] means = new double[2][d];
    int[] counts = new int[2];
    for (int i = 0; i < n; i++) {
      counts[labels[i]]++;
      for (int j = 0; j < d; j++) {
        means[labels[i]][j] += x[i][j];
      }
    }
    for (int k = 0; k < 2; k++) {
      for (int j = 0; j < d; j++) {
        means[k][j] /= counts[k];
      }
    }
    double[][] covariance = new double[d][d];
    double fourth = 0;
    for (int i = 0; i < n; i++) {
      double norm = 0;
      for (int j = 0; j < d; j++) {
        x[i][j] -= means[labels[i]][j];
        norm += x[i][j] * x[i][j];
      }
      fourth += norm * norm;
      for (int j = 0; j < d; j++) {
        double v = x[i][j] / n;
        double[] row = covariance[j];
        for (int k = 0; k <= j; k++) {
          row[k] += v * x[i][k];
        }
      }
    }
    double shrinkage = shrink(covariance, fourth, n);
    double[] difference = new double[d];
    for (int j = 0; j < d; j++) {
      difference[j] = means[1][j] - means[0][j];
    }
    double[] w =
        new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false))
            .getSolver()
            .solve(new ArrayRealVector(difference, false))
            .toArray();
    // Σw is the difference of the means itself.
    double power = 0;
    double bias = 0;
    for (int j = 0; j < d; j++) {
      power += w[j] * difference[j];
      bias -= w[j] * (means[1][j] + means[0][j]) / 2;
    }
    double[] filter = new double[c * times];
    double[] pattern = new double[c * times];
    for (int j = 0; j < filter.length; j++) {
      int at = j / times * bins + j % times / bin;
      int size = Math.min(bin, times - j % times / bin * bin);
      filter[j] = w[at] / size;
      pattern[j] = difference[at] / power;
    }
    return new Lda(c, times, filter, pattern, bias, shrinkage);
  }

  private static double[] binned(double[][] values, int bin, int bins) {
    double[] x = new double[values.length * bins];
    for (int c = 0; c < values.length; c++) {
      for (int t = 0; t < values[c].length; t++) {
        int size = Math.min(bin, values[c].length - t / bin * bin);
        x[c * bins + t / bin] += values[c][t] / size;
      }
    }
    return x;
  }

  /** Shrinks a covariance, of which the lower triangle is given, and fills the upper one. */
  private static double shrink(double[][] covariance, double fourth, int n) {
    int d = covariance.length;
    double trace = 0;
    double squares = 0;
    for (int j = 0; j < d; j++) {
      trace += covariance[j][j];
      for (int k = 0; k < j; k++) {
        covariance[k][j] = covariance[j][k];
        squares += 2 * covariance[j][k] * covariance[j][k];
      }
      squares += covariance[j][j] * covariance[j][j];
    }
    double mean = trace / d;
    double distance = squares - d * mean * mean;
    double error = (fourth / n - squares) / n;
    double amount = distance > 0 ? Math.max(0, Math.min(1, error / distance)) : 1;
    for (int j = 0; j < d; j++) {
      for (int k = 0; k < d; k++) {
        covariance[j][k] = (1 - amount) * covariance[j][k] + (j == k ? amount * mean : 0);
      }
    }
    return amount;
  }

  /**
   * The classifier as a network: the difference of the two logits is wᵀx + b.
   *
   * @return FLOAT [n, channels, times] to probabilities [n, 2]
   */
  public Network network() {
    double[] weights = new double[2 * filter.length];
    for (int j = 0; j < filter.length; j++) {
      weights[2 * j] = -filter[j] / 2;
      weights[2 * j + 1] = filter[j] / 2;
    }
    NetworkBuilder builder = Network.builder(channels, times);
    int flat = builder.add("flatten", Reshape.flatten(), 0);
    int dense =
        builder.add(
            "discriminant",
            new Dense(
                NdArrays.array(DataType.FLOAT, weights, filter.length, 2),
                NdArrays.array(DataType.FLOAT, new double[] {-bias / 2, bias / 2}, 2)),
            flat);
    return builder.build(builder.add("softmax", new Softmax(-1, false), dense));
  }
}
