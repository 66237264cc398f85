package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.explorer.Explorer;

/** The explorer with models of one's own: texts, sequences, and what does not fit. */
class ServeOwnModelsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private static HttpResponse<byte[]> post(Explorer explorer, String path, String body)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + explorer.port() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static JsonNode ask(Explorer explorer, String path, String body) throws Exception {
    HttpResponse<byte[]> response = post(explorer, path, body);
    JsonNode answer = JSON.readTree(response.body());
    assertEquals(200, response.statusCode(), answer.toString());
    return answer;
  }

  private static JsonNode get(Explorer explorer, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + explorer.port() + path);
    return JSON.readTree(
        CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body());
  }

  /** What a copied command writes to a file of its own in the folder. */
  private byte[] written(String command, String file) throws IOException {
    List<Object> words = new ArrayList<>();
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command.replace("./xai4j ", ""));
    while (word.find()) {
      String text = word.group(1) == null ? word.group(2) : word.group(1);
      boolean own = text.matches("[a-z]+\\.(npy|json|csv|dot|svg)");
      words.add(own ? folder.resolve(text).toString() : text);
    }
    Ran ran = Ran.command(words.toArray());
    assertEquals(0, ran.code(), ran.err());
    return Files.readAllBytes(folder.resolve(file));
  }

  /** Texts of several lengths, stored and typed, are those of the command. */
  @Test
  void textsOfAnOwnTokenizerAreTyped() throws Exception {
    ServedModel served = OwnServed.texts(folder, "a fine film", "films");
    try (Explorer explorer = new Explorer(List.of(served), "127.0.0.1", 0, "")) {
      String id = "'model':'distilbert.onnx'";
      JsonNode about = get(explorer, "/api/models/distilbert.onnx");
      assertEquals("text", about.get("task").asText());
      assertEquals(2, about.get("rows").asInt());
      JsonNode row = get(explorer, "/api/models/distilbert.onnx/rows/1");
      assertEquals("[\"film\",\"s\"]", row.get("words").toString());
      assertEquals("[[0,4],[4,5]]", row.get("spans").toString());
      JsonNode typed = ask(explorer, "/api/tokens", "{" + id + ",'text':'a fine films'}");
      assertEquals("[\"a\",\"fine\",\"film\",\"s\"]", typed.get("words").toString());
      for (String asked :
          List.of(
              "{" + id + ",'row':1,'method':'integrated-gradients'}",
              "{" + id + ",'text':'a fine films','method':'integrated-gradients'}",
              "{" + id + ",'text':'a fine films','method':'kernel-shap'}")) {
        JsonNode answer = ask(explorer, "/api/explain", asked);
        assertTrue(answer.get("command").asText().contains("--text"), answer.toString());
        assertFalse(answer.has("java"));
        assertArrayEquals(
            written(answer.get("command").asText(), "attributions.npy"),
            post(explorer, "/api/attributions.npy", asked).body());
        assertEquals(answer.get("scores"), ask(explorer, "/api/predict", asked).get("scores"));
      }
      HttpResponse<byte[]> none = post(explorer, "/api/tokens", "{" + id + ",'text':' '}");
      assertEquals(400, none.statusCode());
      assertTrue(new String(none.body(), StandardCharsets.UTF_8).contains("type a word"));
    }
  }

  /** A recurrent model is read as an automaton like the command does. */
  @Test
  void aRecurrentModelIsReadAsAnAutomaton() throws Exception {
    try (Explorer explorer = new Explorer(List.of(OwnServed.words(folder)), "127.0.0.1", 0, "")) {
      String id = "'model':'tomita4-lstm.onnx'";
      assertTrue(get(explorer, "/api/models/tomita4-lstm.onnx").get("recurrent").asBoolean());
      String asked = "{" + id + ",'symbols':'a,b'}";
      JsonNode machine = ask(explorer, "/api/automaton", asked);
      assertFalse(machine.has("equivalent"));
      assertTrue(machine.get("fidelity").asDouble() > 0.99);
      assertArrayEquals(
          written(machine.get("command").asText(), "automaton.dot"),
          post(explorer, "/api/automaton.dot", asked).body());
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("automaton.svg")),
          post(explorer, "/api/automaton.svg", asked).body());
      JsonNode steps =
          ask(explorer, "/api/word", "{" + id + ",'symbols':'a,b','word':'aaab'}").get("steps");
      assertEquals(5, steps.size());
      assertFalse(steps.get(0).has("language"));
      // Names of several letters are parted by spaces.
      assertEquals(
          3,
          ask(explorer, "/api/word", "{" + id + ",'symbols':'up,down','word':'up down'}")
              .get("steps")
              .size());
      String wrong = error(post(explorer, "/api/automaton", "{" + id + ",'symbols':'a,b,c'}"));
      assertTrue(wrong.contains("there are 3 symbols"), wrong);
      String none = error(post(explorer, "/api/automaton", "{" + id + ",'symbols':'a,a'}"));
      assertTrue(none.startsWith("Name the symbols of the model"), none);
    }
  }

  private static String error(HttpResponse<byte[]> response) throws Exception {
    assertEquals(400, response.statusCode());
    return JSON.readTree(response.body()).get("error").asText();
  }

  /** A network that is none says so in one sentence. */
  @Test
  void whatIsNoAutomatonIsTold() throws Exception {
    try (Explorer explorer =
        new Explorer(
            List.of(ServedModel.shipped("credit"), ServedModel.shipped("splice")),
            "127.0.0.1",
            0,
            "")) {
      assertEquals(
          "The network has no recurrent layer, so it computes no automaton; give an RNN, LSTM or"
              + " GRU.",
          error(post(explorer, "/api/automaton", "{'model':'credit','symbols':'a,b'}")));
      assertFalse(get(explorer, "/api/models/credit").get("recurrent").asBoolean());
    }
  }

  @Test
  void aRequestThatNeedsMoreMemoryIsRefused() throws Exception {
    try (Explorer explorer =
        new Explorer(
            List.of(
                ServedModel.shipped("mnist", "mnist", "64k"),
                ServedModel.shipped("credit", "credit", "64k")),
            "127.0.0.1",
            0,
            "")) {
      HttpResponse<byte[]> refused =
          post(explorer, "/api/explain", "{'model':'mnist','row':0,'method':'gradient'}");
      assertEquals(507, refused.statusCode());
      String sentence = JSON.readTree(refused.body()).get("error").asText();
      assertTrue(
          sentence.matches(
              "A row of this model takes \\d+ kB with all its values, and a request may take 64 kB;"
                  + " start the explorer with a larger --memory\\."),
          sentence);
      ask(explorer, "/api/explain", "{'model':'credit','row':0,'method':'gradient'}");
    }
  }

  @Test
  void whatCannotBeServedIsToldAtOnce() {
    Ran size = Ran.command("serve", "--memory", "lots", "--port", "0");
    assertEquals(2, size.code());
    assertTrue(size.err().contains("'lots' is not a size such as 512m or 2g"), size.err());
    Ran rows = Ran.command("serve", "--model", "credit", "--port", "0");
    assertEquals(2, rows.code());
    assertTrue(rows.err().contains("or --text for a language model"), rows.err());
  }

  /** Spans of time are none of the electrodes' plane; of a sequence they are its steps. */
  @Test
  void stepsAreThoseOfTime() throws Exception {
    try (Explorer explorer =
        new Explorer(
            List.of(ServedModel.shipped("p300"), ServedModel.shipped("splice")),
            "127.0.0.1",
            0,
            "")) {
      String planes =
          error(
              post(
                  explorer,
                  "/api/explain",
                  "{'model':'p300','row':0,'method':'feature-ablation','groups':'steps'}"));
      assertTrue(planes.contains("need a sequence"), planes);
      JsonNode groups = ask(explorer, "/api/groups", "{'model':'splice','row':0,'groups':'steps'}");
      // Its rows are [4 symbols, 60 steps].
      assertEquals(3, groups.get("groups").get(3).asInt());
      assertEquals(3, groups.get("groups").get(63).asInt());
    }
  }
}
