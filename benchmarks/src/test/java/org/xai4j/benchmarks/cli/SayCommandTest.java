package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;

/** Sentences about pictures, texts, series and automata, from the command line. */
class SayCommandTest {
  @TempDir private Path folder;

  private String run(String... words) {
    Ran ran = Ran.command((Object[]) words);
    assertEquals(0, ran.code(), ran.err());
    return ran.out();
  }

  private JsonNode said(String id, String... more) throws Exception {
    Path output = folder.resolve(id + ".npy");
    List<String> words =
        new java.util.ArrayList<>(
            List.of("explain", "--model", id, "--input", id, "--rows", "0,2", "--quiet"));
    words.addAll(List.of("--method", "integrated-gradients", "--output", output.toString()));
    words.addAll(List.of(more));
    String printed = run(words.toArray(String[]::new));
    JsonNode all = new ObjectMapper().readTree(Path.of(output + ".json").toFile()).path("said");
    assertEquals(2, all.size());
    for (JsonNode row : all) {
      for (JsonNode one : row.path("said")) {
        assertTrue(printed.contains(one.path("sentence").asText()), printed);
      }
    }
    return all.get(1).path("said");
  }

  private double[] values(String id) {
    return NdArrays.rows(Npy.read(folder.resolve(id + ".npy")))[1];
  }

  @Test
  void slopesSpeakNeitherForNorAgainst() {
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            "mnist",
            "--input",
            "mnist",
            "--rows",
            "0",
            "--method",
            "saliency",
            "--say",
            "en",
            "--output",
            folder.resolve("slopes.npy"));
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("The method saliency gives slopes"), ran.err());
  }

  @Test
  void regionsOfAPictureAddUpToWhatIsSaid() throws Exception {
    JsonNode said = said("mnist", "--say", "en");
    double[] map = values("mnist");
    double total = Arrays.stream(map).map(Math::abs).sum();
    int named = 0;
    for (JsonNode one : said) {
      for (JsonNode part : one.path("parts")) {
        double sum = 0;
        for (JsonNode run : part.path("place").path("pixels")) {
          for (int x = run.get(1).asInt(); x < run.get(2).asInt(); x++) {
            sum += map[run.get(0).asInt() * 28 + x];
          }
        }
        assertEquals(sum, part.path("value").asDouble(), 1e-6);
        assertEquals(Math.abs(sum) / total, part.path("share").asDouble(), 1e-6);
        assertTrue(part.path("words").asText().contains("of the figure"));
        named++;
      }
    }
    assertTrue(named >= 2);
  }

  @Test
  void wordsOfATextAreNamed() throws Exception {
    JsonNode said = said("sentiment", "--say", "es");
    double[] tokens = values("sentiment");
    for (JsonNode part : said.path(2).path("parts")) {
      int token = part.path("place").path("from").asInt();
      assertEquals(tokens[token], part.path("value").asDouble(), 1e-6);
      assertTrue(
          part.path("words").asText().startsWith("«" + part.path("place").path("text").asText()));
    }
    assertEquals("for", said.path(2).path("claim").asText());
  }

  @Test
  void lettersOfAWindowOfDnaAreNamed() throws Exception {
    JsonNode said = said("splice", "--say", "en");
    String sentence = said.path(2).path("sentence").asText();
    // An intron–exon boundary has AG at 29 and 30.
    assertTrue(sentence.matches(".*AG at positions 2[89] to 30 .*"), sentence);
  }

  @Test
  void anExtractedAutomatonIsTold() throws Exception {
    Path json = folder.resolve("a.json");
    String printed =
        run(
            "extract",
            "--language",
            "parity",
            "--units",
            "6",
            "--updates",
            "1500",
            "--quiet",
            "--output",
            folder.resolve("a.dot").toString(),
            "--json",
            json.toString(),
            "--say",
            "es");
    JsonNode root = new ObjectMapper().readTree(json.toFile());
    assertTrue(
        printed.contains("autómata de " + root.path("states").asInt() + " estados"), printed);
    assertEquals(
        "Responde «accept» en %d de sus %d estados."
            .formatted(root.path("accepting").size(), root.path("states").asInt()),
        root.path("said").path(3).asText());
  }
}
