package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each view by the keyboard alone; skipped where there is no Chromium. */
class ServeByKeysInBrowserTest extends ServedInBrowser {
  private static final String HEAT = "document.querySelector('#first canvas').toDataURL()";
  private static final String STATUS = "document.getElementById('status').textContent";

  @AfterEach
  void nothingIsOnTheConsole() {
    assertEquals(List.of(), complaints());
  }

  private static void press(Browser.Tab tab, int times, String key) throws Exception {
    for (int i = 0; i < times; i++) {
      tab.press(key);
    }
  }

  @Test
  void aDigitIsDrawnAndItsHeatmapRead() throws Exception {
    Browser.Tab tab = open("model=mnist&row=3&method=gradient&beside=lrp-epsilon", 1280);
    String before = tab.run(HEAT).asText();
    tabTo(tab, "#input canvas");
    press(tab, 4, "ArrowRight");
    press(tab, 3, "ArrowDown");
    tab.press(" ");
    tab.until(HEAT + " !== " + quoted(before));
    settle(tab);
    String dot = tab.run(HEAT).asText();
    press(tab, 6, "Shift+ArrowRight");
    tab.until(HEAT + " !== " + quoted(dot));
    settle(tab);
    tabTo(tab, "#first canvas");
    tab.press("ArrowDown");
    tab.until(STATUS + ".startsWith('(4, 9): gradient ')");
    assertTrue(tab.run(STATUS).asText().contains(", lrp-epsilon "), tab.run(STATUS).asText());
    // The same place is marked in the input and in both heatmaps.
    assertEquals(
        3,
        tab.run(
                "[...document.querySelectorAll('.spot')].filter(s => s.style.display === 'block').length")
            .asInt());
  }

  @Test
  void aCellIsChangedAndItsBarRead() throws Exception {
    Browser.Tab tab = open("model=credit&row=2&method=deep-lift&beside=kernel-shap", 1280);
    String shown =
        "document.querySelector('#first svg').outerHTML.replace(' class=\"pointed\"', '')";
    String before = tab.run(shown).asText();
    tabTo(tab, "#cell-1");
    press(tab, 3, "ArrowUp");
    tab.until(shown + " !== " + quoted(before));
    settle(tab);
    // The bars of this column are marked for both methods, and its row of the table.
    tab.until("document.querySelectorAll('#views .pointed').length === 3");
    tabTo(tab, "#first svg");
    tab.press("ArrowDown");
    tab.until(STATUS + ".includes(': deep-lift ') && " + STATUS + ".includes(', kernel-shap ')");
  }

  @Test
  void aSentenceIsTypedAndAWordTakenOut() throws Exception {
    Browser.Tab tab = open("model=sentiment&row=0&method=gradient&beside=lrp-epsilon", 1280);
    tabTo(tab, "#sentence");
    for (char letter : "Good, ".toCharArray()) {
      tab.press(String.valueOf(letter));
    }
    tab.until("document.getElementById('sentence').value.includes('Good')");
    for (String place : List.of("first", "second")) {
      tab.until(
          "[...document.querySelectorAll('#"
              + place
              + " .sentence button')].some(b => b.textContent === 'Good')");
    }
    settle(tab);
    int words = count(tab, "#first .sentence button");
    tabTo(tab, "#first .sentence button");
    // The word is marked in both sentences, with the values of both methods.
    assertEquals(2, count(tab, ".sentence .pointed"));
    assertTrue(tab.run(STATUS).asText().contains(", lrp-epsilon "), tab.run(STATUS).asText());
    tab.press("Enter");
    tab.until("document.querySelectorAll('#first .sentence button').length === " + (words - 1));
    settle(tab);
  }

  @Test
  void anElectroencephalogramIsRead() throws Exception {
    Browser.Tab tab = open("model=p300&row=1&method=gradient", 1280);
    tabTo(tab, "#input canvas");
    press(tab, 3, "ArrowRight");
    tab.press("ArrowDown");
    tab.until(STATUS + ".startsWith('(1, 2): gradient ')");
    tabTo(tab, "#panel-scalp summary");
    tab.press("Enter");
    tabTo(tab, "#panel-scalp input");
    String head = "document.querySelector('#panel-scalp svg').getAttribute('aria-label')";
    tab.until("document.querySelector('#panel-scalp svg') !== null");
    String before = tab.run(head).asText();
    tab.press("ArrowRight");
    tab.until(head + " !== " + quoted(before));
  }

  @Test
  void metricsAndLayersAreOpenedAndChanged() throws Exception {
    Browser.Tab tab = open("model=mnist&row=3&method=lrp-epsilon&beside=gradient", 1280);
    tabTo(tab, "#panel-metrics summary");
    tab.press("Enter");
    tab.until("document.querySelector('#panel-metrics table') !== null");
    tabTo(tab, "#panel-metrics input[type=range]");
    press(tab, 3, "ArrowRight");
    tab.until("document.querySelector('#panel-metrics canvas') !== null");
    tabTo(tab, "#panel-layers summary");
    tab.press("Enter");
    tab.until("document.querySelectorAll('#panel-layers .map').length === 16");
    tabTo(tab, "#panel-layers .map");
    tab.press("Enter");
    tab.until("location.hash.includes('target=conv1_preactivation')");
    settle(tab);
    String before = tab.run(HEAT).asText();
    tabTo(tab, "#panel-flow summary");
    tab.press("Enter");
    tabTo(tab, "#panel-flow select");
    tab.press("g");
    tab.until(HEAT + " !== " + quoted(before));
    settle(tab);
    assertEquals("lrp", tab.run("document.getElementById('method').value").asText());
  }

  @Test
  void counterfactualsKeepAColumn() throws Exception {
    Browser.Tab tab = open("model=credit&row=2&method=gradient", 1280);
    tabTo(tab, "#panel-whatif summary");
    tab.press("Enter");
    tab.until("document.querySelector('#panel-whatif .alternative') !== null");
    tabTo(tab, "#panel-whatif input:enabled");
    tab.press(" ");
    tab.until(
        "document.querySelector('#panel-whatif .command').dataset.command.includes('fixed=')");
    settle(tab);
    tabTo(tab, "#panel-whatif .alternative button");
    tab.press("Enter");
    tab.until("location.hash.includes('values=')");
    settle(tab);
  }

  @Test
  void aWordIsSteppedThrough() throws Exception {
    Browser.Tab tab = page("model=language:tomita1", 1280);
    tab.until("document.querySelectorAll('#automaton svg').length === 2");
    tabTo(tab, "#automaton input[maxlength]");
    tab.press("b");
    tab.until("document.querySelectorAll('#automaton tr').length === 3");
    tabTo(tab, "#automaton p button");
    String before = tab.run("location.hash").asText();
    tab.press("Enter");
    tab.until("location.hash !== " + quoted(before));
    assertNotEquals("", text(tab, "#automaton tr.now td"));
  }
}
