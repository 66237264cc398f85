package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as people read them, from the disk; skipped where there is no Chromium. */
class ReportInBrowserTest extends ServedInBrowser {
  private static final String TOLD = "document.querySelector('.live [role=status]').textContent";

  @TempDir private Path folder;

  @AfterEach
  void nothingIsOnTheConsole() {
    assertEquals(List.of(), complaints());
  }

  /** Runs an experiment quickly and opens its report, which loads nothing. */
  private Browser.Tab report(String yaml) throws Exception {
    Path experiment = Files.writeString(folder.resolve("small.yaml"), yaml);
    Ran ran =
        Ran.command("compare", experiment, "--quick", "--quiet", "--out", folder.resolve("run"));
    assertEquals(0, ran.code(), ran.err());
    String fits = "document.documentElement.scrollWidth <= window.innerWidth";
    assertTrue(file(folder.resolve("run/report.html"), 360).run(fits).asBoolean());
    Browser.Tab tab = file(folder.resolve("run/report.html"), 1280);
    assertEquals(
        "",
        tab.run(
                "performance.getEntriesByType('resource').map(e => e.name)"
                    + ".filter(name => !name.startsWith('data:')).join(' ')")
            .asText());
    assertEquals("", violations(tab));
    tab.dark();
    assertEquals("", pale(tab));
    return tab;
  }

  private static void choose(Browser.Tab tab, int field, String value) throws Exception {
    tab.run(
        "(() => { const s = document.querySelectorAll('.live select')["
            + field
            + "]; s.value = '"
            + value
            + "'; s.dispatchEvent(new Event('input')); })()");
  }

  /** The cells of a column from top to bottom. */
  private static List<String> column(Browser.Tab tab, int column) throws Exception {
    List<String> cells = new ArrayList<>();
    tab.run(
            "[...document.querySelector('table.scores').tBodies[0].rows].map(r => r.cells["
                + column
                + "].dataset.sort)")
        .forEach(cell -> cells.add(cell.asText()));
    return cells;
  }

  @Test
  void heatmapsAreReadSwitchedAndSorted() throws Exception {
    Browser.Tab tab =
        report(
            "{name: digits, data: mnist, model: mnist, rows: 10, quick-rows: 10, target: argmax,"
                + " baseline: zeros, methods: [gradient, lrp-epsilon, random],"
                + " metrics: [deletion, insertion]}");
    String first = "document.querySelectorAll('.live canvas')[1].toDataURL()";
    String answer = tab.run(first).asText();
    // Another answer, another method, another row: each is another picture.
    choose(tab, 1, "1");
    assertNotEquals(answer, tab.run(first).asText());
    choose(tab, 1, "0");
    assertEquals(answer, tab.run(first).asText());
    choose(tab, 2, "1");
    assertNotEquals(answer, tab.run(first).asText());
    choose(tab, 2, "0");
    choose(tab, 3, "1");
    assertEquals(3, count(tab, ".live canvas"));
    // By the keys: the same place is read in both.
    tabTo(tab, ".live .views div:nth-child(2) canvas");
    for (int i = 0; i < 9; i++) {
      tab.press("ArrowRight");
      tab.press("ArrowDown");
    }
    String told = tab.run(TOLD).asText();
    assertTrue(told.matches("\\(9, 8\\): .+ -?[\\d.e-]+, .+ -?[\\d.e-]+"), told);
    // By the pointer.
    tab.stroke(".live .views div:nth-child(2) canvas", 0.52, 0.52, 0.52, 0.52);
    tab.until(TOLD + ".startsWith('(14, 14): ')");
    // The table sorts by Enter and tells how.
    tabTo(tab, "table.scores th:nth-child(3) button");
    tab.press("Enter");
    assertEquals("ascending", aria(tab, 3));
    List<String> sorted = column(tab, 2);
    tab.press("Enter");
    assertEquals("descending", aria(tab, 3));
    List<String> turned = new ArrayList<>(column(tab, 2));
    java.util.Collections.reverse(turned);
    assertEquals(sorted, turned);
    assertTrue(Double.parseDouble(sorted.get(0)) < Double.parseDouble(sorted.get(2)));
  }

  private static String aria(Browser.Tab tab, int column) throws Exception {
    return tab.run(
            "document.querySelector('table.scores th:nth-child("
                + column
                + ")').getAttribute('aria-sort')")
        .asText();
  }

  @Test
  void decisionsOfATableAreLookedInto() throws Exception {
    Browser.Tab tab =
        report(
            "{study: tabular, name: loans, data: credit, model: credit, quick-rows: 12, seed: 0,"
                + " params: {background: 10, samples: 60}}");
    choose(tab, 3, "1");
    assertEquals(2, count(tab, ".live svg"));
    tabTo(tab, ".live svg");
    tab.press("ArrowDown");
    String told = tab.run(TOLD).asText();
    assertTrue(told.contains(": Kernel SHAP ") && told.contains(", LIME for tables "), told);
    assertEquals(2, count(tab, ".live svg .pointed"));
  }

  @Test
  void sentencesAreLookedInto() throws Exception {
    Browser.Tab tab =
        report(
            "{study: sentiment, name: words, data: sentiment, rows: 10, quick-rows: 10,"
                + " target: argmax, baseline: zeros, groups: tokens, seed: 0,"
                + " params: {models: sentiment-cnn, words: gradient},"
                + " methods: [gradient, input-x-gradient, lrp-epsilon], metrics: [deletion]}");
    choose(tab, 3, "1");
    assertEquals(2, count(tab, ".live .sentence"));
    tabTo(tab, ".live .sentence");
    tab.press("ArrowRight");
    String told = tab.run(TOLD).asText();
    choose(tab, 1, "1");
    tab.press("ArrowRight");
    assertEquals(2, count(tab, ".live .pointed"));
    assertTrue(told.contains(", input-x-gradient "), told);
  }

  @Test
  void tablesOfAutomataAreSorted() throws Exception {
    Browser.Tab tab =
        report(
            "{study: tomita, name: grammars, title: Grammars, seed: 1, params: {grammars:"
                + " 'tomita1,tomita4', quick-settings: lstm, quick-seeds: 1, updates: 300,"
                + " quick-portrait-settings: lstm, relevance-words: 10, quick-relevance-methods:"
                + " 'input-x-gradient,random', quick-portrait-methods: lstar}}");
    assertFalse(column(tab, 2).isEmpty());
    tabTo(tab, "table.scores th:nth-child(3) button");
    tab.press("Enter");
    tab.press("Enter");
    assertEquals("descending", aria(tab, 3));
    assertEquals("tomita4", column(tab, 2).get(0));
  }
}
