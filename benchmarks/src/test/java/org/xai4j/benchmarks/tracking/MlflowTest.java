package org.xai4j.benchmarks.tracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.core.data.Npy;
import org.xai4j.core.run.InputException;

/**
 * What is sent to a server that answers, and refuses, as MLflow's REST API is documented: fields
 * that must be there, the limits of log-batch, names, states, artifacts by the server's proxy.
 */
class MlflowTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private HttpServer server;
  private final List<String> calls = new ArrayList<>();
  private final Map<String, String> params = new TreeMap<>();
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final Map<String, byte[]> artifacts = new TreeMap<>();
  private final List<String> authorized = new ArrayList<>();
  private String store = "mlflow-artifacts:/7/r1/artifacts";
  private String note = "";
  private boolean exists;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/2.0/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  private void answer(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath().substring("/api/2.0/".length());
    byte[] body = call.getRequestBody().readAllBytes();
    authorized.addAll(call.getRequestHeaders().getOrDefault("Authorization", List.of()));
    int status = 200;
    String text = "{}";
    if (path.startsWith("mlflow-artifacts/artifacts/")) {
      assertEquals("PUT", call.getRequestMethod());
      artifacts.put(path.substring("mlflow-artifacts/artifacts/".length()), body);
    } else {
      calls.add(path);
      JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      try {
        text = answer(path, json, call.getRequestURI().getQuery());
      } catch (IllegalArgumentException e) {
        status = e.getMessage().startsWith("RESOURCE_DOES_NOT_EXIST") ? 404 : 400;
        text = JSON.createObjectNode().put("message", e.getMessage()).toString();
      }
    }
    byte[] out = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, out.length);
    call.getResponseBody().write(out);
    call.close();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("INVALID_PARAMETER_VALUE: " + message);
    }
  }

  private String answer(String path, JsonNode json, String query) {
    switch (path) {
      case "mlflow/experiments/get-by-name":
        if (!exists) {
          throw new IllegalArgumentException("RESOURCE_DOES_NOT_EXIST: " + query);
        }
        return "{\"experiment\": {\"experiment_id\": \"7\"}}";
      case "mlflow/experiments/create":
        require(!json.path("name").asText().isEmpty(), "name");
        exists = true;
        return "{\"experiment_id\": \"7\"}";
      case "mlflow/runs/create":
        require(json.path("experiment_id").asText().equals("7"), "experiment_id");
        require(json.path("start_time").isIntegralNumber(), "start_time");
        json.path("tags").forEach(tag -> note = tag.path("value").asText());
        return "{\"run\": {\"info\": {\"run_id\": \"r1\", \"artifact_uri\": \"" + store + "\"}}}";
      case "mlflow/runs/log-batch":
        require(json.path("run_id").asText().equals("r1"), "run_id");
        require(json.path("params").size() <= 100, "params");
        require(json.path("metrics").size() <= 1000, "metrics");
        json.path("params")
            .forEach(
                p -> {
                  name(p.path("key").asText());
                  require(p.path("value").asText().length() <= 500, "length");
                  params.put(p.path("key").asText(), p.path("value").asText());
                });
        json.path("metrics")
            .forEach(
                m -> {
                  name(m.path("key").asText());
                  require(m.path("value").isNumber(), "value");
                  require(m.path("timestamp").isIntegralNumber(), "timestamp");
                  metrics.put(m.path("key").asText(), m.path("value").asDouble());
                });
        return "{}";
      case "mlflow/runs/update":
        require(json.path("end_time").isIntegralNumber(), "end_time");
        calls.add(json.path("status").asText());
        return "{}";
      default:
        throw new IllegalArgumentException("RESOURCE_DOES_NOT_EXIST: " + path);
    }
  }

  /** As mlflow.utils.validation has it. */
  private static void name(String key) {
    require(key.matches("[\\w.\\- /]{1,250}") && !key.contains("//"), "name " + key);
  }

  private record Ran(int code, String out, String err) {}

  private Ran compare(String uri) {
    Path model = folder.resolve("net.zip");
    Path rows = folder.resolve("x.npy");
    TinyData.writeModel(model);
    Npy.write(rows, TinyData.inputs(6));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] words = {
      "compare",
      "--model",
      model + "",
      "--input",
      rows + "",
      "--methods",
      "gradient,random",
      "--metrics",
      "sparseness,complexity",
      "--out",
      folder.resolve("run") + "",
      "--mlflow",
      uri
    };
    int code = Main.run(words, new PrintStream(out, true), new PrintStream(err, true));
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void aComparisonIsLogged() throws Exception {
    Ran ran = compare(address());
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("MLflow: run r1"), ran.out());
    assertEquals("FINISHED", calls.get(calls.size() - 1));
    assertEquals("gradient,random", params.get("methods"));
    assertEquals("0", params.get("seed"));
    assertEquals("image", params.get("params.task"));
    assertTrue(note.contains("Compared 2 methods by 2 metrics"), note);
    // The mean of what stands in the table.
    double mean =
        Files.readAllLines(folder.resolve("run/results.csv")).stream()
            .filter(line -> line.contains(",gradient,sparseness,"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(',') + 1)))
            .average()
            .orElseThrow();
    assertEquals(mean, metrics.get("gradient/sparseness"), 1e-12);
    assertTrue(metrics.containsKey("random/mean_rank"), metrics + "");
    assertTrue(metrics.containsKey("random/seconds_per_explanation"), metrics + "");
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("run/report.html")),
        artifacts.get("7/r1/artifacts/report.html"));
    assertTrue(artifacts.containsKey("7/r1/artifacts/attributions.npz"), artifacts.keySet() + "");
    // The same again goes to the experiment that is there now.
    calls.clear();
    assertEquals(0, compare(address()).code());
    assertFalse(calls.contains("mlflow/experiments/create"));
  }

  @Test
  void noServerIsSaidBeforeTheWorkAndARefusalAfterItLosesNothing() throws Exception {
    String address = address();
    store = "s3://bucket/7/r1";
    Ran refused = compare(address);
    assertEquals(2, refused.code(), refused.err());
    assertTrue(refused.err().contains("--serve-artifacts"), refused.err());
    assertTrue(refused.err().contains("All is kept in"), refused.err());
    assertTrue(Files.exists(folder.resolve("run/report.html")));
    assertEquals("FAILED", calls.get(calls.size() - 1));
    server.stop(0);
    Files.delete(folder.resolve("run/report.html"));
    Ran silent = compare(address);
    assertEquals(2, silent.code());
    assertTrue(silent.err().contains("does not answer; start it with"), silent.err());
    assertEquals(1, silent.err().lines().count(), silent.err());
    assertFalse(Files.exists(folder.resolve("run/report.html")));
    assertTrue(compare("mlruns").err().contains("is no http address"));
  }

  @Test
  void manyScoresGoInSeveralCallsAndNamesAreThoseThatItTakes() throws Exception {
    List<String> lines = new ArrayList<>(List.of("part,name,value"));
    IntStream.range(0, 1500).forEach(i -> lines.add("a,n(" + i + ")×/é," + i));
    lines.add("a,gap,NaN");
    Path run = Files.createDirectories(folder.resolve("many"));
    Files.write(run.resolve("results.csv"), lines);
    Map<String, Object> settings = new LinkedHashMap<>();
    IntStream.range(0, 120).forEach(i -> settings.put("p" + i, "v".repeat(i == 0 ? 900 : 1)));
    MlflowServer mlflow =
        new MlflowServer(address(), Map.of("MLFLOW_TRACKING_TOKEN", "secret-token"));
    MlflowRun.log(mlflow, "7", settings, run, List.of(), Instant.EPOCH);
    assertEquals(1500, metrics.size());
    assertEquals(3.0, metrics.get("a/n_3____"));
    assertEquals(120, params.size());
    assertEquals(500, params.get("p0").length());
    assertTrue(
        authorized.stream().allMatch("Bearer secret-token"::equals) && !authorized.isEmpty());
  }

  @Test
  void whatIsNoMlflowServerIsSaid() {
    store = "";
    MlflowServer mlflow = new MlflowServer(address() + "elsewhere", Map.of());
    String said = assertThrows(InputException.class, () -> mlflow.experiment("a")).getMessage();
    assertTrue(said.contains("status 404"), said);
  }
}
