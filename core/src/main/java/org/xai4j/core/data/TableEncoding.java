package org.xai4j.core.data;

import java.util.Arrays;
import org.xai4j.core.array.Printed;

/**
 * Standardised numbers and indicators of categories, as two layers of a network: a number is z = (x
 * − mean)/deviation = relu(z) − relu(−z); category k of a column with the value x is relu(x − k +
 * 1) − 2·relu(x − k) + relu(x − k − 1), which is 1 at x = k and 0 at all other whole numbers. The
 * second layer is linear and merges with what follows.
 *
 * @param schema of the columns
 * @param mean of each number
 * @param deviation of each number
 */
public record TableEncoding(TableSchema schema, double[] mean, double[] deviation) {
  /** Copies the arrays. */
  public TableEncoding {
    mean = mean.clone();
    deviation = deviation.clone();
  }

  /**
   * With the means and deviations of rows.
   *
   * @param schema of the columns
   * @param rows [n][columns]
   * @return the encoding; a column that is constant has the deviation 1
   */
  public static TableEncoding of(TableSchema schema, double[][] rows) {
    double[] mean = new double[schema.width()];
    double[] deviation = new double[schema.width()];
    for (int c = 0; c < mean.length; c++) {
      int column = c;
      double m = Arrays.stream(rows).mapToDouble(r -> r[column]).average().orElse(0);
      double variance =
          Arrays.stream(rows)
              .mapToDouble(r -> (r[column] - m) * (r[column] - m))
              .average()
              .orElse(0);
      mean[c] = m;
      deviation[c] = variance > 0 ? Math.sqrt(variance) : 1;
    }
    return new TableEncoding(schema, mean, deviation);
  }

  /**
   * Elements of a raw row.
   *
   * @return the number of columns
   */
  public int columns() {
    return schema.width();
  }

  private int labels(int column) {
    return schema.columns().get(column).labels().size();
  }

  /**
   * Elements of an encoded row.
   *
   * @return one per number and one per category
   */
  public int width() {
    int width = 0;
    for (int c = 0; c < columns(); c++) {
      width += labels(c) == 0 ? 1 : labels(c);
    }
    return width;
  }

  /**
   * Units of the first layer.
   *
   * @return two per number, and two more than its categories per other column
   */
  public int units() {
    int units = 0;
    for (int c = 0; c < columns(); c++) {
      units += labels(c) == 0 ? 2 : labels(c) + 2;
    }
    return units;
  }

  /**
   * Encodes rows.
   *
   * @param rows [n][columns]
   * @return [n][width]
   */
  public double[][] encode(double[][] rows) {
    double[][] encoded = new double[rows.length][width()];
    for (int i = 0; i < rows.length; i++) {
      int at = 0;
      for (int c = 0; c < columns(); c++) {
        if (labels(c) == 0) {
          encoded[i][at++] = (rows[i][c] - mean[c]) / deviation[c];
        } else {
          encoded[i][at + (int) rows[i][c]] = 1;
          at += labels(c);
        }
      }
    }
    return encoded;
  }

  /**
   * Weights of the first layer.
   *
   * @return [columns][units]
   */
  public double[][] weights() {
    double[][] weights = new double[columns()][units()];
    int at = 0;
    for (int c = 0; c < columns(); c++) {
      if (labels(c) == 0) {
        weights[c][at++] = 1 / deviation[c];
        weights[c][at++] = -1 / deviation[c];
      } else {
        for (int j = 0; j < labels(c) + 2; j++) {
          weights[c][at++] = 1;
        }
      }
    }
    return weights;
  }

  /**
   * Biases of the first layer.
   *
   * @return [units]
   */
  public double[] biases() {
    double[] biases = new double[units()];
    int at = 0;
    for (int c = 0; c < columns(); c++) {
      if (labels(c) == 0) {
        biases[at++] = -mean[c] / deviation[c];
        biases[at++] = mean[c] / deviation[c];
      } else {
        for (int j = -1; j <= labels(c); j++) {
          biases[at++] = -j;
        }
      }
    }
    return biases;
  }

  /**
   * Weights on encoded rows as weights on the first layer's units.
   *
   * @param inner [width][m]
   * @return [units][m]
   */
  public double[][] merged(double[][] inner) {
    double[][] merged = new double[units()][inner[0].length];
    int unit = 0;
    int at = 0;
    for (int c = 0; c < columns(); c++) {
      if (labels(c) == 0) {
        add(merged[unit], inner[at], 1);
        add(merged[unit + 1], inner[at], -1);
        unit += 2;
        at++;
      } else {
        for (int k = 0; k < labels(c); k++) {
          add(merged[unit + k], inner[at + k], 1);
          add(merged[unit + k + 1], inner[at + k], -2);
          add(merged[unit + k + 2], inner[at + k], 1);
        }
        unit += labels(c) + 2;
        at += labels(c);
      }
    }
    return merged;
  }

  private static void add(double[] into, double[] values, double factor) {
    for (int j = 0; j < into.length; j++) {
      into[j] += factor * values[j];
    }
  }

  /** A copy: of each number. */
  @Override
  public double[] mean() {
    return mean.clone();
  }

  /** A copy: of each number. */
  @Override
  public double[] deviation() {
    return deviation.clone();
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
