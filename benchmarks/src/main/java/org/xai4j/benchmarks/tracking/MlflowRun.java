package org.xai4j.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xai4j.core.run.InputException;

/** A finished run of an experiment, logged as a run of MLflow. */
public final class MlflowRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The most that one call of {@code log-batch} takes. */
  private static final int METRICS = 1000;

  private static final int PARAMS = 100;
  private static final int VALUE = 500;

  private MlflowRun() {}

  /**
   * Logs a run: the experiment's settings as parameters, what was found as metrics and as the run's
   * note, the files of the folder (the report with its pictures, the tables, the attributions, the
   * provenance) as artifacts.
   *
   * @param server where to
   * @param experiment id on the server
   * @param settings of the experiment, nested maps and lists
   * @param folder of the run
   * @param summary lines of what was found
   * @param start when it began
   * @return the id of the run on the server
   * @throws InputException if the server does not answer or refuses; the folder stays as it is
   */
  public static String log(
      MlflowServer server,
      String experiment,
      Map<String, Object> settings,
      Path folder,
      List<String> summary,
      Instant start) {
    ObjectNode created = JSON.createObjectNode();
    created.put("experiment_id", experiment);
    created.put("run_name", String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
    created.put("start_time", start.toEpochMilli());
    ArrayNode tags = created.putArray("tags");
    tags.addObject().put("key", "mlflow.source.name").put("value", "xai4j");
    String note = summary.stream().collect(Collectors.joining("\n", "```\n", "\n```"));
    tags.addObject().put("key", "mlflow.note.content").put("value", note);
    JsonNode info = server.post("runs/create", created).path("run").path("info");
    String run = server.text(info, "run_id");
    String end = "FAILED";
    try {
      params(server, run, settings);
      metrics(server, run, RunScores.of(folder), start);
      files(server, server.text(info, "artifact_uri"), folder);
      end = "FINISHED";
    } catch (IOException e) {
      throw new InputException("The files of " + folder + " cannot be read: " + e.getMessage(), e);
    } finally {
      ObjectNode ended = JSON.createObjectNode().put("run_id", run).put("status", end);
      server.post("runs/update", ended.put("end_time", Instant.now().toEpochMilli()));
    }
    return run;
  }

  private static void params(MlflowServer server, String run, Map<String, Object> settings) {
    Map<String, String> flat = new LinkedHashMap<>();
    settings.forEach((key, value) -> flatten(key, value, flat));
    List<Map.Entry<String, String>> all = List.copyOf(flat.entrySet());
    for (int from = 0; from < all.size(); from += PARAMS) {
      ObjectNode batch = JSON.createObjectNode().put("run_id", run);
      ArrayNode params = batch.putArray("params");
      for (var entry : all.subList(from, Math.min(all.size(), from + PARAMS))) {
        params.addObject().put("key", entry.getKey()).put("value", entry.getValue());
      }
      server.post("runs/log-batch", batch);
    }
  }

  /** Maps become keys with a dot, methods and metrics the list of their labels. */
  private static void flatten(String key, Object value, Map<String, String> into) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((inner, v) -> flatten(key + "." + inner, v, into));
      return;
    }
    String text =
        value instanceof List<?> list
            ? list.stream()
                .map(v -> v instanceof Map<?, ?> m ? m.get("label") : v)
                .map(String::valueOf)
                .collect(Collectors.joining(","))
            : String.valueOf(value);
    if (!text.isEmpty()) {
      into.put(
          RunScores.name(key), text.length() > VALUE ? text.substring(0, VALUE - 1) + "…" : text);
    }
  }

  private static void metrics(
      MlflowServer server, String run, Map<String, Double> scores, Instant time) {
    List<Map.Entry<String, Double>> all = List.copyOf(scores.entrySet());
    for (int from = 0; from < all.size(); from += METRICS) {
      ObjectNode batch = JSON.createObjectNode().put("run_id", run);
      ArrayNode metrics = batch.putArray("metrics");
      for (var entry : all.subList(from, Math.min(all.size(), from + METRICS))) {
        ObjectNode metric = metrics.addObject().put("key", entry.getKey());
        metric.put("value", entry.getValue()).put("timestamp", time.toEpochMilli()).put("step", 0);
      }
      server.post("runs/log-batch", batch);
    }
  }

  private static void files(MlflowServer server, String store, Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(
                  f -> Files.isRegularFile(f) && !String.valueOf(f.getFileName()).startsWith("."))
              .sorted()
              .toList();
    }
    URI place = URI.create(store.replace(" ", "%20"));
    String scheme = String.valueOf(place.getScheme());
    InputException.check(
        scheme.equals("mlflow-artifacts"),
        "The MLflow server keeps files at %s without handing them on, so that only settings and"
            + " scores are logged; start it with --serve-artifacts.",
        store);
    String path = String.valueOf(place.getRawPath()).replaceAll("^/+|/+$", "");
    for (Path file : files) {
      server.upload(path, file);
    }
  }
}
