package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
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
import java.util.stream.StreamSupport;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.explorer.Explorer;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;

/** The explorer as a browser meets it. */
class ServeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Explorer explorer;

  @BeforeAll
  static void serve() {
    explorer =
        new Explorer(
            List.of(
                ServedModel.shipped("mnist"),
                ServedModel.shipped("credit"),
                ServedModel.shipped("sentiment")),
            "127.0.0.1",
            0,
            "");
  }

  @AfterAll
  static void end() {
    explorer.close();
  }

  private static HttpResponse<byte[]> post(String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + explorer.port() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + explorer.port() + path);
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  private static String error(HttpResponse<byte[]> response) throws Exception {
    return JSON.readTree(response.body()).get("error").asText();
  }

  @Test
  void copiedCommandWritesTheSameBytes(@TempDir Path folder) throws Exception {
    String asked =
        "{\"model\":\"mnist\",\"row\":3,\"method\":\"integrated-gradients\",\"target\":\"3-5\","
            + "\"parameters\":{\"steps\":\"20\"}}";
    String command = JSON.readTree(post("/api/explain", asked).body()).get("command").asText();
    assertEquals(
        "./xai4j explain --model mnist --input mnist --rows 3 --method integrated-gradients"
            + " -P steps=20 --target 3-5 --output attributions.npy",
        command);
    byte[] shown = post("/api/attributions.npy", asked).body();
    assertArrayEquals(run(command, folder), shown);

    JsonNode row = JSON.readTree(get("/api/models/credit/rows/2").body());
    ((com.fasterxml.jackson.databind.node.ArrayNode) row.get("values")).set(1, 48);
    String changed =
        "{\"model\":\"credit\",\"method\":\"deep-lift\",\"values\":" + row.get("values") + "}";
    Files.write(folder.resolve("row.npy"), post("/api/row.npy", changed).body());
    String again = JSON.readTree(post("/api/explain", changed).body()).get("command").asText();
    assertArrayEquals(run(again, folder), post("/api/attributions.npy", changed).body());
  }

  /** Every button of a panel that saves a file gives what the command behind the panel writes. */
  @Test
  void savedFilesAreThoseOfTheCommands(@TempDir Path folder) throws Exception {
    String row = "{\"model\":\"mnist\",\"row\":3,";
    String layer = row + "\"layer\":\"pool2\"}";
    Files.write(folder.resolve("row.npy"), post("/api/row.npy", layer).body());
    JsonNode activation = ask("/api/activation", layer);
    byte[] shown = post("/api/layer.npy", layer).body();
    assertArrayEquals(run(activation.get("command").asText(), folder), shown);
    java(activation.get("java").asText(), folder);
    assertArrayEquals(Files.readAllBytes(folder.resolve("layer.npy")), shown);
    for (String method : List.of("gradient", "layer-conductance")) {
      String asked = row + "\"layer\":\"pool2\",\"method\":\"" + method + "\"}";
      JsonNode answer = ask("/api/explain", asked);
      byte[] bytes = post("/api/attributions.npy", asked).body();
      assertArrayEquals(run(answer.get("command").asText(), folder), bytes);
      java(answer.get("java").asText(), folder);
      assertArrayEquals(Files.readAllBytes(folder.resolve("attributions.npy")), bytes);
    }
    String many = "{\"model\":\"credit\",\"method\":\"deep-lift\",\"rows\":\"5-9\"}";
    assertArrayEquals(
        run(ask("/api/explain", many).get("command").asText(), folder),
        post("/api/attributions.npy", many).body());
    String language = "{\"language\":\"tomita1\",\"updates\":\"400\"}";
    JsonNode machine = ask("/api/automaton", language);
    byte[] dot = post("/api/automaton.dot", language).body();
    assertArrayEquals(run(machine.get("command").asText(), folder), dot);
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("automaton.svg")),
        post("/api/automaton.svg", language).body());
    java(machine.get("java").asText(), folder);
    assertArrayEquals(Files.readAllBytes(folder.resolve("automaton.dot")), dot);
  }

  /** But for the time at which it was made, which is part of its provenance. */
  @Test
  void savedJsonIsThatOfTheCommand(@TempDir Path folder) throws Exception {
    String row = "{\"model\":\"credit\",\"row\":2,";
    for (String[] asked :
        new String[][] {
          {
            "/api/counterfactuals",
            row
                + "\"method\":\"counterfactual\",\"baseline\":\"train\","
                + "\"parameters\":{\"alternatives\":\"1\"}}"
          },
          {
            "/api/curve",
            row
                + "\"method\":\"ale\",\"target\":\"1\",\"rows\":\"0-19\","
                + "\"parameters\":{\"columns\":\"age\"}}"
          },
          {"/api/rule", row + "\"method\":\"anchors\",\"baseline\":\"train\"}"}
        }) {
      String command = ask(asked[0], asked[1]).get("command").asText();
      String written = new String(run(command, folder), StandardCharsets.UTF_8);
      String saved =
          new String(post("/api/explanation.json", asked[1]).body(), StandardCharsets.UTF_8);
      assertEquals(timeless(written), timeless(saved));
    }
  }

  private static String timeless(String json) {
    return json.replaceAll("(?m)\"(time|seconds)\" : .*$", "");
  }

  private static byte[] run(String command, Path folder) throws Exception {
    List<String> words = new ArrayList<>();
    // As a shell reads it: what stands in quotes is one word.
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command.replace("./xai4j ", ""));
    while (word.find()) {
      String text = word.group(1) == null ? word.group(2) : word.group(1);
      boolean file = text.matches("[a-z]+\\.(npy|json|csv|dot|svg)");
      words.add(file ? folder.resolve(text).toString() : text);
    }
    PrintStream none = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    assertEquals(0, Main.run(words.toArray(new String[0]), none, none), command);
    return Files.readAllBytes(Path.of(words.get(words.indexOf("--output") + 1)));
  }

  private static JsonNode ask(String path, String body) throws Exception {
    HttpResponse<byte[]> response = post(path, body);
    JsonNode answer = JSON.readTree(response.body());
    assertEquals(200, response.statusCode(), answer.toString());
    return answer;
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  /** A typed sentence is a row like any other. */
  @Test
  void aSentenceIsExplainedByTheCommandToo(@TempDir Path folder) throws Exception {
    JsonNode typed =
        ask("/api/tokens", "{\"model\":\"sentiment\",\"text\":\"What a Lovely film!\"}");
    assertEquals("[\"What\",\"a\",\"Lovely\",\"film\",\"!\"]", typed.get("words").toString());
    String asked =
        "{\"model\":\"sentiment\",\"method\":\"lrp-epsilon\",\"values\":"
            + typed.get("values")
            + "}";
    Files.write(folder.resolve("row.npy"), post("/api/row.npy", asked).body());
    String command = ask("/api/explain", asked).get("command").asText();
    assertArrayEquals(run(command, folder), post("/api/attributions.npy", asked).body());
    assertTrue(ask("/api/models/sentiment/rows/0").get("text").asText().contains(" "));
  }

  private static JsonNode ask(String path) throws Exception {
    return JSON.readTree(get(path).body());
  }

  /** What the views of a table show is what their commands write. */
  @Test
  void viewsOfATableAreWhatTheirCommandsWrite(@TempDir Path folder) throws Exception {
    String row = "{\"model\":\"credit\",\"row\":2,";
    JsonNode flips =
        ask(
            "/api/counterfactuals",
            row
                + "\"method\":\"counterfactual\",\"baseline\":\"train\","
                + "\"parameters\":{\"fixed\":\"checking_status,purpose\"}}");
    JsonNode written = JSON.readTree(run(flips.get("command").asText(), folder));
    JsonNode other = flips.get("alternatives").get(0);
    for (JsonNode column : other.get("changed")) {
      assertTrue(column.asInt() != 0 && column.asInt() != 3, "columns that stay as they are");
    }
    assertEquals(
        other.get("probability"), written.findValue("alternatives").get(0).get("probability"));

    JsonNode curve =
        ask(
            "/api/curve",
            row
                + "\"method\":\"ice\",\"target\":\"1\",\"rows\":\"0-19\","
                + "\"parameters\":{\"columns\":\"age\"}}");
    written = JSON.readTree(run(curve.get("command").asText(), folder));
    assertEquals(curve.get("mean"), written.findValue("mean"));
    // The row is one of those drawn.
    assertArrayEquals(numbers(curve.get("rows").get(2)), numbers(curve.get("own")), 1e-6);

    JsonNode rule = ask("/api/rule", row + "\"method\":\"anchors\",\"baseline\":\"train\"}");
    written = JSON.readTree(run(rule.get("command").asText(), folder));
    assertEquals(rule.get("precision"), written.findValue("precision"));

    JsonNode many = ask("/api/explain", row + "\"method\":\"gradient\",\"rows\":\"5-9\"}");
    Npy.write(
        folder.resolve("shown.npy"),
        NdArrays.array(DataType.FLOAT, numbers(many.get("attributions")), 5, 20));
    assertArrayEquals(
        run(many.get("command").asText(), folder), Files.readAllBytes(folder.resolve("shown.npy")));
    assertEquals(
        "The rows 0-9999 are not a range of at most 500 of the rows 0 to 249.",
        error(post("/api/explain", row + "\"method\":\"gradient\",\"rows\":\"0-9999\"}")));
  }

  /** What the views of a network show is what their commands write. */
  @Test
  void viewsOfANetworkAreWhatTheirCommandsWrite(@TempDir Path folder) throws Exception {
    String row = "{\"model\":\"mnist\",\"row\":3,";
    String rules = "name:conv1_preactivation=gamma;epsilon";
    String lrp = row + "\"method\":\"lrp\",\"parameters\":{\"composite\":\"" + rules + "\"}";
    JsonNode metric = ask("/api/metric", lrp + ",\"metric\":\"deletion\"}");
    run(ask("/api/explain", lrp + "}").get("command").asText(), folder);
    String scores = new String(run(metric.get("command").asText(), folder), StandardCharsets.UTF_8);
    assertEquals(
        metric.get("value").doubleValue(),
        Double.parseDouble(scores.lines().skip(1).findFirst().orElseThrow().split(",")[3]),
        1e-9);
    for (int point : new int[] {0, 3, 28}) {
      JsonNode at =
          ask("/api/metric-row", lrp + ",\"metric\":\"deletion\",\"point\":\"" + point + "\"}");
      assertEquals(
          metric.get("curve").get(point).doubleValue(),
          at.get("scores").get(8).doubleValue(),
          1e-6);
    }

    JsonNode layer = ask("/api/activation", row + "\"layer\":\"pool2\"}");
    assertEquals("[32,4,4]", layer.get("shape").toString());
    run(layer.get("command").asText(), folder);
    assertArrayEquals(
        numbers(layer.get("values")), NdArrays.doubles(Npy.read(folder.resolve("layer.npy"))));

    JsonNode flow = ask("/api/relevance", lrp + "}");
    run(flow.get("command").asText(), folder);
    List<String> lines = Files.readAllLines(folder.resolve("relevance.csv"));
    assertEquals(flow.get("layers").size() + 1, lines.size());
    assertEquals(
        flow.get("layers").get(0).get("in").doubleValue(),
        Double.parseDouble(lines.get(1).split(",")[2]));
  }

  @Test
  void anAutomatonReadsAWordBesideItsNetwork(@TempDir Path folder) throws Exception {
    JsonNode machine = ask("/api/automaton", "{\"language\":\"tomita1\"}");
    assertTrue(machine.get("equivalent").asBoolean());
    String dot = new String(run(machine.get("command").asText(), folder), StandardCharsets.UTF_8);
    assertTrue(dot.contains("q" + (machine.get("next").size() - 1)), dot);
    assertFalse(dot.contains("q" + machine.get("next").size()), dot);
    JsonNode steps = ask("/api/word", "{\"language\":\"tomita1\",\"word\":\"aab\"}").get("steps");
    assertEquals(4, steps.size());
    steps.forEach(step -> assertEquals(step.get("language"), step.get("network")));
    assertEquals(
        "The symbol 'c' is none of a, b.",
        error(post("/api/word", "{\"language\":\"tomita1\",\"word\":\"c\"}")));
  }

  /** The document names what there is. */
  @Test
  void everyPathOfTheDocumentIsAnswered() throws Exception {
    JsonNode paths = ask("/openapi.json").get("paths");
    for (String path : (Iterable<String>) paths::fieldNames) {
      if (paths.get(path).has("post")) {
        assertNotEquals(404, post(path, "{}").statusCode(), path);
      }
    }
    assertEquals(404, post("/api/nothing", "{}").statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"mnist\",\"row\":3,\"method\":\"integrated-gradients\",\"target\":\"3-5\","
            + "\"explain\":\"probability\",\"parameters\":{\"steps\":\"20\"}}",
        "{\"model\":\"mnist\",\"row\":1,\"method\":\"kernel-shap\",\"seed\":\"4\","
            + "\"groups\":\"grid:4x4\",\"baseline\":\"0.5\"}",
        "{\"model\":\"credit\",\"row\":2,\"method\":\"kernel-shap\"}"
      })
  void copiedJavaWritesTheSameBytes(String asked, @TempDir Path folder) throws Exception {
    Files.write(folder.resolve("row.npy"), post("/api/row.npy", asked).body());
    String code = JSON.readTree(post("/api/explain", asked).body()).get("java").asText();
    java(code, folder);
    assertArrayEquals(
        post("/api/attributions.npy", asked).body(),
        Files.readAllBytes(folder.resolve("attributions.npy")));
  }

  /** Compiles and runs a copied class, whose files lie in a folder. */
  private static void java(String code, Path folder) throws Exception {
    Path source = folder.resolve("Why.java");
    Files.writeString(source, code.replaceAll("\"([a-z]+\\.(npy|dot))\"", "\"" + folder + "/$1\""));
    String[] words = {
      "-d", folder.toString(), "-cp", System.getProperty("java.class.path"), source.toString()
    };
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, words), code);
    try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      classes
          .loadClass("Why")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }

  @Test
  void whereJavaCannotSayItThereIsNone() throws Exception {
    String asked =
        "{\"model\":\"credit\",\"method\":\"kernel-shap\",\"baseline\":\"train:5\","
            + "\"parameters\":{\"samples\":\"20\"}}";
    JsonNode answer = JSON.readTree(post("/api/explain", asked).body());
    assertFalse(answer.has("java"), answer.toString());
    assertTrue(answer.get("command").asText().contains("--baseline train:5"));
  }

  @Test
  void aChangedCellMovesPredictionAndExplanation() throws Exception {
    JsonNode row = JSON.readTree(get("/api/models/credit/rows/0").body());
    String ask = "{\"model\":\"credit\",\"method\":\"input-x-gradient\",\"row\":0";
    JsonNode before = JSON.readTree(post("/api/explain", ask + "}").body());
    ((com.fasterxml.jackson.databind.node.ArrayNode) row.get("values")).set(1, 72);
    JsonNode after =
        JSON.readTree(post("/api/explain", ask + ",\"values\":" + row.get("values") + "}").body());
    assertNotEquals(before.get("scores"), after.get("scores"));
    assertNotEquals(before.get("attributions"), after.get("attributions"));
    assertEquals(
        after.get("scores"),
        JSON.readTree(post("/api/predict", ask + ",\"values\":" + row.get("values") + "}").body())
            .get("scores"));
  }

  @Test
  void foreignNamesAndPagesAreRefused() throws Exception {
    assertTrue(raw("evil.example").startsWith("HTTP/1.1 421"));
    assertTrue(raw("127.0.0.1:" + explorer.port()).startsWith("HTTP/1.1 200"));
    assertEquals(403, post("/api/cancel", "{}", "Origin", "http://evil.example").statusCode());
    assertEquals(403, post("/api/cancel", "{}", "Sec-Fetch-Site", "cross-site").statusCode());
    HttpRequest plain =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + explorer.port() + "/api/cancel"))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertEquals(415, CLIENT.send(plain, BodyHandlers.ofString()).statusCode());
  }

  private static String raw(String host) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", explorer.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /api/models HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void aTokenIsAskedForWhereThereIsOne() throws Exception {
    try (Explorer open =
        new Explorer(List.of(ServedModel.shipped("credit")), "127.0.0.1", 0, "secret")) {
      URI uri = URI.create("http://127.0.0.1:" + open.port() + "/api/models");
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      assertEquals(401, CLIENT.send(request.build(), BodyHandlers.ofString()).statusCode());
      request.header("X-Xai4j-Token", "secret");
      assertEquals(200, CLIENT.send(request.build(), BodyHandlers.ofString()).statusCode());
    }
  }

  @Test
  void badRequestsGetOneSentence() throws Exception {
    HttpResponse<byte[]> large = post("/api/explain", " ".repeat((4 << 20) + 1));
    assertEquals(413, large.statusCode());
    assertEquals("The body of the request is not JSON.", error(post("/api/explain", "{")));
    assertEquals(
        "A row of credit has 20 values, not 1.",
        error(post("/api/predict", "{\"model\":\"credit\",\"values\":[1]}")));
    for (String file : List.of("@pom.xml", "/etc/passwd", "x.npy", "..\\\\x")) {
      String body = "{\"model\":\"credit\",\"method\":\"gradient\",\"baseline\":\"" + file + "\"}";
      assertEquals(
          "The option --baseline takes no file here; give it to the command line.",
          error(post("/api/explain", body)));
    }
    // A file of the working directory whose name looks like a word, and a parameter that is a file.
    String rules =
        "{\"model\":\"credit\",\"method\":\"lrp\",\"parameters\":{\"composite\":\"src\"}}";
    assertEquals(
        "The option -P composite takes no file here; give it to the command line.",
        error(post("/api/explain", rules)));
    String noise =
        "{\"model\":\"credit\",\"method\":\"smoothgrad\",\"parameters\":{\"noise-file\":\"x\"}}";
    assertEquals(
        "The parameter noise-file takes files; give it to the command line.",
        error(post("/api/explain", noise)));
    assertEquals(404, get("/../pom.xml").statusCode());
    assertEquals(404, get("/%2e%2e/pom.xml").statusCode());
  }

  @Test
  void thePageMayLoadNothingFromElsewhere() throws Exception {
    HttpResponse<byte[]> page = get("/");
    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
    for (String file : List.of("/", "/explorer.js", "/input.js", "/table.js", "/explorer.css")) {
      String text = new String(get(file).body(), StandardCharsets.UTF_8);
      assertFalse(text.contains("https://") || text.contains("innerHTML"), file);
    }
    JsonNode paths = JSON.readTree(get("/openapi.json").body()).get("paths");
    assertTrue(paths.has("/api/explain"));
  }
}
