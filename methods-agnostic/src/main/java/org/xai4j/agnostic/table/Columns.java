package org.xai4j.agnostic.table;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.TableSchema;

/**
 * Statistics of the columns of a data set.
 *
 * @param schema what they mean
 * @param rows the data [m][d]
 * @param spread of each number: the mean absolute deviation from the median, or the range where
 *     that is 0, or 1
 */
public record Columns(TableSchema schema, double[][] rows, double[] spread) {
  /**
   * Statistics of rows.
   *
   * @param schema what the columns mean
   * @param rows [m][d]
   * @return with the spread of each column
   */
  public static Columns of(TableSchema schema, double[][] rows) {
    double[] spread = new double[schema.width()];
    for (int c = 0; c < spread.length; c++) {
      double[] sorted = sorted(rows, c);
      double median = Numeric.quantile(sorted, 0.5);
      double deviation = Arrays.stream(sorted).map(v -> Math.abs(v - median)).average().orElse(0);
      double range = sorted[sorted.length - 1] - sorted[0];
      spread[c] = deviation > 0 ? deviation : range > 0 ? range : 1;
    }
    return new Columns(schema, rows, spread);
  }

  /** Without data: distances in the columns' own units. */
  public static Columns unknown(TableSchema schema) {
    double[] spread = new double[schema.width()];
    Arrays.fill(spread, 1);
    return new Columns(schema, new double[0][], spread);
  }

  /** Whether a column holds categories. */
  public boolean categorical(int column) {
    return schema.columns().get(column).categorical();
  }

  /** The values of a column, ascending. */
  public double[] sorted(int column) {
    return sorted(rows, column);
  }

  private static double[] sorted(double[][] rows, int column) {
    double[] values = column(rows, column);
    Arrays.sort(values);
    return values;
  }

  /** Different quantiles 1/parts, …, (parts − 1)/parts of a column, ascending. */
  public double[] cuts(int column, int parts) {
    double[] sorted = sorted(column);
    TreeSet<Double> cuts = new TreeSet<>();
    for (int p = 1; p < parts; p++) {
      cuts.add(Numeric.quantile(sorted, (double) p / parts));
    }
    return cuts.stream().mapToDouble(v -> v).toArray();
  }

  /** The cell of a value between cuts: how many cuts lie below it. */
  public static int cell(double[] cuts, double value) {
    int cell = 0;
    while (cell < cuts.length && value > cuts[cell]) {
      cell++;
    }
    return cell;
  }

  /** Mean over the columns of |difference| / spread, and of 0 or 1 for categories. */
  public double distance(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += part(c, a[c], b[c]);
    }
    return sum / a.length;
  }

  /** The columns that change together with one. */
  public List<Integer> unit(int column) {
    return schema.units().stream().filter(u -> u.contains(column)).findFirst().orElseThrow();
  }

  /** Whether a column is part of a category written one-hot. */
  public boolean oneHot(int column) {
    return !schema.groups().isEmpty()
        && schema.groups().stream().anyMatch(g -> g.columns().contains(column));
  }

  /**
   * One column's part of the distance, times the number of columns; a one-hot category that differs
   * does so in two columns and counts 1, as other categories do.
   */
  public double part(int column, double a, double b) {
    if (oneHot(column)) {
      return Math.abs(a - b) / 2;
    }
    return categorical(column) ? (a == b ? 0 : 1) : Math.abs(a - b) / spread[column];
  }

  /** Distance to the nearest row of the data; a row that is farther already is left early. */
  public double nearest(double[] row) {
    double best = Double.POSITIVE_INFINITY;
    for (double[] other : rows) {
      double sum = 0;
      for (int c = 0; c < row.length && sum < best; c++) {
        sum += part(c, row[c], other[c]);
      }
      best = Math.min(best, sum);
    }
    return best / row.length;
  }

  /** Pearson's correlation of two columns; 0 where one is constant. */
  public static double correlation(double[][] rows, int a, int b) {
    double correlation = Numeric.pearson(column(rows, a), column(rows, b));
    return Double.isNaN(correlation) ? 0 : correlation;
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(r -> r[column]).toArray();
  }
}
