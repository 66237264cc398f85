package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists for programs, help and completion. */
class ListCommandsTest {
  private static JsonNode json(String... command) throws Exception {
    Ran ran = Ran.command((Object[]) command);
    assertEquals(0, ran.code(), ran.err());
    return new ObjectMapper().readTree(ran.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"methods", "metrics", "rules", "extractors"})
  void theJsonNamesTheSameMembersAsTheIds(String list) throws Exception {
    List<String> ids = Ran.command(list, "--ids").out().lines().toList();
    assertEquals(ids, json(list, "--json").findValuesAsText("id"));
  }

  @Test
  void theJsonTellsEveryParameter() throws Exception {
    JsonNode method = json("methods", "kernel-shap", "--json").get(0);
    JsonNode samples = method.get("parameters").get(0);
    assertEquals("samples", samples.get("name").asText());
    assertEquals("1000", samples.get("default").asText());
    assertTrue(method.get("reference").asText().contains("1705.07874"));
    assertEquals("mnist", json("experiments", "--json").get(0).get("data").asText());
  }

  @Test
  void helpShowsACommand() {
    Ran help = Ran.command("help", "plot");
    assertEquals(0, help.code());
    assertTrue(help.out().startsWith("Usage: xai4j plot"), help.out());
    Ran unknown = Ran.command("help", "draw");
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().contains("draw"), unknown.err());
  }

  @Test
  void theCompletionKnowsCommandsAndOptions() {
    Ran script = Ran.command("completion");
    assertEquals(0, script.code(), script.err());
    assertTrue(script.out().contains("_picocli_xai4j_explain"), "commands");
    assertTrue(script.out().contains("'--baseline'"), "options");
  }

  @Test
  void fishKnowsCommandsOptionsAndIds() {
    Ran script = Ran.command("completion", "--shell", "fish");
    assertEquals(0, script.code(), script.err());
    List<String> lines = script.out().lines().toList();
    assertTrue(lines.stream().allMatch(l -> l.startsWith("complete -c xai4j -n ")), script.out());
    String seen = "complete -c xai4j -n '__fish_seen_subcommand_from ";
    assertTrue(
        lines.stream()
            .anyMatch(
                l -> l.startsWith(seen + "explain' -l method -x -a '(xai4j methods --ids)' -d ")));
    assertTrue(lines.stream().anyMatch(l -> l.startsWith(seen + "explain' -s P -r -d ")));
    assertTrue(lines.stream().anyMatch(l -> l.startsWith(seen + "explain' -l quiet -d ")));
    assertTrue(
        lines.stream()
            .anyMatch(l -> l.startsWith(seen + "extract' -l method") && l.contains("extractors")));
    // Quotes inside are escaped, so that every line has an even number of plain ones.
    for (String line : lines) {
      assertEquals(0, line.replace("\\'", "").chars().filter(c -> c == '\'').count() % 2, line);
    }
    assertEquals(2, Ran.command("completion", "--shell", "tcsh").code());
  }

  @Test
  void everyCommandHasItsManualPage(@TempDir Path folder) throws Exception {
    Ran ran = Ran.command("man", folder);
    assertEquals(0, ran.code(), ran.err());
    String all = Files.readString(folder.resolve("man1/xai4j.1"));
    for (String command : List.of("explain", "compare", "methods", "help", "man")) {
      assertTrue(all.contains("\\fB" + command + "\\fR"), command);
      String page = Files.readString(folder.resolve("man1/xai4j-" + command + ".1"));
      assertTrue(page.contains(".SH SYNOPSIS\nxai4j " + command), page);
      assertTrue(page.contains(".SH SEE ALSO"), page);
    }
    String explain = Files.readString(folder.resolve("man1/xai4j-explain.1"));
    assertTrue(explain.contains("\\fB\\-\\-method=ID\\fR\n"), explain);
    // Nothing but the requests that are meant begins a line.
    for (String line : explain.split("\n")) {
      assertTrue(
          !line.startsWith("'")
              && (!line.startsWith(".") || line.matches("\\.(TH|SH|TP|BR|nh|ad)\\b.*")),
          line);
    }
  }
}
