package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The explorer's page as people use it; skipped where there is no Chromium. */
class ServeInBrowserTest extends ServedInBrowser {
  private static final String PICTURE =
      "document.querySelector('#first canvas').toDataURL() +"
          + " document.querySelector('#scores').innerHTML";

  /** A stroke changes scores and heatmap, undoing brings both back. */
  @Test
  void drawingMovesTheHeatmap() throws Exception {
    Browser.Tab tab = open("model=mnist&row=3&beside=lrp-epsilon", 1280);
    String before = tab.run(PICTURE).asText();
    tab.stroke("#input canvas", 0.2, 0.2, 0.7, 0.2);
    tab.until(PICTURE + " !== " + quoted(before));
    tab.until("location.hash.includes('values=')");
    tab.run("document.getElementById('reset').click()");
    tab.until(PICTURE + " === " + quoted(before));
    tab.until("!location.hash.includes('values=')");
    assertEquals(3, tab.run("document.querySelectorAll('main canvas:not(.above)').length").asInt());
    assertEquals(List.of(), complaints());
  }

  @Test
  void aChangedCellMovesTheWaterfallAndTheLinkKeepsIt() throws Exception {
    Browser.Tab tab = open("model=credit&row=2", 1280);
    String shown = "document.querySelector('#first svg').outerHTML";
    String before = tab.run(shown).asText();
    tab.run(
        "(() => { const cell = document.getElementById('cell-1'); cell.value = 60;"
            + " cell.dispatchEvent(new Event('input')); })()");
    tab.until(shown + " !== " + quoted(before));
    String after = tab.run(shown).asText();
    // The address alone brings it back, in a tab beside this one.
    Browser.Tab other = open(tab.run("location.hash.slice(1)").asText(), 1280);
    assertEquals(after, other.run(shown).asText());
    assertEquals(60, other.run("Number(document.getElementById('cell-1').value)").asInt());
    assertEquals(List.of(), complaints());
  }

  /**
   * How long it takes from a stroke to another heatmap on the screen; measured where
   * -Dexplorer.strokes says how often.
   */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "explorer.strokes", matches = "[1-9]\\d{0,3}")
  @ValueSource(strings = {"gradient", "lrp-epsilon", "grad-cam", "integrated-gradients"})
  void everyStrokeIsAnswered(String method) throws Exception {
    int strokes = Integer.getInteger("explorer.strokes");
    Browser.Tab tab = open("model=mnist&row=3&method=" + method, 1280);
    String stroke =
        """
        (async () => {
          const canvas = document.querySelector('#input canvas');
          const box = canvas.getBoundingClientRect();
          const shown = () => document.querySelector('#first canvas').toDataURL();
          const before = shown();
          document.getElementById('erase').checked = %1$d %% 260 >= 130;
          const began = performance.now();
          canvas.dispatchEvent(new PointerEvent('pointermove', { buttons: 1,
            clientX: box.x + box.width * (0.06 + 0.07 * (%1$d %% 13)),
            clientY: box.y + box.height * (0.06 + 0.09 * (Math.floor(%1$d / 13) %% 10)) }));
          while (shown() === before && performance.now() - began < 5000) {
            await new Promise(done => setTimeout(done, 1));
          }
          return performance.now() - began;
        })()
        """;
    // The first strokes warm up.
    double[] times = new double[strokes];
    for (int i = -20; i < strokes; i++) {
      double time = tab.run(stroke.formatted(i + 20)).asDouble();
      assertTrue(time < 5000, "stroke " + i);
      times[Math.max(0, i)] = time;
    }
    Arrays.sort(times);
    System.out.printf(
        "measured stroke to heatmap, %s: p50 %.0f ms, p95 %.0f ms%n",
        method, times[strokes / 2], times[(int) (0.95 * strokes)]);
  }

  @Test
  void whatDoesNotFitIsTold() throws Exception {
    Browser.Tab tab = open("model=credit&row=2", 1280);
    tab.run(
        "(() => { const why = document.getElementById('target'); why.value = '<b>9';"
            + " why.dispatchEvent(new Event('change')); })()");
    tab.until("document.getElementById('status').classList.contains('bad')");
    String said = tab.run("document.getElementById('status').textContent").asText();
    assertTrue(said.contains("<b>9"), said);
    assertEquals(0, tab.run("document.querySelectorAll('#status b').length").asInt());
  }

  /** Nothing is wider than the page, and everything has a name for a screen reader. */
  @ParameterizedTest
  @ValueSource(ints = {360, 1280, 2560})
  void thePageFitsTheScreen(int width) throws Exception {
    for (String state :
        List.of(
            "model=mnist&row=1&beside=gradient&open=compare,metrics,layers,flow",
            "model=credit&row=1&open=whatif,curves,rows,rule,flow",
            "model=sentiment&row=1",
            "model=splice&row=1&open=automaton",
            "model=p300&row=1&open=scalp")) {
      Browser.Tab tab = open(state, width);
      assertTrue(
          tab.run("document.documentElement.scrollWidth <= window.innerWidth").asBoolean(),
          state + " at " + width);
      assertEquals(
          "",
          tab.run(
                  "[...document.querySelectorAll('input, select, button, canvas, svg')]"
                      + ".filter(e => !e.closest('[hidden], [aria-hidden]') && !e.labels?.length"
                      + " && !e.getAttribute('aria-label') && !e.textContent.trim())"
                      + ".map(e => e.outerHTML).join(' ')")
              .asText());
    }
  }
}
