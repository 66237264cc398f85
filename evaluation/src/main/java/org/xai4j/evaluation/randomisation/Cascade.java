package org.xai4j.evaluation.randomisation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.xai4j.core.network.Network;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.similarity.Similarity;

/** What the parameter randomisation tests share: similarities against one network per layer. */
final class Cascade {
  private Cascade() {}

  /**
   * The similarity of each instance's attribution with that of each randomised network; the value
   * is its mean over the networks where it is defined.
   *
   * @param explain gives the attributions [n][d] of a network
   * @param original the attributions of the trained network
   */
  static Scores score(
      Subject subject,
      List<Network> networks,
      Similarity similarity,
      boolean absolute,
      double[][] original,
      Function<Network, double[][]> explain) {
    long[] shape = Arrays.copyOfRange(subject.inputs().shape(), 1, subject.inputs().rank());
    double[][] curves = new double[original.length][networks.size()];
    for (int l = 0; l < networks.size(); l++) {
      double[][] other = explain.apply(networks.get(l));
      double[] alike =
          Scores.each(
                  subject,
                  i ->
                      similarity.of(sized(original[i], absolute), sized(other[i], absolute), shape))
              .values();
      for (int i = 0; i < original.length; i++) {
        curves[i][l] = alike[i];
      }
    }
    double[] points = new double[networks.size()];
    Arrays.setAll(points, l -> (l + 1.0) / points.length);
    double[] values = new double[original.length];
    Arrays.setAll(
        values,
        i -> Arrays.stream(curves[i]).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN));
    return new Scores(values, points, curves);
  }

  static double[] sized(double[] row, boolean absolute) {
    return absolute ? Arrays.stream(row).map(Math::abs).toArray() : row;
  }
}
