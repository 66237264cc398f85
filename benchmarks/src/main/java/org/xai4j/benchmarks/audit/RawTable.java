package org.xai4j.benchmarks.audit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/**
 * A table as texts, for columns that no model takes: names of groups, labels.
 *
 * @param name of the file or data set
 * @param columns names in the first line
 * @param cells [n][columns]
 */
record RawTable(String name, List<String> columns, List<List<String>> cells) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  RawTable {
    columns = List.copyOf(columns);
    cells = List.copyOf(cells);
  }

  static RawTable read(Path file) {
    List<List<String>> all = Csv.rows(file);
    InputException.check(
        all.size() > 1,
        "The table %s has no rows under its first line, which must name the columns.",
        file);
    List<String> header = all.get(0);
    for (int i = 1; i < all.size(); i++) {
      InputException.check(
          all.get(i).size() == header.size(),
          "Row %d of %s has %d cells where the first line has %d.",
          i - 1,
          file,
          all.get(i).size(),
          header.size());
    }
    return new RawTable(file.toString(), header, all.subList(1, all.size()));
  }

  /** The rows of a data set, its categories by their labels. */
  static RawTable of(String name, TableSchema schema, double[][] rows) {
    return new RawTable(
        name,
        schema.columns().stream().map(TableSchema.Column::name).toList(),
        Arrays.stream(rows)
            .map(
                row ->
                    IntStream.range(0, row.length)
                        .mapToObj(c -> cell(schema.columns().get(c), row[c]))
                        .toList())
            .toList());
  }

  private static String cell(TableSchema.Column column, double value) {
    return column.categorical() ? column.show(value) : Double.toString(value);
  }

  int index(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new InputException(
          "The table "
              + name
              + " has no column '"
              + column
              + "'"
              + Registry.suggestion(column, columns)
              + "; it has "
              + String.join(", ", columns)
              + ".");
    }
    return index;
  }

  List<String> column(String column) {
    int index = index(column);
    return cells.stream().map(row -> row.get(index).strip()).toList();
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  static boolean number(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** The columns of a model as numbers. */
  double[][] numbers(TableSchema schema, boolean missing) {
    List<List<String>> all = new java.util.ArrayList<>();
    all.add(columns);
    all.addAll(cells);
    if (!missing) {
      return finite(schema, NdArrays.rows(schema.parse(all, name)));
    }
    double[][] rows = new double[cells.size()][schema.width()];
    for (int c = 0; c < schema.width(); c++) {
      TableSchema.Column column = schema.columns().get(c);
      List<String> texts = column(column.name());
      for (int i = 0; i < rows.length; i++) {
        rows[i][c] = value(column, texts.get(i), i);
      }
    }
    return rows;
  }

  private double value(TableSchema.Column column, String text, int row) {
    if (text.isEmpty() || text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    int label = column.labels().indexOf(text);
    InputException.check(
        label >= 0 || number(text),
        "Row %d of %s holds '%s' in the column '%s', which is no number.",
        row,
        name,
        text,
        column.name());
    return label >= 0 ? label : Double.parseDouble(text);
  }

  private double[][] finite(TableSchema schema, double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < rows[i].length; c++) {
        InputException.check(
            Double.isFinite(rows[i][c]),
            "Row %d of %s holds %s in the column '%s', and the model takes no missing values; fill"
                + " or remove it.",
            i,
            name,
            rows[i][c],
            schema.columns().get(c).name());
      }
    }
    return rows;
  }
}
