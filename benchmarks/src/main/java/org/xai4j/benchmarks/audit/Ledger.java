package org.xai4j.benchmarks.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.benchmarks.report.Page;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/**
 * Findings, written to a page and to JSON at once, so that no figure on the page is missing in the
 * JSON. Used by one thread.
 */
final class Ledger {
  private final Page page;
  private final ObjectNode root = new ObjectMapper().createObjectNode();
  private final List<String> said = new ArrayList<>();
  private ObjectNode section = root;

  Ledger(Page page) {
    this.page = page;
  }

  Page page() {
    return page;
  }

  ObjectNode root() {
    return root;
  }

  /** All findings so far, in order. */
  List<String> said() {
    return List.copyOf(said);
  }

  /** Begins a section. */
  void section(String id, String heading, String text) {
    page.heading(heading).text(text);
    section = root.putObject(id);
  }

  /** A sentence that was found, with the figures that it rests on. */
  void finding(String sentence, Object... figures) {
    page.finding(sentence);
    said.add(sentence);
    ObjectNode node = section.withArray("findings").addObject().put("sentence", sentence);
    ObjectNode backed = node.putObject("figures");
    for (int i = 0; i < figures.length; i += 2) {
      put(backed, String.valueOf(figures[i]), figures[i + 1]);
    }
  }

  /** A table: on the page, and as a list of objects by column. */
  void table(String id, List<String> columns, List<? extends List<?>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    List<List<Object>> shown = new ArrayList<>();
    ArrayNode list = section.putArray(id);
    for (List<?> row : rows) {
      ObjectNode node = list.addObject();
      List<Object> cells = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        put(node, columns.get(c), row.get(c));
        cells.add(row.get(c) instanceof Interval i ? shown(i) : row.get(c));
      }
      shown.add(cells);
    }
    page.table(columns, shown);
  }

  /** A table as a list of objects by column. */
  static ArrayNode list(List<String> columns, List<? extends List<?>> rows) {
    ArrayNode list = new ObjectMapper().createArrayNode();
    for (List<?> row : rows) {
      ObjectNode node = list.addObject();
      for (int c = 0; c < columns.size(); c++) {
        put(node, columns.get(c), row.get(c));
      }
    }
    return list;
  }

  void figure(String name, Object value) {
    put(section, name, value);
  }

  private static String shown(Interval interval) {
    return Double.isNaN(interval.mean())
        ? "–"
        : AuditWords.number(interval.mean())
            + (Double.isNaN(interval.low())
                ? ""
                : " ["
                    + AuditWords.number(interval.low())
                    + ", "
                    + AuditWords.number(interval.high())
                    + "]");
  }

  private static void put(ObjectNode node, String name, Object value) {
    if (value instanceof Interval i) {
      ObjectNode own = node.putObject(name);
      put(own, "value", i.mean());
      put(own, "low", i.low());
      put(own, "high", i.high());
    } else if (value instanceof Integer i) {
      node.put(name, i);
    } else if (value instanceof Double d && Double.isFinite(d)) {
      node.put(name, d);
    } else if (value instanceof Double) {
      node.putNull(name);
    } else if (value instanceof Boolean b) {
      node.put(name, b);
    } else {
      node.put(name, String.valueOf(value));
    }
  }
}
