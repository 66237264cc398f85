package org.xai4j.benchmarks.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xai4j.benchmarks.report.Page;

/** A card, written as Markdown, as a page and as JSON at once. Used by one thread. */
final class Sheet {
  /** Stands where no measurement can. */
  static final String PERSON = "to be written by a person";

  private final Page page;
  private final StringBuilder markdown = new StringBuilder();
  private final ObjectNode root = new ObjectMapper().createObjectNode();
  private ObjectNode section = root;

  Sheet(String name, String title, String lead) {
    page = new Page(name, title, false).lead(lead);
    markdown.append("# ").append(title).append("\n\n").append(lead).append('\n');
    root.put("title", title);
  }

  Page page() {
    return page;
  }

  ObjectNode root() {
    return root;
  }

  String markdown() {
    return markdown.toString();
  }

  void section(String title) {
    page.heading(title);
    markdown.append("\n## ").append(title).append("\n\n");
    section = root.putObject(title);
  }

  /** Facts by name; {@link #PERSON} for what is not known. */
  void facts(Map<String, ?> facts) {
    List<List<Object>> rows = new ArrayList<>();
    facts.forEach(
        (name, value) -> {
          rows.add(List.of(name, value));
          section.putPOJO(name, value);
          markdown.append("- ").append(name).append(": ");
          markdown.append(value.equals(PERSON) ? "*" + PERSON + "*" : value).append('\n');
        });
    page.table(List.of("field", "value"), rows);
  }

  void sentences(List<String> sentences) {
    page.list(sentences);
    sentences.forEach(s -> section.withArray("sentences").add(s));
    sentences.forEach(s -> markdown.append("- ").append(s).append('\n'));
  }

  /** A table of an audit's JSON, some of its columns. */
  void table(String title, JsonNode list, List<String> columns) {
    if (list.isEmpty()) {
      return;
    }
    section.set(title, list);
    List<List<Object>> rows = new ArrayList<>();
    markdown
        .append('\n')
        .append(line(columns))
        .append(line(columns.stream().map(c -> "---").toList()));
    for (JsonNode node : list) {
      List<Object> row = columns.stream().map(c -> (Object) shown(node.path(c))).toList();
      rows.add(row);
      markdown.append(line(row));
    }
    markdown.append('\n');
    page.table(columns, rows);
  }

  private static String line(List<?> cells) {
    return "| " + String.join(" | ", cells.stream().map(String::valueOf).toList()) + " |\n";
  }

  static String shown(JsonNode value) {
    if (value.isObject()) {
      String middle = shown(value.path("value"));
      boolean ends = value.path("low").isNumber();
      return ends
          ? middle + " [" + shown(value.path("low")) + ", " + shown(value.path("high")) + "]"
          : middle;
    }
    return value.isNull() || value.isMissingNode()
        ? "–"
        : value.isFloatingPointNumber() ? AuditWords.number(value.asDouble()) : value.asText();
  }
}
