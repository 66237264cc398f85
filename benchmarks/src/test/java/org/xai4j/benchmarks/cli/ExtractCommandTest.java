package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractCommandTest {
  @TempDir Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void trainsStoresExtractsAndDraws() throws Exception {
    Ran ran =
        Ran.command(
            "extract",
            "--language",
            "tomita2",
            "--network",
            "gru",
            "--updates",
            "800",
            "--save",
            file("n.npz"),
            "--method",
            "lstar",
            "--output",
            file("a.dot"),
            "--json",
            file("a.json"),
            "--png",
            file("a.png"),
            "--svg",
            file("a.svg"),
            "--quiet");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(
        ran.out().startsWith("states 3, equivalent to the language: yes, fidelity to the network "),
        ran.out());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("a.json").toFile());
    assertEquals(3, json.get("transitions").size());
    assertEquals("[0]", json.get("accepting").toString());
    assertEquals("lstar", json.at("/provenance/method").asText());
    assertEquals("tomita2", json.at("/provenance/request/language").asText());
    assertTrue(Files.size(folder.resolve("a.png")) > 1_000);
    assertTrue(Files.readString(folder.resolve("a.svg")).startsWith("<svg"));
    // The stored network is the same network: another language is refuted by a word.
    Ran stored =
        Ran.command(
            "extract",
            "--language",
            "parity",
            "--network",
            file("n.npz"),
            "--method",
            "kv",
            "--output",
            file("b.dot"));
    assertTrue(
        stored.out().contains("no (shortest difference b: language accept, automaton reject"),
        stored.out() + stored.err());
  }

  @Test
  void badInputIsOneSentenceAndCodeTwo() {
    for (String[] options :
        new String[][] {
          {"--language", "tomita9"},
          {"--language", "tomita1", "--network", "transformer"},
          {"--language", "tomita1", "--method", "lstarr"},
          {"--language", "tomita1", "--time-limit", "-1"},
          {"--network", "elman"},
          {"--network", "missing.npz"},
          {"--model", "mnist", "--symbols", "a,b"},
          {"--model", "mnist"}
        }) {
      String[] args = new String[options.length + 3];
      args[0] = "extract";
      System.arraycopy(options, 0, args, 1, options.length);
      args[args.length - 2] = "--output";
      args[args.length - 1] = file("x.dot");
      Ran ran = Ran.command((Object[]) args);
      assertEquals(2, ran.code(), String.join(" ", args) + ran.err());
      assertEquals(1, ran.err().strip().lines().count(), ran.err());
    }
  }
}
