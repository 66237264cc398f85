package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.report.AgreementChart;
import org.xai4j.benchmarks.report.BandChart;
import org.xai4j.benchmarks.report.BarChart;
import org.xai4j.benchmarks.report.BeeswarmChart;
import org.xai4j.benchmarks.report.DecisionChart;
import org.xai4j.benchmarks.report.ForceChart;
import org.xai4j.benchmarks.report.ImageChart;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.report.LogoChart;
import org.xai4j.benchmarks.report.Page;
import org.xai4j.benchmarks.report.ScalpMap;
import org.xai4j.benchmarks.report.ScatterChart;
import org.xai4j.benchmarks.report.SurfaceChart;
import org.xai4j.benchmarks.report.TextChart;
import org.xai4j.benchmarks.report.TimeMap;
import org.xai4j.benchmarks.report.WaterfallChart;
import org.xai4j.core.data.eeg.Montage;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.evaluation.statistics.Clusters;
import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.language.Languages;

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
    return checked(folder.resolve("run/report.html"));
  }

  /** Opens a page that is in order on a phone and on a desk, by day and by night. */
  private static Browser.Tab checked(Path page) throws Exception {
    for (int width : new int[] {360, 390, 800}) {
      Browser.Tab small = file(page, width);
      assertEquals("", faults(small), width + " pixels wide");
      assertEquals("", violations(small), width + " pixels wide");
    }
    Browser.Tab tab = file(page, 1280);
    assertEquals(
        "",
        tab.run(
                "performance.getEntriesByType('resource').map(e => e.name)"
                    + ".filter(name => !/^(data|blob):/.test(name)).join(' ')")
            .asText());
    assertEquals("", violations(tab));
    assertEquals("", faults(tab));
    tab.dark();
    assertEquals("", pale(tab));
    assertEquals("", faults(tab));
    return tab;
  }

  /**
   * Texts that are small or pale, tables and charts that are out of sight, and what cannot be
   * saved.
   */
  private static String faults(Browser.Tab tab) throws Exception {
    try (InputStream in = ReportInBrowserTest.class.getResourceAsStream("/report.js")) {
      return tab.run(new String(in.readAllBytes(), StandardCharsets.UTF_8)).asText();
    }
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

  @Test
  void auditsAndCardsAreRead() throws Exception {
    Path out = folder.resolve("card");
    Ran ran = Ran.command("card", "credit", "--explained", "20", "--quiet", "--out", out);
    assertEquals(0, ran.code(), ran.err());
    for (String page : List.of("report.html", "card.html")) {
      checked(out.resolve(page));
    }
  }

  @Test
  void everyKindOfChartIsReadAndSaved() throws Exception {
    double[] some = {1, -0.5, 0.25, -0.125};
    double[][] square = {some, {-1, 0.7, 0.6, 0}, {0.5, 0.6, 1, 0.2}, {0, 0.1, 0.2, 1}};
    List<String> names = List.of("Integrated Gradients", "Random", "LIME", "Kernel SHAP");
    List<Montage.Place> places =
        List.of(
            new Montage.Place("Fz", 0, 0.4),
            new Montage.Place("FC5", -0.5, 0.2),
            new Montage.Place("P4", 0.4, -0.4),
            new Montage.Place("Oz", 0, -0.8));
    double[] times = {0, 0.1, 0.2, 0.3};
    LineChart.Axis axis = new LineChart.Axis("share", LineChart.Scale.LINEAR);
    LineChart.Line line = new LineChart.Line("lime", "LIME", times, some, "#2563a8", false);
    BandChart.Band band = new BandChart.Band("target", some, some, some, "#2563a8");
    BufferedImage image = new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB);
    Page page =
        new Page("kinds", "All that a page may hold", false)
            .lead("Every kind of chart.")
            .heading("Charts")
            .text("Text.")
            .finding("A finding.")
            .svg("bars", BarChart.draw("bars", List.of(new BarChart.Bar("age", 1, 0.5, 1.5))))
            .svg("lines", LineChart.draw("lines", axis, axis, List.of(line), true))
            .svg("band", BandChart.draw("band", times, List.of(band), new double[4]))
            .svg("agreement", AgreementChart.draw("agreement", names, square, Clusters.of(square)))
            .svg("dots", ScatterChart.draw("dots", "x", "y", some, some, "z", times))
            .svg("swarm", BeeswarmChart.draw("swarm", names, square, square, 4))
            .svg("ways", DecisionChart.draw("ways", some, names, square, 4))
            .svg("forces", ForceChart.draw("forces", 0.5, names, some))
            .svg("waterfall", WaterfallChart.draw("waterfall", 0.5, names, some, 3))
            .svg("words", TextChart.draw("words", names, some))
            .svg("image", ImageChart.draw("image", image, image, 1, "lrp"))
            .svg("logo", LogoChart.draw("logo", List.of("A", "C", "G", "T"), square, 1))
            .svg("surface", SurfaceChart.draw("surface", "x", names, "y", names, square))
            .svg("heads", ScalpMap.draw("heads", places, List.of(new ScalpMap.Head("P", some)), 1))
            .svg("map", TimeMap.draw("map", names, times, square, new double[0][]))
            .svg("automaton", Drawing.svg(Languages.get("tomita5").machine()))
            .png("picture", Heatmap.png(image))
            .heading("Tables")
            .table(List.of("method", "score"), List.of(List.of("a, \"b\"", 0.5), List.of("c", 1)))
            .gallery(
                List.of("one", "two"),
                Map.of("row", List.of(Heatmap.png(image), Heatmap.png(image))))
            .sentences(
                "words",
                Map.of("gradient", List.of(new Page.Piece("good ", 1), new Page.Piece("film", 0))));
    Path file = folder.resolve("kinds.html");
    page.write(file, Map.of("seed", 1));
    checked(file);
  }
}
