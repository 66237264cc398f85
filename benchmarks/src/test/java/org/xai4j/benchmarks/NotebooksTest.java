package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xai4j.benchmarks.notebook.Show;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;
import org.xai4j.rnn.language.Languages;

/**
 * Every cell of the notebooks runs, in the shell that kernels for Java stand on, and shows
 * something.
 */
class NotebooksTest {
  static List<Path> notebooks() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void everyCellRuns(Path notebook) throws Exception {
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        shell.addToClasspath(entry);
      }
      run(shell, Files.readString(Path.of("examples", "imports.jsh")));
      // Kernels bring it.
      run(shell, "var displayed = new ArrayList<String>();");
      run(shell, "void display(String html, String type) { displayed.add(html); }");
      for (JsonNode cell : new ObjectMapper().readTree(notebook.toFile()).get("cells")) {
        if (cell.get("cell_type").asText().equals("code")) {
          StringBuilder code = new StringBuilder();
          cell.get("source").forEach(line -> code.append(line.asText()));
          run(shell, "displayed.clear();");
          run(shell, code.toString());
          boolean shows =
              Pattern.compile("^ *(show|words.*show)\\(", Pattern.MULTILINE).matcher(code).find();
          var counted = shell.eval("displayed.size()").get(0);
          boolean shown = !"0".equals(counted.value());
          assertEquals(shows, shown, code.toString() + counted);
        }
      }
    }
  }

  private static void run(JShell shell, String code) {
    String rest = code;
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(next.source())) {
        String said =
            next.source()
                + event.exception()
                + shell
                    .diagnostics(event.snippet())
                    .map(d -> d.getMessage(null))
                    .collect(Collectors.joining());
        assertEquals(null, event.exception(), said);
        assertTrue(event.status() != Snippet.Status.REJECTED, said);
      }
      rest = next.remaining();
    }
  }

  @Test
  void showsWhatItKnowsAndEscapesTheRest() {
    assertTrue(Show.html(Languages.get("parity").machine()).startsWith("<svg"));
    assertEquals("<pre>a &lt; b</pre>", Show.html("a < b"));
    GlobalImportance importance =
        new GlobalImportance(
            "loss",
            List.of(new GlobalImportance.Feature("<age>", 1, 0.5, 1.5)),
            new Cost(0, 0, 0),
            new Provenance("m", Map.of(), Map.of(), 0, "", "", Map.of(), ""));
    assertTrue(Show.html(importance).contains("&lt;age&gt;"));
  }
}
