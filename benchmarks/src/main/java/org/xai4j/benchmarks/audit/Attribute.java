package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.fairness.ProtectedGroups;

/**
 * A protected attribute: {@code COLUMN}, {@code COLUMN:CUT} for numbers up to and above a cut,
 * {@code COLUMN:LABEL} for a category against all others, each with a name in front as {@code
 * NAME=COLUMN:…}. A column may be a one-hot group of a schema, or a pattern as {@code housing_*}
 * for columns of 0 and 1.
 *
 * @param name shown
 * @param column of the table
 * @param part cut or label; empty for none
 */
record Attribute(String name, String column, String part) {
  /** Numbers with more values are cut in two. */
  private static final int VALUES = 10;

  private static final Pattern FORM = Pattern.compile("(?:([^=:]+)=)?([^=:]+)(?::(.+))?");

  static Attribute parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    InputException.check(
        matcher.matches(),
        "The protected attribute '%s' is not of the form COLUMN, COLUMN:CUT, COLUMN:LABEL or"
            + " NAME=COLUMN:LABEL.",
        text);
    String column = matcher.group(2).strip();
    String plain = column.replaceAll("[_. -]*\\*", "").replace('_', ' ');
    String name = matcher.group(1) == null ? plain : matcher.group(1).strip();
    return new Attribute(name, column, matcher.group(3) == null ? "" : matcher.group(3).strip());
  }

  /** Whether the attribute is spread over several columns of 0 and 1: {@code housing_*}. */
  private boolean spread() {
    return column.contains("*");
  }

  /**
   * The columns of a table that hold the attribute: those that the pattern fits, or of a one-hot
   * group of the schema; else the one named.
   *
   * @throws InputException if there are none
   */
  List<String> columns(RawTable table, TableSchema schema) {
    if (spread()) {
      String pattern = Pattern.quote(column).replace("*", "\\E.*\\Q");
      List<String> fitting = table.columns().stream().filter(c -> c.matches(pattern)).toList();
      InputException.check(
          fitting.size() > 1,
          "The protected attribute '%s' fits %d columns of %s; it has to fit two or more of 0 and 1.",
          column,
          fitting.size(),
          table.name());
      return fitting;
    }
    return table.has(column)
        ? List.of(column)
        : schema.groups().stream()
            .filter(g -> g.name().equals(column))
            .findFirst()
            .map(g -> g.columns().stream().map(c -> schema.columns().get(c).name()).toList())
            .orElseGet(() -> List.of(table.columns().get(table.index(column))));
  }

  /** The categories of an attribute that is spread over columns, row by row. */
  private List<String> categories(RawTable table, List<String> names) {
    int prefix = spread() ? column.indexOf('*') : 0;
    int suffix = spread() ? column.length() - 1 - column.lastIndexOf('*') : 0;
    String[] cells = new String[table.cells().size()];
    Arrays.fill(cells, "other");
    boolean[] seen = new boolean[cells.length];
    for (String name : names) {
      List<String> values = table.column(name);
      for (int i = 0; i < cells.length; i++) {
        double value = RawTable.number(values.get(i)) ? Double.parseDouble(values.get(i)) : -1;
        InputException.check(
            value == 0 || (value == 1 && !seen[i]),
            "Row %d of %s is '%s' in '%s', but the columns of the attribute '%s' hold 0 and at most"
                + " one 1.",
            i,
            table.name(),
            values.get(i),
            name,
            column);
        if (value == 1) {
          seen[i] = true;
          cells[i] = name.substring(prefix, name.length() - suffix);
        }
      }
    }
    return List.of(cells);
  }

  /** The groups of a table's rows. */
  ProtectedGroups of(RawTable table, TableSchema schema) {
    List<String> columns = columns(table, schema);
    List<String> cells =
        columns.size() > 1 ? categories(table, columns) : table.column(columns.get(0));
    boolean numbers = cells.stream().allMatch(c -> c.isEmpty() || RawTable.number(c));
    List<String> groups;
    if (numbers && (RawTable.number(part) || many(cells))) {
      InputException.check(
          part.isEmpty() || RawTable.number(part),
          "The column '%s' holds numbers; cut it at a number, as in %s:25, not at '%s'.",
          column,
          column,
          part);
      groups = cut(cells);
    } else if (part.isEmpty()) {
      groups = cells.stream().map(c -> c.isEmpty() ? "not given" : plain(c)).toList();
    } else {
      InputException.check(
          cells.stream().anyMatch(c -> plain(c).equals(part)),
          "The column '%s' has no '%s'; it has %s.",
          column,
          part,
          String.join(", ", cells.stream().map(Attribute::plain).distinct().sorted().toList()));
      groups =
          cells.stream()
              .map(c -> c.isEmpty() ? "not given" : plain(c).equals(part) ? part : "not " + part)
              .toList();
    }
    List<String> names = new ArrayList<>(groups.stream().distinct().sorted(this::order).toList());
    InputException.check(
        names.size() > 1,
        "The protected attribute '%s' has one group only in %s, '%s'; nothing can be compared.",
        column,
        table.name(),
        names.get(0));
    InputException.check(
        names.size() <= 50,
        "The protected attribute '%s' has %d groups; name one against the others, as in %s:%s.",
        column,
        names.size(),
        column,
        names.get(0));
    return new ProtectedGroups(name, names, groups.stream().mapToInt(names::indexOf).toArray());
  }

  /** A named part first, those not given last. */
  private int order(String a, String b) {
    int first = rank(a) - rank(b);
    boolean numbers = RawTable.number(a) && RawTable.number(b);
    return first != 0
        ? first
        : numbers ? Double.compare(Double.parseDouble(a), Double.parseDouble(b)) : a.compareTo(b);
  }

  private int rank(String group) {
    return group.equals("not given")
        ? 2
        : group.equals("not " + part) || group.startsWith("above ")
            ? 1
            : group.equals(part) ? -1 : 0;
  }

  private static boolean many(List<String> cells) {
    return cells.stream().filter(c -> !c.isEmpty()).distinct().count() > VALUES;
  }

  private List<String> cut(List<String> cells) {
    double cut = part.isEmpty() ? median(cells) : Double.parseDouble(part);
    return cells.stream()
        .map(
            c ->
                c.isEmpty()
                    ? "not given"
                    : Double.parseDouble(c) <= cut
                        ? "up to " + plain(String.valueOf(cut))
                        : "above " + plain(String.valueOf(cut)))
        .toList();
  }

  private static double median(List<String> cells) {
    double[] sorted =
        cells.stream()
            .filter(c -> !c.isEmpty())
            .mapToDouble(Double::parseDouble)
            .sorted()
            .toArray();
    double median = Numeric.quantile(sorted, 0.5);
    // Where half the rows have the largest value, the cut lies below it.
    return median < sorted[sorted.length - 1]
        ? median
        : Arrays.stream(sorted).filter(v -> v < median).max().orElse(median);
  }

  private static String plain(String cell) {
    return RawTable.number(cell) && Double.parseDouble(cell) == Math.rint(Double.parseDouble(cell))
        ? String.format(Locale.ROOT, "%.0f", Double.parseDouble(cell))
        : cell;
  }

  /** The attributes of a list, commas between. */
  static List<Attribute> all(List<String> texts) {
    List<Attribute> all = texts.stream().map(Attribute::parse).toList();
    Stream<String> names = all.stream().map(Attribute::name);
    InputException.check(
        names.distinct().count() == all.size(),
        "A protected attribute is named twice in '%s'.",
        String.join(",", texts));
    return all;
  }
}
