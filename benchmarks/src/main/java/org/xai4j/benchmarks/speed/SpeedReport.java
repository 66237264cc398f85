package org.xai4j.benchmarks.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.run.Provenance;

/** What was measured as JSON: where it ran, and one object per figure. */
public final class SpeedReport {
  private static final List<String> ASKED =
      List.of(
          "name",
          "driver_version",
          "memory.total",
          "clocks.sm",
          "clocks.mem",
          "clocks.max.sm",
          "clocks.max.mem");

  private SpeedReport() {}

  /**
   * Writes {@code speed.json}.
   *
   * @param folder made if it is not there
   * @param rows what was measured
   * @return the file
   */
  public static Path write(Path folder, List<Speed.Row> rows) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("environment", Provenance.environment("auto"));
    whole.put("gpus", gpus(List.of("nvidia-smi")));
    whole.put("figures", rows.stream().map(SpeedReport::figure).toList());
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("speed.json");
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), whole);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> figure(Speed.Row row) {
    Map<String, Object> figure = new LinkedHashMap<>();
    figure.put("benchmark", row.benchmark());
    figure.put("model", row.model());
    figure.put("batch", row.batch());
    number(figure, "per_second", row.rowsPerSecond());
    number(figure, "best", row.best());
    number(figure, "error", row.error());
    return figure;
  }

  private static void number(Map<String, Object> figure, String name, double value) {
    if (!Double.isNaN(value)) {
      figure.put(name, value);
    }
  }

  /** The GPUs that a program tells of, one line each; none where it is not installed. */
  static List<Map<String, String>> gpus(List<String> program) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("--query-gpu=" + String.join(",", ASKED), "--format=csv,noheader"));
    try {
      Process process = new ProcessBuilder(command).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.lines().map(SpeedReport::gpu).toList() : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static Map<String, String> gpu(String line) {
    String[] values = line.split(",", -1);
    Map<String, String> gpu = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(values.length, ASKED.size()); i++) {
      gpu.put(ASKED.get(i), values[i].strip());
    }
    return gpu;
  }
}
