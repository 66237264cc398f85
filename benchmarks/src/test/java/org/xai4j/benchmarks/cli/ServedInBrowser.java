package org.xai4j.benchmarks.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.explorer.Explorer;

/** The explorer, and a browser that opens its page; skipped where there is no Chromium. */
class ServedInBrowser {
  private static final String READY =
      "document.body?.dataset.latency !== undefined"
          + " && document.getElementById('first-note').textContent.includes('score')"
          + " && document.body.ariaBusy !== 'true'"
          + " && [...document.querySelectorAll('details[open] .panel')]"
          + ".every(panel => panel.ariaBusy === 'false')";

  @TempDir private static Path folder;
  private static Explorer explorer;
  private static Browser browser;

  @BeforeAll
  static void begin() throws Exception {
    Assumptions.assumeTrue(Browser.found().isPresent(), "there is no Chromium");
    List<ServedModel> served =
        new ArrayList<>(
            Stream.of("mnist", "credit", "sentiment", "splice", "p300")
                .map(ServedModel::shipped)
                .toList());
    served.add(ServedModel.shipped("credit-boosted", "credit"));
    served.add(OwnServed.texts(folder, "a fine film", "films"));
    served.add(OwnServed.words(folder));
    explorer = new Explorer(served, "127.0.0.1", 0, "");
    browser = new Browser(Browser.found().orElseThrow(), folder);
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
      explorer.close();
    }
  }

  /** Opens the page in a state of a width in pixels, and waits until it has its answers. */
  static Browser.Tab open(String state, int width) throws Exception {
    Browser.Tab tab = page(state, width);
    tab.until(READY);
    return tab;
  }

  /** Opens the page without waiting. */
  static Browser.Tab page(String state, int width) throws Exception {
    return browser.open("http://127.0.0.1:" + explorer.port() + "/#" + state, width);
  }

  /** Opens a file. */
  static Browser.Tab file(Path file, int width) throws Exception {
    Browser.Tab tab = browser.open(file.toUri().toString(), width);
    tab.until("document.readyState === 'complete'");
    return tab;
  }

  /** Moves the focus by the tabulator alone to an element. */
  static void tabTo(Browser.Tab tab, String selector) throws Exception {
    String there = "document.activeElement.matches(" + quoted(selector) + ")";
    for (int i = 0; i < 300; i++) {
      if (tab.run(there).asBoolean()) {
        return;
      }
      tab.press("Tab");
    }
    throw new IllegalStateException("the tabulator never comes to " + selector);
  }

  /** Waits until all that was asked is answered. */
  static void settle(Browser.Tab tab) throws Exception {
    tab.until(READY);
  }

  /** Errors on the consoles of all tabs. */
  static List<String> complaints() {
    return browser.complaints();
  }

  /** Changes a field as one who types does. */
  static void set(Browser.Tab tab, String selector, String value) throws Exception {
    tab.run(
        "(() => { const e = document.querySelector("
            + quoted(selector)
            + "); e.value = "
            + quoted(value)
            + "; for (const kind of ['input', 'change'])"
            + " e.dispatchEvent(new Event(kind, { bubbles: true })); })()");
  }

  static void click(Browser.Tab tab, String selector) throws Exception {
    tab.run("document.querySelector(" + quoted(selector) + ").click()");
  }

  static String text(Browser.Tab tab, String selector) throws Exception {
    return tab.run("document.querySelector(" + quoted(selector) + ").textContent").asText();
  }

  static int count(Browser.Tab tab, String selector) throws Exception {
    return tab.run("document.querySelectorAll(" + quoted(selector) + ").length").asInt();
  }

  /** What axe-core has against the page: the rule and the element. */
  static String violations(Browser.Tab tab) throws Exception {
    return violations(tab, "{}");
  }

  /** The same of the colours alone. */
  static String pale(Browser.Tab tab) throws Exception {
    return violations(tab, "{ runOnly: ['color-contrast'] }");
  }

  private static String violations(Browser.Tab tab, String options) throws Exception {
    try (InputStream in = ServedInBrowser.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IOException("axe-core is not on the class path");
      }
      tab.run(new String(in.readAllBytes(), StandardCharsets.UTF_8) + "; 0");
    }
    return tab.run(
            "axe.run("
                + options
                + ").then(found => found.violations.map(v =>"
                + " v.id + ': ' + v.nodes.map(n => n.html).join(' | ')).join('; '))")
        .asText();
  }

  /** A text as JavaScript. */
  static String quoted(String text) {
    return "`" + text.replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$") + "`";
  }
}
