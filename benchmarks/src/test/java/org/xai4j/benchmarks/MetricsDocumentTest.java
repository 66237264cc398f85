package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.evaluation.Metric;

/** The tables of docs/metrics.md name the metrics there are, each once, with its parameters. */
class MetricsDocumentTest {
  /** A bar between cells, not one of a formula. */
  private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

  /** Cells of a row, with the empty one before its first bar. */
  private static final int CELLS = 8;

  @Test
  void everyMetricIsDocumented() throws Exception {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
      String[] cells = BAR.split(line);
      if (cells.length == CELLS && cells[1].startsWith(" `")) {
        String id = cells[1].strip().replace("`", "");
        assertEquals(
            null, documented.put(id, cells[CELLS - 2].strip()), id + " stands there twice");
      }
    }
    Map<String, String> registered = new TreeMap<>();
    for (Metric metric : Registry.load("metric", Metric.class).all()) {
      registered.put(Registry.info(metric).id(), parameters(metric));
    }
    assertEquals(registered, documented);
  }

  /** The defaults as the document writes them: 1 for 1.0, 1e-5 for 1.0E-5. */
  private static String parameters(Metric metric) {
    String all =
        RecordText.describe(metric).stream()
            .map(p -> p.name() + "=" + p.defaultValue())
            .map(p -> p.replaceAll("\\.0(?=E|,|$)", "").replace("E-", "e-"))
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "–" : "`" + all + "`";
  }
}
