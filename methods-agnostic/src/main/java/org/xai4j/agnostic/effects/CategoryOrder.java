package org.xai4j.agnostic.effects;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.xai4j.agnostic.table.Columns;

/**
 * An order of the categories of a column in which neighbours have similar rows (Apley and Zhu
 * 2020): the distance of two categories is the sum over the other columns of how differently these
 * are distributed in their rows – the Kolmogorov–Smirnov distance of numbers, half the sum of
 * absolute differences of shares of categories – and classical scaling puts the categories on a
 * line.
 */
final class CategoryOrder {
  private static final int ITERATIONS = 1000;

  private CategoryOrder() {}

  /**
   * The order.
   *
   * @param columns a data set
   * @param column a categorical one
   * @return the categories, those without rows last; the end at which the first label stands comes
   *     first
   */
  static int[] of(Columns columns, int column) {
    int labels = columns.schema().columns().get(column).labels().size();
    int[][] members = new int[labels][];
    for (int k = 0; k < labels; k++) {
      int label = k;
      members[k] =
          IntStream.range(0, columns.rows().length)
              .filter(i -> columns.rows()[i][column] == label)
              .toArray();
    }
    int[] present = IntStream.range(0, labels).filter(k -> members[k].length > 0).toArray();
    int n = present.length;
    double[][] distances = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < a; b++) {
        for (int c = 0; c < columns.schema().width(); c++) {
          if (c != column) {
            distances[a][b] += distance(columns, c, members[present[a]], members[present[b]]);
          }
        }
        distances[b][a] = distances[a][b];
      }
    }
    double[] line = line(distances);
    double sign = n > 1 && line[0] > line[n - 1] ? -1 : 1;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(java.util.Comparator.comparingDouble((Integer k) -> sign * line[k]))
            .mapToInt(k -> present[k])
            .toArray();
    int[] absent = IntStream.range(0, labels).filter(k -> members[k].length == 0).toArray();
    return IntStream.concat(Arrays.stream(order), Arrays.stream(absent)).toArray();
  }

  /** How differently a column is distributed in two sets of rows, from 0 to 1. */
  private static double distance(Columns columns, int column, int[] one, int[] other) {
    double[] a = Arrays.stream(one).mapToDouble(i -> columns.rows()[i][column]).sorted().toArray();
    double[] b =
        Arrays.stream(other).mapToDouble(i -> columns.rows()[i][column]).sorted().toArray();
    double[] values =
        Arrays.stream(new double[][] {a, b}).flatMapToDouble(Arrays::stream).distinct().toArray();
    Arrays.sort(values);
    double most = 0;
    double sum = 0;
    int i = 0;
    int j = 0;
    double before = 0;
    for (double value : values) {
      while (i < a.length && a[i] <= value) {
        i++;
      }
      while (j < b.length && b[j] <= value) {
        j++;
      }
      double gap = (double) i / a.length - (double) j / b.length;
      most = Math.max(most, Math.abs(gap));
      sum += Math.abs(gap - before) / 2;
      before = gap;
    }
    return columns.categorical(column) ? sum : most;
  }

  /** Places on a line whose distances are like the given ones: classical scaling. */
  static double[] line(double[][] distances) {
    int n = distances.length;
    double[] rows = new double[n];
    double all = 0;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        rows[a] += distances[a][b] * distances[a][b] / n;
      }
      all += rows[a] / n;
    }
    double[][] product = new double[n][n];
    double shift = 0;
    for (int a = 0; a < n; a++) {
      double size = 0;
      for (int b = 0; b < n; b++) {
        product[a][b] = (rows[a] + rows[b] - all - distances[a][b] * distances[a][b]) / 2;
        size += Math.abs(product[a][b]);
      }
      shift = Math.max(shift, size);
    }
    // The shift makes the largest eigenvalue the one of largest size.
    double[] line = new double[n];
    Arrays.setAll(line, a -> a - (n - 1) / 2.0 + (a % 2 == 0 ? 0.1 : -0.1));
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[] next = new double[n];
      double norm = 0;
      for (int a = 0; a < n; a++) {
        next[a] = shift * line[a];
        for (int b = 0; b < n; b++) {
          next[a] += product[a][b] * line[b];
        }
        norm += next[a] * next[a];
      }
      if (norm == 0) {
        return line;
      }
      for (int a = 0; a < n; a++) {
        line[a] = next[a] / Math.sqrt(norm);
      }
    }
    return line;
  }
}
