package org.xai4j.benchmarks.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.data.Csv;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Scores;

/**
 * Scores as CSV with the columns {@code instance,metric,point,value}: per instance its value with
 * an empty point, then the points of its curve.
 */
public final class ScoreFile {
  /** Names of the columns. */
  public static final List<String> HEADER = List.of("instance", "metric", "point", "value");

  private ScoreFile() {}

  /**
   * Writes scores.
   *
   * @param file path
   * @param metric id or label
   * @param scores of one metric
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, String metric, Scores scores) {
    Csv.write(file, HEADER, rows(metric, scores));
  }

  /**
   * Scores as cells.
   *
   * @param metric id or label
   * @param scores of one metric
   * @return a row per value and per point of a curve
   */
  public static List<List<Object>> rows(String metric, Scores scores) {
    List<List<Object>> rows = new ArrayList<>();
    double[] values = scores.values();
    double[] points = scores.points();
    double[][] curves = scores.curves();
    for (int i = 0; i < values.length; i++) {
      rows.add(List.of(i, metric, "", values[i]));
      for (int p = 0; p < points.length; p++) {
        rows.add(List.of(i, metric, points[p], curves[i][p]));
      }
    }
    return rows;
  }

  /**
   * Reads scores.
   *
   * @param file as written by {@link #write}
   * @return the same scores to the bit
   * @throws InputException if it is missing or damaged
   */
  public static Scores read(Path file) {
    List<List<String>> rows = Csv.rows(file);
    InputException.check(
        !rows.isEmpty() && rows.get(0).equals(HEADER), "The file %s holds no scores.", file);
    List<Double> values = new ArrayList<>();
    List<List<Double>> curves = new ArrayList<>();
    List<Double> points = new ArrayList<>();
    try {
      for (List<String> row : rows.subList(1, rows.size())) {
        double value = Double.parseDouble(row.get(3));
        if (row.get(2).isEmpty()) {
          values.add(value);
          curves.add(new ArrayList<>());
        } else {
          curves.get(curves.size() - 1).add(value);
          if (values.size() == 1) {
            points.add(Double.valueOf(row.get(2)));
          }
        }
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new InputException("The scores in " + file + " are damaged; delete the file.", e);
    }
    double[][] flat =
        points.isEmpty()
            ? new double[0][]
            : curves.stream().map(ScoreFile::array).toArray(double[][]::new);
    return new Scores(array(values), array(points), flat);
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
