package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
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
}
