package org.xai4j.core.signal;

import java.util.List;
import org.xai4j.core.array.Printed;

/**
 * Scaling of each channel to mean 0 and standard deviation 1, as of the epochs it was fitted to:
 * the training epochs alone, so that nothing is learnt from test data.
 *
 * @param means per channel
 * @param deviations per channel, positive
 */
public record Scaling(double[] means, double[] deviations) {
  /** Copies the arrays. */
  public Scaling {
    means = means.clone();
    deviations = deviations.clone();
  }

  /**
   * Fits the scaling.
   *
   * @param train epochs to learn from
   * @return means and standard deviations over all epochs and times
   */
  public static Scaling of(Epochs train) {
    int channels = train.channels().size();
    double[] means = new double[channels];
    double[] deviations = new double[channels];
    double count = (double) train.size() * train.times().length;
    for (int c = 0; c < channels; c++) {
      for (Epochs.Epoch e : train.epochs()) {
        for (double v : e.values()[c]) {
          means[c] += v / count;
        }
      }
      double sum = 0;
      for (Epochs.Epoch e : train.epochs()) {
        for (double v : e.values()[c]) {
          sum += (v - means[c]) * (v - means[c]);
        }
      }
      deviations[c] = sum > 0 ? Math.sqrt(sum / count) : 1;
    }
    return new Scaling(means, deviations);
  }

  /**
   * Scales epochs.
   *
   * @param epochs of the same channels; not modified
   * @return scaled copies
   */
  public Epochs apply(Epochs epochs) {
    List<Epochs.Epoch> scaled =
        epochs.epochs().stream()
            .map(e -> new Epochs.Epoch(scaled(e.values()), e.target(), e.code(), e.block()))
            .toList();
    return new Epochs(epochs.channels(), epochs.times(), scaled, epochs.rejected());
  }

  private double[][] scaled(double[][] values) {
    double[][] out = new double[values.length][];
    for (int c = 0; c < values.length; c++) {
      out[c] = new double[values[c].length];
      for (int t = 0; t < out[c].length; t++) {
        out[c][t] = (values[c][t] - means[c]) / deviations[c];
      }
    }
    return out;
  }

  /** A copy: per channel. */
  @Override
  public double[] means() {
    return means.clone();
  }

  /** A copy: per channel, positive. */
  @Override
  public double[] deviations() {
    return deviations.clone();
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
