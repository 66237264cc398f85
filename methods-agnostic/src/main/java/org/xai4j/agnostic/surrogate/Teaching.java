package org.xai4j.agnostic.surrogate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.run.SplitRandom;

/**
 * Teaches a small network with soft targets p (Hinton, Vinyals and Dean 2015): the loss is T² times
 * the cross-entropy of p with softmax(z/T), z the student's logits, whose gradient is
 * T·(softmax(z/T) − p). Adam (Kingma and Ba 2015) in batches of 32, the rate falling to 0 in a
 * straight line; strict arithmetic in one thread, so the same seed gives the same bytes anywhere.
 */
final class Teaching {
  private static final int BATCH = 32;
  private static final double RATE = 0.01;
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.999;

  private final double[][][] weights;
  private final double[][] biases;
  private final double[][][] gradients;
  private final double[][][][] moments;
  private final double temperature;
  private int steps;

  private Teaching(int[] widths, double temperature, SplitRandom random) {
    this.temperature = temperature;
    int layers = widths.length - 1;
    weights = new double[layers][][];
    biases = new double[layers][];
    gradients = new double[layers][][];
    moments = new double[layers][2][][];
    for (int l = 0; l < layers; l++) {
      double deviation = Math.sqrt(2.0 / widths[l]);
      weights[l] = new double[widths[l]][widths[l + 1]];
      for (double[] row : weights[l]) {
        Arrays.setAll(row, u -> deviation * random.nextGaussian());
      }
      biases[l] = new double[widths[l + 1]];
      // The last row is of the biases.
      gradients[l] = new double[widths[l] + 1][widths[l + 1]];
      moments[l][0] = new double[widths[l] + 1][widths[l + 1]];
      moments[l][1] = new double[widths[l] + 1][widths[l + 1]];
    }
  }

  /**
   * Teaches.
   *
   * @param rows [n][d]
   * @param targets [n][classes], each row summing to 1
   * @param hidden units of the hidden layers, none for a linear student
   * @param temperature of the targets
   * @param epochs over all rows
   * @param random of the first weights and the order of the rows
   * @return the layers
   */
  static List<Surrogate.Stage> teach(
      double[][] rows,
      double[][] targets,
      int[] hidden,
      double temperature,
      int epochs,
      SplitRandom random) {
    int[] widths = new int[hidden.length + 2];
    widths[0] = rows[0].length;
    System.arraycopy(hidden, 0, widths, 1, hidden.length);
    widths[widths.length - 1] = targets[0].length;
    Teaching student = new Teaching(widths, temperature, random.split("weights"));
    int all = epochs * ((rows.length + BATCH - 1) / BATCH);
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = random.split("order").split(epoch).permutation(rows.length);
      for (int from = 0; from < order.length; from += BATCH) {
        int to = Math.min(order.length, from + BATCH);
        for (int i = from; i < to; i++) {
          student.learn(rows[order[i]], targets[order[i]], 1.0 / (to - from));
        }
        student.step(RATE * (1 - (double) student.steps / all));
      }
    }
    List<Surrogate.Stage> layers = new ArrayList<>();
    for (int l = 0; l < student.weights.length; l++) {
      boolean rectified = l < student.weights.length - 1;
      layers.add(new Surrogate.Stage(student.weights[l], student.biases[l], rectified));
    }
    return layers;
  }

  /** Adds a row's gradient, weighted. */
  private void learn(double[] row, double[] target, double weight) {
    double[][] values = new double[weights.length + 1][];
    values[0] = row;
    for (int l = 0; l < weights.length; l++) {
      boolean rectified = l < weights.length - 1;
      values[l + 1] = new Surrogate.Stage(weights[l], biases[l], rectified).apply(values[l]);
    }
    double[] signal = soft(values[weights.length], temperature);
    for (int c = 0; c < signal.length; c++) {
      signal[c] = weight * temperature * (signal[c] - target[c]);
    }
    for (int l = weights.length - 1; l >= 0; l--) {
      double[] below = new double[values[l].length];
      for (int j = 0; j < below.length; j++) {
        // A rectified unit at 0 neither learns nor passes anything on; neither does an input of 0.
        if (values[l][j] != 0) {
          for (int u = 0; u < signal.length; u++) {
            gradients[l][j][u] += values[l][j] * signal[u];
            below[j] += weights[l][j][u] * signal[u];
          }
        }
      }
      double[] bias = gradients[l][below.length];
      for (int u = 0; u < signal.length; u++) {
        bias[u] += signal[u];
      }
      signal = below;
    }
  }

  private void step(double rate) {
    steps++;
    double first = 1 - StrictMath.pow(FIRST, steps);
    double second = 1 - StrictMath.pow(SECOND, steps);
    for (int l = 0; l < weights.length; l++) {
      for (int j = 0; j < gradients[l].length; j++) {
        double[] into = j < weights[l].length ? weights[l][j] : biases[l];
        double[] g = gradients[l][j];
        double[] m = moments[l][0][j];
        double[] v = moments[l][1][j];
        for (int u = 0; u < g.length; u++) {
          m[u] = FIRST * m[u] + (1 - FIRST) * g[u];
          v[u] = SECOND * v[u] + (1 - SECOND) * g[u] * g[u];
          into[u] -= rate * (m[u] / first) / (Math.sqrt(v[u] / second) + 1e-8);
          g[u] = 0;
        }
      }
    }
  }

  /** softmax(z/T). */
  static double[] soft(double[] logits, double temperature) {
    double most = Arrays.stream(logits).max().orElse(0);
    double[] soft = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < soft.length; c++) {
      soft[c] = StrictMath.exp((logits[c] - most) / temperature);
      sum += soft[c];
    }
    for (int c = 0; c < soft.length; c++) {
      soft[c] /= sum;
    }
    return soft;
  }

  /**
   * The soft targets of probabilities: p^(1/T), normalised; that is softmax(z/T) of their logits.
   */
  static double[] soften(double[] probabilities, double temperature) {
    double[] soft = new double[probabilities.length];
    double sum = 0;
    for (int c = 0; c < soft.length; c++) {
      soft[c] = StrictMath.pow(probabilities[c], 1 / temperature);
      sum += soft[c];
    }
    for (int c = 0; c < soft.length; c++) {
      soft[c] /= sum;
    }
    return soft;
  }
}
