package org.xai4j.evaluation.agreement;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Printed;
import org.xai4j.evaluation.statistics.Clusters;

/**
 * How far methods agree with each other: the mean agreement over the instances of every pair.
 *
 * @param measure of agreement
 * @param values symmetric [methods][methods]; NaN where no instance defines it
 */
public record AgreementMatrix(Agreement measure, double[][] values) {
  /** Copies the arrays. */
  public AgreementMatrix {
    values = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * Compares methods on the same instances.
   *
   * @param measure of agreement
   * @param attributions one batch [n, …] per method, all of one shape
   * @param top features that count, for the measures of the top k; 0 for a tenth
   * @return the matrix
   */
  public static AgreementMatrix of(Agreement measure, List<INDArray> attributions, int top) {
    int m = attributions.size();
    double[][][] rows = new double[m][][];
    for (int a = 0; a < m; a++) {
      rows[a] = NdArrays.rows(attributions.get(a));
    }
    double[][] values = new double[m][m];
    for (int a = 0; a < m; a++) {
      int k = Agreement.top(top, rows[a][0].length);
      // A method agrees with itself, whatever its ties.
      values[a][a] = 1;
      for (int b = 0; b < a; b++) {
        double[][] left = rows[a];
        double[][] right = rows[b];
        values[a][b] =
            IntStream.range(0, left.length)
                .mapToDouble(i -> measure.of(left[i], right[i], k))
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
        values[b][a] = values[a][b];
      }
    }
    return new AgreementMatrix(measure, values);
  }

  /**
   * The methods in clusters that agree: average linkage over 1 − agreement.
   *
   * @return the joins, nearest first; undefined agreement counts as none
   */
  public List<Clusters.Join> clusters() {
    double[][] distances = new double[values.length][values.length];
    for (int a = 0; a < values.length; a++) {
      for (int b = 0; b < values.length; b++) {
        distances[a][b] = 1 - (Double.isNaN(values[a][b]) ? 0 : values[a][b]);
      }
    }
    return Clusters.of(distances);
  }

  /** A copy: symmetric [methods][methods]; NaN where no instance defines it. */
  @Override
  public double[][] values() {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
