package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.site.Site;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/** The documents of this project as a site: no link leads nowhere, every method has its page. */
class SiteTest {
  private static final Path ROOT = Path.of("..");

  @TempDir Path folder;

  @Test
  void everyLinkLeadsSomewhereAndEveryMethodHasAPage() throws Exception {
    Site.write(ROOT, folder, Optional.empty());
    for (Explainer<?> method : Registry.load("method", Explainer.class).all()) {
      String id = Registry.info(method).id();
      String page = Files.readString(folder.resolve("docs/methods/" + id + ".html"));
      assertTrue(page.contains("<h1"), id);
      assertTrue(page.contains("--method " + id), id);
      assertTrue(page.contains("use it when"), id + " is missing in docs/choosing.md");
    }
    assertTrue(
        Files.readString(folder.resolve("docs/methods/integrated-gradients.html"))
            .contains("images/methods/integrated-gradients.png\""));
    assertTrue(Files.size(folder.resolve("docs/images/methods/integrated-gradients.png")) > 0);
  }

  @Test
  void pagesLinkToTheJavadocThatThereIs() throws Exception {
    String type = "org/xai4j/gradient/path/IntegratedGradients.html";
    Site.write(ROOT, folder.resolve("a"), Optional.of("https://example.org/api"));
    String page = Files.readString(folder.resolve("a/docs/methods/integrated-gradients.html"));
    assertTrue(page.contains("href=\"https://example.org/api/" + type + "\""), page);
    Path javadoc = Files.createDirectories(folder.resolve("javadoc"));
    Files.writeString(javadoc.resolve("index.html"), "");
    String missing =
        assertThrows(
                InputException.class,
                () -> Site.write(ROOT, folder.resolve("b"), Optional.of(javadoc.toString())))
            .getMessage();
    assertTrue(missing.contains("Javadoc of org/xai4j/"), missing);
    for (Explainer<?> method : Registry.load("method", Explainer.class).all()) {
      Path file = javadoc.resolve(method.getClass().getName().replace('.', '/') + ".html");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
    Site.write(ROOT, folder.resolve("b"), Optional.of(javadoc.toString()));
    page = Files.readString(folder.resolve("b/docs/methods/integrated-gradients.html"));
    assertTrue(page.contains("href=\"../../apidocs/" + type + "\""), page);
    assertTrue(Files.exists(folder.resolve("b/apidocs").resolve(type)));
    assertThrows(
        InputException.class,
        () -> Site.write(ROOT, folder.resolve("c"), Optional.of(folder.toString())));
    Site.write(ROOT, folder.resolve("d"), Optional.empty());
    page = Files.readString(folder.resolve("d/docs/methods/integrated-gradients.html"));
    assertTrue(!page.contains("avadoc"), page);
  }

  @Test
  void aLinkThatLeadsNowhereIsNamed() throws Exception {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("docs"));
    Files.writeString(
        root.resolve("README.md"), "# A\n[b](docs/missing.md) [c](CHANGELOG.md#none)");
    Files.writeString(root.resolve("CHANGELOG.md"), "# Changes");
    Files.writeString(root.resolve("CONTRIBUTING.md"), "# Help");
    String said =
        assertThrows(
                InputException.class,
                () -> Site.write(root, folder.resolve("out"), Optional.empty()))
            .getMessage();
    assertTrue(said.contains("README.md: docs/missing.md"), said);
    assertTrue(said.contains("CHANGELOG.html#none"), said);
    assertThrows(
        InputException.class, () -> Site.write(folder.resolve("docs"), folder, Optional.empty()));
  }

  @Test
  void theSearchFindsAPage() throws Exception {
    assumeTrue(Browser.found().isPresent(), "needs Chromium");
    Site.write(ROOT, folder, Optional.empty());
    try (Browser browser = new Browser(Browser.found().orElseThrow(), folder.resolve("profile"))) {
      Browser.Tab tab = browser.open(folder.resolve("index.html").toUri().toString(), 1280);
      tab.until("document.querySelectorAll('#found li').length > 80");
      tab.run(
          "(() => { const f = document.getElementById('search'); f.value = 'kernel shap';"
              + " f.dispatchEvent(new Event('input')); })()");
      assertEquals(
          "Kernel SHAP",
          tab.run("document.querySelector('#found a').firstChild.textContent").asText());
      assertEquals(List.of(), browser.complaints());
    }
  }
}
