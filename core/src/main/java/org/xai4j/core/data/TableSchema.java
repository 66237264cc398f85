package org.xai4j.core.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * What the columns of a table mean: names, categories, units, and which changes make sense. A
 * category is stored as its index among the labels.
 *
 * @param outcome what the model predicts, for sentences: "credit risk"
 * @param classes names of the model's outputs; empty if unknown
 * @param columns in the order of the model's inputs
 * @param groups columns that are one category, written one-hot
 */
public record TableSchema(
    String outcome, List<String> classes, List<Column> columns, List<OneHot> groups) {
  /** How a column may change when one looks for a better outcome. */
  public enum Change {
    /** Either way. */
    ANY,
    /** It may only grow: an age, a length of employment. */
    UP,
    /** It may only shrink. */
    DOWN,
    /** It stays as it is: sex, origin. */
    NONE
  }

  /**
   * One column.
   *
   * @param name unique, as in the header of a file; underscores read as spaces
   * @param labels names of the categories 0, 1, …; empty for a number
   * @param unit of a number, empty if it has none
   * @param whole whether a number takes whole values only
   * @param change which changes make sense
   */
  public record Column(
      String name, List<String> labels, String unit, boolean whole, Change change) {
    /** Copies the labels. */
    public Column {
      labels = List.copyOf(labels);
    }

    /**
     * A number of any size.
     *
     * @param name of the column
     * @return without a unit
     */
    public static Column number(String name) {
      return new Column(name, List.of(), "", false, Change.ANY);
    }

    /**
     * A category.
     *
     * @param name of the column
     * @param labels names of the categories
     * @return the column
     */
    public static Column category(String name, String... labels) {
      return new Column(name, List.of(labels), "", true, Change.ANY);
    }

    /**
     * Whether the values are categories.
     *
     * @return true if there are labels
     */
    public boolean categorical() {
      return !labels.isEmpty();
    }

    private boolean category(double value) {
      return value >= 0 && value < labels.size() && value == Math.rint(value);
    }

    /**
     * The name for a sentence.
     *
     * @return with spaces for underscores
     */
    public String words() {
      return name.replace('_', ' ');
    }

    /**
     * A value for a sentence.
     *
     * @param value of this column
     * @return its label, or the number with its unit; "missing" for NaN
     */
    public String show(double value) {
      if (categorical()) {
        return category(value) ? labels.get((int) value) : brief(value);
      }
      return unit.isEmpty() ? brief(value) : brief(value) + " " + unit;
    }

    /** Up to four significant digits, without trailing zeros. */
    private static String brief(double value) {
      if (!Double.isFinite(value)) {
        return Double.isNaN(value) ? "missing" : String.valueOf(value);
      }
      if (value == Math.rint(value) && Math.abs(value) < 1e9) {
        return String.valueOf((long) value);
      }
      return new java.math.BigDecimal(value)
          .round(new java.math.MathContext(4))
          .stripTrailingZeros()
          .toPlainString();
    }
  }

  /**
   * Without one-hot groups.
   *
   * @param outcome what the model predicts
   * @param classes names of the model's outputs
   * @param columns in the order of the model's inputs
   */
  public TableSchema(String outcome, List<String> classes, List<Column> columns) {
    this(outcome, classes, columns, List.of());
  }

  /** Copies the lists and checks that names are unique. */
  public TableSchema {
    groups = List.copyOf(groups);
    classes = List.copyOf(classes);
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      InputException.check(
          names.add(column.name()), "The schema names the column '%s' twice.", column.name());
    }
  }

  /**
   * Numbers without names.
   *
   * @param width how many columns
   * @return columns x0, x1, …
   */
  public static TableSchema numbers(int width) {
    return new TableSchema(
        "", List.of(), IntStream.range(0, width).mapToObj(i -> Column.number("x" + i)).toList());
  }

  /**
   * Numbers under the names of a header: an empty one gives way to column0, column1, …, a repeated
   * one gets the end _2, _3, ….
   *
   * @param names one per column
   * @return columns of these names
   */
  public static TableSchema numbers(List<String> names) {
    Set<String> taken = new HashSet<>();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String base = names.get(i).isEmpty() ? "column" + i : names.get(i);
      String name = base;
      for (int k = 2; !taken.add(name); k++) {
        name = base + "_" + k;
      }
      columns.add(Column.number(name));
    }
    return new TableSchema("", List.of(), columns);
  }

  /**
   * How many columns.
   *
   * @return the width of a row
   */
  public int width() {
    return columns.size();
  }

  /**
   * A class for a sentence.
   *
   * @param index of the model's output
   * @return its name, or "class 3"
   */
  public String outcome(int index) {
    return index < classes.size() ? classes.get(index) : "class " + index;
  }

  /**
   * The index of a column.
   *
   * @param name as in the schema
   * @return its place
   * @throws InputException if there is none; the message names the nearest
   */
  public int index(String name) {
    List<String> names = columns.stream().map(Column::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new InputException(
          "The table has no column '" + name + "'" + Registry.suggestion(name, names) + ".");
    }
    return index;
  }

  /**
   * The same columns, of which some may not change.
   *
   * @param names of those that stay as they are
   * @return a copy
   * @throws InputException if there is no such column
   */
  public TableSchema holding(List<String> names) {
    List<Column> held = new ArrayList<>(columns);
    for (String name : names) {
      Column c = columns.get(index(name));
      held.set(index(name), new Column(c.name(), c.labels(), c.unit(), c.whole(), Change.NONE));
    }
    return new TableSchema(outcome, classes, held, groups);
  }

  /**
   * Checks that rows fit.
   *
   * @param rows [n, d]
   * @throws InputException if the number of columns differs or a category is unknown
   */
  public void check(INDArray rows) {
    InputException.check(
        rows.rank() == 2 && rows.size(1) == width(),
        "The columns describe a table of %d columns, but the input has the shape %s.",
        width(),
        java.util.Arrays.toString(rows.shape()));
    double[] flat = NdArrays.doubles(rows);
    for (int i = 0; i < flat.length; i++) {
      Column column = columns.get(i % width());
      InputException.check(
          !column.categorical() || column.category(flat[i]),
          "Row %d holds %s in the column '%s', whose categories are 0 to %d.",
          i / width(),
          flat[i],
          column.name(),
          column.labels().size() - 1);
    }
    for (int i = 0; i < rows.size(0); i++) {
      for (OneHot group : groups) {
        InputException.check(
            group.holds(flat, i * width()),
            "Row %d does not have exactly one 1, and else 0, in the columns of the group '%s'.",
            i,
            group.name());
      }
    }
  }

  /**
   * The columns that change together: each one-hot group, and every other column by itself.
   *
   * @return indices of columns, by their first
   */
  public List<List<Integer>> units() {
    List<List<Integer>> units = new ArrayList<>();
    for (int c = 0; c < width(); c++) {
      int column = c;
      List<Integer> unit =
          groups.stream()
              .filter(g -> g.columns().contains(column))
              .findFirst()
              .map(OneHot::columns)
              .orElse(List.of(c));
      if (units.stream().noneMatch(u -> u.contains(column))) {
        units.add(unit);
      }
    }
    return units;
  }

  /**
   * Reads rows of a comma-separated file whose header names the columns; others are left out.
   * Categories stand as labels or as their indices.
   *
   * @param file path
   * @return DOUBLE [n, d]
   * @throws InputException if a column is missing or a cell is no number or label of its column;
   *     the message names line and column
   */
  public INDArray read(Path file) {
    return numbers(Cells.read(file), file.toString());
  }

  /**
   * Reads rows of texts.
   *
   * @param table header and rows
   * @param name of the source, for messages
   * @return DOUBLE [n, d]
   * @throws InputException if a column is missing or a cell is no number or label of its column;
   *     the message names line and column
   */
  public INDArray parse(List<List<String>> table, String name) {
    return numbers(
        IntStream.range(0, table.size()).mapToObj(i -> new Cells.Row(i + 1, table.get(i))).toList(),
        name);
  }

  private INDArray numbers(List<Cells.Row> table, String name) {
    InputException.check(table.size() > 1, "The table %s has no rows.", name);
    List<String> header = table.get(0).cells();
    int[] places = new int[width()];
    for (int c = 0; c < places.length; c++) {
      places[c] = header.indexOf(columns.get(c).name());
      InputException.check(
          places[c] >= 0,
          "The table %s has no column '%s'%s; its first line must name the columns.",
          name,
          columns.get(c).name(),
          places[c] >= 0 ? "" : Registry.suggestion(columns.get(c).name(), header));
    }
    long[] shape = {table.size() - 1, width()};
    double[] flat = new double[Budget.elements(shape, 8, "The table " + name)];
    for (int r = 1; r < table.size(); r++) {
      Cells.Row row = table.get(r);
      InputException.check(
          row.cells().size() == header.size(),
          "The table %s has %d cells in line %d where the first line has %d.",
          name,
          row.cells().size(),
          row.line(),
          header.size());
      for (int c = 0; c < places.length; c++) {
        flat[(r - 1) * width() + c] =
            cell(columns.get(c), row.cells().get(places[c]), name, row.line());
      }
    }
    return NdArrays.array(DataType.DOUBLE, flat, shape);
  }

  private static double cell(Column column, String text, String name, int line) {
    int label = column.labels().indexOf(text);
    if (label >= 0) {
      return label;
    }
    OptionalDouble value = Decimals.parse(text);
    if (value.isEmpty()) {
      throw new InputException(
          "The table "
              + name
              + " has '"
              + text
              + "' in line "
              + line
              + ", column '"
              + column.name()
              + "', "
              + (column.categorical()
                  ? "which is no label of it" + Registry.suggestion(text, column.labels())
                  : Decimals.complaint(text))
              + ".");
    }
    return value.getAsDouble();
  }

  /**
   * Reads a JSON file: {@code {"outcome": "credit risk", "classes": ["bad", "good"], "columns":
   * [{"name": "age", "unit": "years", "whole": true, "change": "up"}, {"name": "housing", "labels":
   * ["own", "rent"]}], "groups": {"colour": ["red", "green"]}}}; all but the names may be left out.
   * Groups are columns that are one category, written one-hot.
   *
   * @param file path
   * @return the schema
   * @throws InputException if it is missing or not of that form
   */
  public static TableSchema readJson(Path file) {
    return parseJson(new String(WholeFile.read(file), StandardCharsets.UTF_8), file.toString());
  }

  /**
   * Reads a JSON text as {@link #readJson}.
   *
   * @param text JSON
   * @param name of the source, for messages
   * @return the schema
   * @throws InputException if it is not of that form
   */
  public static TableSchema parseJson(String text, String name) {
    try {
      JsonNode root = new ObjectMapper().readTree(text);
      List<Column> columns = new ArrayList<>();
      for (JsonNode node : root.path("columns")) {
        InputException.check(
            node.path("name").isTextual(), "A column of %s lacks the text 'name'.", name);
        columns.add(
            new Column(
                node.path("name").asText(),
                texts(node.path("labels")),
                node.path("unit").asText(""),
                node.path("whole").asBoolean(false),
                change(node.path("change").asText("any"), name)));
      }
      InputException.check(!columns.isEmpty(), "The file %s describes no 'columns'.", name);
      return new TableSchema(
          root.path("outcome").asText(""),
          texts(root.path("classes")),
          columns,
          OneHot.read(root.path("groups"), columns, name));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "The file " + name + " is not JSON: " + e.getOriginalMessage() + ".", e);
    }
  }

  private static Change change(String text, String name) {
    for (Change change : Change.values()) {
      if (change.name().toLowerCase(Locale.ROOT).equals(text)) {
        return change;
      }
    }
    throw new InputException(
        "The 'change' of a column of " + name + " is any, up, down or none, not '" + text + "'.");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
