package org.xai4j.benchmarks.scale.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.run.InputException;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The numbers of a row of a table: cells of numbers, or of arrays and vectors of numbers, one after
 * the other.
 *
 * @param columns their names, for messages
 */
record CellReader(List<String> columns) implements Serializable {
  /** Copies the names. */
  CellReader {
    columns = List.copyOf(columns);
  }

  /**
   * Reads the first cells of a row.
   *
   * @param row of the table
   * @return NaN where a value is missing
   * @throws InputException if a cell holds no number
   */
  double[] read(Row row) {
    double[][] parts = new double[columns.size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = cell(row.get(i), i);
    }
    return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
  }

  private double[] cell(@Nullable Object value, int column) {
    if (value instanceof Vector vector) {
      return vector.toArray();
    }
    if (value instanceof Seq<?> several) {
      return CollectionConverters.asJava(several).stream()
          .mapToDouble(element -> number(element, column))
          .toArray();
    }
    return new double[] {number(value, column)};
  }

  private double number(@Nullable Object value, int column) {
    if (value == null) {
      return Double.NaN;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    try {
      String text = value.toString().strip();
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InputException(
          "The column '"
              + columns.get(column)
              + "' holds '"
              + value
              + "', which is no number; choose columns with --columns, or name the labels with"
              + " --label.",
          e);
    }
  }
}
