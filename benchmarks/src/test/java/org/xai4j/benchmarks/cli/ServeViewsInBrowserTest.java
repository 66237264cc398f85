package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each view of the explorer as people use it; skipped where there is no Chromium. */
class ServeViewsInBrowserTest extends ServedInBrowser {
  private static final String SCORES =
      "document.querySelector('#scores svg').getAttribute('aria-label')";

  @AfterEach
  void nothingIsOnTheConsole() {
    assertEquals(List.of(), complaints());
  }

  @Test
  void aSentenceIsTypedAndAWordTakenOut() throws Exception {
    Browser.Tab tab = open("model=sentiment&row=0&method=integrated-gradients", 1280);
    set(tab, "#sentence", "A truly excellent zyzzyva, very good!");
    tab.until("document.querySelectorAll('.sentence button').length === 7");
    settle(tab);
    assertEquals("zyzzyva", text(tab, ".sentence .unknown"));
    String before = tab.run(SCORES).asText();
    assertTrue(before.startsWith("negative: 0.0"), before);
    click(tab, ".sentence button:nth-of-type(3)");
    tab.until(SCORES + " !== " + quoted(before));
    assertEquals("A truly zyzzyva very good !", tab.run("sentence.value").asText());
    // Taking out the word is the same as a sentence without it.
    String taken = tab.run(SCORES).asText();
    set(tab, "#sentence", "A truly zyzzyva, very good!");
    tab.until("location.hash.includes('values=')");
    settle(tab);
    assertEquals(taken, tab.run(SCORES).asText());
    click(tab, "#reset");
    tab.until("!location.hash.includes('values=')");
  }

  /** The tokenizer came with the model; its tokens are pieces of words. */
  @Test
  void aTextOfAnOwnModelIsTypedAndAWordTakenOut() throws Exception {
    Browser.Tab tab = open("model=distilbert.onnx&row=1&method=gradient&beside=kernel-shap", 1280);
    assertEquals(2, count(tab, "#first .sentence button"));
    set(tab, "#sentence", "a fine films");
    tab.until("document.querySelectorAll('#first .sentence button').length === 4");
    settle(tab);
    assertEquals("s", text(tab, "#first .sentence button:nth-of-type(4)"));
    click(tab, "#first .sentence button:nth-of-type(2)");
    tab.until("sentence.value === 'a films'");
    settle(tab);
    assertEquals(3, count(tab, "#second .sentence button"));
    String link = tab.run("location.hash.slice(1)").asText();
    assertTrue(link.contains("text=a+films"), link);
    Browser.Tab other = open(link, 1280);
    assertEquals(tab.run(SCORES).asText(), other.run(SCORES).asText());
    assertEquals("", violations(tab));
  }

  @Test
  void anOwnRecurrentModelIsReadAsAnAutomaton() throws Exception {
    Browser.Tab tab = open("model=tomita4-lstm.onnx&row=0&method=gradient&open=automaton", 1280);
    set(tab, "#panel-automaton input", "a,b");
    tab.until(
        "/answers as the network for/.test(document.querySelector('#panel-automaton').textContent)");
    tab.until("document.querySelectorAll('#panel-automaton svg').length === 2");
    assertEquals(5, count(tab, "#panel-automaton th"));
    assertEquals("", violations(tab));
    set(tab, "#panel-automaton input", "a,b,c");
    tab.until("/there are 3 symbols/.test(document.querySelector('#panel-automaton').textContent)");
    assertEquals(0, count(tab, "#panel-automaton section:not([hidden]) svg"));
  }

  @Test
  void theClosestChangeFlipsTheAnswerAndLeavesLockedColumns() throws Exception {
    Browser.Tab tab = open("model=credit&row=2&open=whatif", 1280);
    String first = text(tab, "#panel-whatif .alternative li");
    String column = first.substring(0, first.indexOf(':'));
    tab.run(
        "[...document.querySelectorAll('#panel-whatif fieldset label')]"
            + ".find(l => l.textContent.trim() === "
            + quoted(column)
            + ").querySelector('input').click()");
    tab.until(
        "document.querySelector('#panel-whatif .command').dataset.command.includes('fixed=')");
    assertFalse(text(tab, "#panel-whatif .panel > div").contains(column + ":"));
    assertTrue(tab.run(SCORES).asText().startsWith("bad: 0.0"));
    click(tab, "#panel-whatif .alternative button");
    tab.until(SCORES + ".startsWith('bad: 0.5')");
    settle(tab);
  }

  @Test
  void curvesRowsAndRuleOfATable() throws Exception {
    Browser.Tab tab = open("model=credit&row=2&method=deep-lift&open=curves,rows,rule", 1280);
    String own = "document.querySelector('#panel-curves .line.own').getAttribute('points')";
    String before = tab.run(own).asText();
    set(tab, "#panel-curves select", "4");
    tab.until(own + " !== " + quoted(before));
    assertEquals(20, tab.run(own).asText().split(" ").length);
    // The row's own place lies on its own curve: at a value of the grid they are one.
    assertEquals(1, count(tab, "#panel-curves circle.dot"));
    assertEquals(12 * 100, count(tab, "#panel-rows circle.dot"));
    assertEquals(12, count(tab, "#panel-rows circle.marked"));
    assertTrue(text(tab, "#panel-rule li").startsWith("checking status ="));
    set(tab, "#chart", "force");
    tab.until("document.querySelector('#first svg').getAttribute('aria-label').startsWith('for')");
  }

  @Test
  void methodsAreComparedAndTheRowIsSeenAlongTheCurve() throws Exception {
    Browser.Tab tab =
        open(
            "model=mnist&row=3&method=input-x-gradient&beside=input-x-gradient"
                + "&open=compare,metrics",
            1280);
    assertEquals("1", text(tab, "#panel-compare td"));
    set(tab, "#beside", "gradient");
    tab.until("document.querySelector('#panel-compare td').textContent !== '1'");
    settle(tab);
    tab.run(
        "document.querySelectorAll('#panel-metrics circle.pick')[4]"
            + ".dispatchEvent(new MouseEvent('click'))");
    tab.until("document.querySelector('#panel-metrics canvas') !== null");
    // What the model says of that row is the height of the curve.
    String told = text(tab, "#panel-metrics circle.marked title");
    String scores =
        tab.run(
                "document.querySelector('#panel-metrics .panel > div svg[aria-label^=\"0:\"]')"
                    + ".getAttribute('aria-label')")
            .asText();
    double height = Double.parseDouble(told.substring(told.indexOf(": ") + 2));
    String eight = scores.split(", ")[8];
    assertEquals(height, Double.parseDouble(eight.substring(3)), 6e-4, scores);
  }

  @Test
  void twoModelsAreComparedOnTheSameRow() throws Exception {
    Browser.Tab tab = open("model=credit&row=2&method=kernel-shap&open=compare", 1280);
    assertTrue(tab.run("document.getElementById('of-label').hidden === false").asBoolean());
    set(tab, "#of", "credit-boosted");
    tab.until("document.querySelector('#second-scores svg') !== null");
    settle(tab);
    assertTrue(text(tab, "#second-note").startsWith("tree-shap of credit-boosted: score"));
    assertTrue(tab.run("location.hash").asText().contains("of=credit-boosted"));
    set(tab, "#of", "credit");
    tab.until("document.querySelector('#second-scores svg') === null");
  }

  @Test
  void layersUnitsAndRules() throws Exception {
    Browser.Tab tab = open("model=mnist&row=3&method=lrp-epsilon&open=layers,flow", 1280);
    assertEquals(16, count(tab, "#panel-layers canvas"));
    click(tab, "#panel-layers .map");
    tab.until("location.hash.includes('target=conv1_preactivation')");
    set(tab, "#target", "argmax");
    settle(tab);
    set(tab, "#panel-layers select:nth-of-type(1)", "conv2");
    tab.until("document.querySelectorAll('#panel-layers canvas').length === 32");
    tab.run(
        "(() => { const s = document.querySelectorAll('#panel-layers select')[1];"
            + " s.value = 'grad-cam'; s.dispatchEvent(new Event('change')); })()");
    tab.until("document.querySelectorAll('#panel-layers canvas').length === 1");
    String before = tab.run("document.querySelector('#first canvas').toDataURL()").asText();
    set(tab, "#panel-flow select", "gamma");
    tab.until("document.querySelector('#first canvas').toDataURL() !== " + quoted(before));
    settle(tab);
    assertEquals("lrp", tab.run("document.getElementById('method').value").asText());
    assertTrue(
        tab.run("location.hash").asText().contains("rules=name%3Aconv1_preactivation%3Dgamma"));
  }

  @Test
  void aNetworkIsSteppedBesideItsAutomaton() throws Exception {
    Browser.Tab tab = page("model=language:tomita1", 1280);
    tab.until("document.querySelectorAll('#automaton svg').length === 2");
    set(tab, "#automaton input[maxlength]", "aaba");
    tab.until("document.querySelectorAll('#automaton tr').length === 6");
    assertEquals(0, count(tab, "#automaton tr.wrong"));
    assertEquals("reject", text(tab, "#automaton tr.now td:nth-child(5)"));
    tab.run(
        "[...document.querySelectorAll('#automaton button')].find(b =>"
            + " /Back/.test(b.textContent)).click()");
    tab.until("location.hash.includes('step=3')");
    assertTrue(violations(tab).isEmpty(), violations(tab));
    // Hardly trained it goes wrong, which is marked.
    set(tab, "#automaton input[type=number]", "1");
    tab.until("document.querySelectorAll('#automaton tr.wrong').length > 0");
  }

  @Test
  void anElectroencephalogramLiesOverTheHead() throws Exception {
    Browser.Tab tab = open("model=p300&row=1&method=gradient&beside=lrp-epsilon&open=scalp", 1280);
    // Electrodes down, time to the right.
    assertEquals(
        "8,48",
        tab.run("(c => `${c.height},${c.width}`)(document.querySelector('#first canvas'))")
            .asText());
    assertEquals(3, count(tab, "#panel-scalp svg"));
    assertEquals(8, count(tab, "#panel-scalp .head:first-child .electrode"));
    String head = "document.querySelector('#panel-scalp svg').getAttribute('aria-label')";
    String before = tab.run(head).asText();
    set(tab, "#panel-scalp input", "3");
    assertNotEquals(before, tab.run(head).asText());
  }

  @Test
  void picturesAreTakenAndWhatIsNoneIsRefused() throws Exception {
    Browser.Tab tab = open("model=mnist&row=3", 1280);
    String give =
        "(async () => { const data = new DataTransfer(); data.items.add(%s);"
            + " upload.files = data.files; upload.dispatchEvent(new Event('change')); })()";
    tab.run(give.formatted("new File(['no'], 'no.txt', { type: 'text/plain' })"));
    tab.until("document.getElementById('status').textContent.startsWith('no.txt is no PNG')");
    tab.run(give.formatted("new File(['no'], 'no.png', { type: 'image/png' })"));
    tab.until("document.getElementById('status').textContent.startsWith('no.png cannot be read')");
    tab.run(
        give.formatted("new File([new Uint8Array(9 << 20)], 'large.png', { type: 'image/png' })"));
    tab.until("document.getElementById('status').textContent.startsWith('large.png has over')");
    String before = tab.run(SCORES).asText();
    String picture =
        "await new Promise(done => { const c = document.createElement('canvas'); c.width = c.height"
            + " = 56; const pen = c.getContext('2d'); pen.fillRect(0, 0, 56, 56); pen.fillStyle ="
            + " '#fff'; pen.fillRect(24, 8, 6, 40); c.toBlob(b => done(new File([b], 'one.png', {"
            + " type: 'image/png' }))); })";
    tab.run(give.formatted(picture));
    tab.until(SCORES + " !== " + quoted(before));
    assertTrue(tab.run(SCORES).asText().contains("1: 1.000"), tab.run(SCORES).asText());
    // The edges of superpixels lie over the heatmap.
    set(tab, "#groups", "slic:20");
    click(tab, "#edges");
    tab.until("!document.querySelector('#first .above').hidden");
  }

  @Test
  void whatIsShownIsSaved() throws Exception {
    for (String state : List.of("model=credit&row=2", "model=mnist&row=3")) {
      Browser.Tab tab = open(state, 1280);
      tab.run(
          "(() => { window.saved = {}; let blob; URL.createObjectURL = b => { blob = b; return"
              + " 'data:,'; }; HTMLAnchorElement.prototype.click = function () {"
              + " window.saved[this.download] = blob; }; })()");
      for (String id : List.of("save-row", "save-npy", "save-json", "save-svg", "save-png")) {
        click(tab, "#" + id);
      }
      tab.until("Object.keys(saved).length === 5");
      JsonNode sizes =
          tab.run("Object.fromEntries(Object.entries(saved).map(([k, b]) => [k, b.size]))");
      sizes.forEach(size -> assertTrue(size.asInt() > 120, sizes.toString()));
      String svg = tab.run("saved['explanation.svg'].text()").asText();
      assertTrue(svg.startsWith("<svg xmlns=") && svg.endsWith("</svg>"), svg);
      assertFalse(svg.contains("var("), svg);
    }
  }

  /**
   * Every button of every panel that saves a file gives one, pictures with what the panel shows.
   */
  @Test
  void everyPanelIsSaved() throws Exception {
    for (String state :
        List.of(
            "model=credit&row=2&method=deep-lift&beside=gradient"
                + "&open=whatif,curves,rows,rule,compare,metrics,flow",
            "model=mnist&row=3&method=lrp-epsilon&beside=gradient&open=compare,layers,flow",
            "model=p300&row=1&method=gradient&open=scalp",
            "model=splice&row=5&method=gradient&beside=lrp-epsilon&open=compare")) {
      Browser.Tab tab = open(state, 1280);
      tab.run(
          "(() => { window.saved = {}; let blob; URL.createObjectURL = b => { blob = b; return"
              + " 'data:,'; }; HTMLAnchorElement.prototype.click = function () {"
              + " window.saved[this.download] = blob; }; })()");
      tab.run("document.querySelectorAll('[data-save]').forEach(button => button.click())");
      int files =
          tab.run(
                  "new Set([...document.querySelectorAll('[data-save]')].map(b => b.dataset.save)).size")
              .asInt();
      assertTrue(files >= 3, state);
      tab.until("Object.keys(saved).length === " + files);
      JsonNode texts =
          tab.run(
              "Promise.all(Object.entries(saved).map(async ([k, b]) => [k, b.size, k.endsWith('.svg')"
                  + " ? await b.text() : '']))");
      for (JsonNode saved : texts) {
        assertTrue(saved.get(1).asInt() > 100, saved.get(0).asText());
        String svg = saved.get(2).asText();
        boolean drawn = svg.contains("<image") || svg.contains("<rect") && svg.contains("<text");
        assertTrue(svg.isEmpty() || drawn, saved.get(0) + ": " + svg);
      }
      if (state.contains("flow")) {
        String graph = tab.run("saved['relevance.svg'].text()").asText();
        assertTrue(graph.contains(">relevance in<") && graph.contains("<circle"), graph);
      }
    }
  }

  @Test
  void longQuestionsTellHowFarTheyAreAndAreCancelled() throws Exception {
    Browser.Tab tab = open("model=credit&row=2", 1280);
    tab.run(
        "(() => { import('/page.js').then(page => page.ask('/api/explain', page.question("
            + "'shapley-sampling', 'long', { parameters: { permutations: '5000000' } })))"
            + ".catch(e => { window.ended = e.status; }); })()");
    tab.until("!document.getElementById('work').hidden");
    click(tab, "#cancel");
    tab.until("window.ended === 409 && document.getElementById('work').hidden");
  }

  @Test
  void twoTabsDoNotDisturbEachOther() throws Exception {
    Browser.Tab one = open("model=mnist&row=3&method=gradient", 1280);
    Browser.Tab other = open("model=credit&row=3&method=gradient", 1280);
    String heat = "document.querySelector('#first canvas').toDataURL()";
    String before = one.run(heat).asText();
    for (int i = 0; i < 5; i++) {
      set(one, "#row", String.valueOf(i));
      set(other, "#cell-1", String.valueOf(10 + i));
    }
    set(one, "#row", "3");
    one.until("location.hash.includes('row=3') && " + heat + " === " + quoted(before));
    other.until("location.hash.includes('%2C') || location.hash.includes(',')");
    settle(one);
    settle(other);
    assertNotEquals("", other.run(SCORES).asText());
    assertEquals("", text(one, "#status").replaceAll("[\\d.]+ ms", ""));
    assertEquals("", text(other, "#status").replaceAll("[\\d.]+ ms", ""));
  }

  /** In either colour scheme, with every panel open. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model=mnist&row=3&method=lrp-epsilon&beside=gradient&open=compare,metrics,layers,flow",
        "model=credit&row=2&method=deep-lift&beside=gradient"
            + "&open=whatif,curves,rows,rule,compare,metrics,layers,flow",
        "model=sentiment&row=5&method=lrp-epsilon&beside=gradient&open=compare,metrics,layers,flow",
        "model=p300&row=1&beside=gradient&open=scalp,compare,metrics,layers,flow"
      })
  void axeFindsNothing(String state) throws Exception {
    Browser.Tab tab = open(state, 1280);
    assertEquals("", violations(tab));
    tab.dark();
    assertEquals("", pale(tab));
  }
}
