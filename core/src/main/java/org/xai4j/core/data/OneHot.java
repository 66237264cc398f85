package org.xai4j.core.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xai4j.core.run.InputException;

/**
 * Columns that are one category, written one-hot: in every row exactly one of them is 1, the others
 * are 0. Methods that change columns change them together.
 *
 * @param name of the category
 * @param columns indices of its columns, at least two
 */
public record OneHot(String name, List<Integer> columns) {
  /** Copies the list. */
  public OneHot {
    columns = List.copyOf(columns);
  }

  /**
   * Reads {@code {"housing": ["own", "rent"], …}}, or lists of columns without names, {@code
   * [["own", "rent"], …]}; columns by name or index.
   *
   * @param node of a schema's JSON
   * @param columns of the table
   * @param source for messages
   * @return the groups
   * @throws InputException if a column is unknown, in two groups, or has labels, or if members do
   *     not change alike
   */
  static List<OneHot> read(JsonNode node, List<TableSchema.Column> columns, String source) {
    List<OneHot> groups = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
    if (node.isObject()) {
      node.fields().forEachRemaining(members::add);
    } else {
      node.forEach(
          n ->
              members.add(
                  Map.entry(n.path("name").asText(""), n.has("columns") ? n.get("columns") : n)));
    }
    for (Map.Entry<String, JsonNode> entry : members) {
      List<Integer> own = new ArrayList<>();
      for (JsonNode member : entry.getValue()) {
        int index = index(member, columns, source);
        TableSchema.Column column = columns.get(index);
        InputException.check(
            taken.add(index) && !column.categorical(),
            "The column '%s' of %s stands in two 'groups', or has labels; a group is of columns"
                + " of 0 and 1.",
            column.name(),
            source);
        own.add(index);
      }
      InputException.check(
          own.size() >= 2,
          "A group of %s has fewer than two columns; list the columns of one category.",
          source);
      TableSchema.Change change = columns.get(own.get(0)).change();
      InputException.check(
          own.stream().allMatch(c -> columns.get(c).change() == change)
              && (change == TableSchema.Change.ANY || change == TableSchema.Change.NONE),
          "The columns of a group of %s change together: all of them any, or none.",
          source);
      String name = entry.getKey();
      groups.add(new OneHot(name.isEmpty() ? names(own, columns) : name, own));
    }
    return List.copyOf(groups);
  }

  private static String names(List<Integer> members, List<TableSchema.Column> columns) {
    return String.join("+", members.stream().map(c -> columns.get(c).name()).toList());
  }

  private static int index(JsonNode member, List<TableSchema.Column> columns, String source) {
    for (int c = 0; c < columns.size(); c++) {
      if (member.isInt() ? member.asInt() == c : columns.get(c).name().equals(member.asText())) {
        return c;
      }
    }
    throw new InputException(
        "The 'groups' of " + source + " name the column " + member + ", which is not described.");
  }

  /** Whether a row has one 1 and else zeros. */
  boolean holds(double[] flat, int from) {
    int ones = 0;
    int zeros = 0;
    for (int c : columns) {
      ones += flat[from + c] == 1 ? 1 : 0;
      zeros += flat[from + c] == 0 ? 1 : 0;
    }
    return ones == 1 && zeros == columns.size() - 1;
  }
}
