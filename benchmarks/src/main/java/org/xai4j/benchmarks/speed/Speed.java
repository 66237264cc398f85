package org.xai4j.benchmarks.speed;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.xai4j.core.run.InputException;

/**
 * Runs the engine's benchmarks. Operations must be single-threaded: start it with {@code
 * OMP_NUM_THREADS=1}, as the launcher does.
 */
public final class Speed {
  private Speed() {}

  /**
   * One row of the result.
   *
   * @param benchmark {@code forward} or {@code forwardAndGradient}
   * @param model which network
   * @param batch rows at once
   * @param rowsPerSecond mean over the iterations
   * @param error half of the 99.9 % interval, in rows per second; NaN for fewer than 3 iterations
   */
  public record Row(
      String benchmark, String model, String batch, double rowsPerSecond, double error) {}

  private static String known(String model) {
    String name = model.toUpperCase(Locale.ROOT);
    for (SpeedModels one : SpeedModels.values()) {
      if (one.name().equals(name)) {
        return name;
      }
    }
    throw new InputException("There is no speed model '" + model + "'; give CNN, MLP or LSTM.");
  }

  /**
   * Runs the benchmarks, each in a process of its own.
   *
   * @param quick three seconds of measurement each instead of ten
   * @param models networks by name; none for all
   * @return one row per benchmark, network and batch size
   * @throws RunnerException if a benchmark fails
   * @throws InputException if there is no such network
   */
  public static List<Row> run(boolean quick, List<String> models) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(EngineBenchmark.class.getName())
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    if (!models.isEmpty()) {
      options.param("model", models.stream().map(Speed::known).toArray(String[]::new));
    }
    if (quick) {
      options
          .warmupIterations(1)
          .warmupTime(TimeValue.seconds(1))
          .measurementIterations(3)
          .measurementTime(TimeValue.seconds(1));
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    return results.stream().map(Speed::row).toList();
  }

  private static Row row(RunResult result) {
    // The counter of rows, not of calls.
    Result<?> rows = Objects.requireNonNull(result.getSecondaryResults().get("rows"));
    return new Row(
        result.getPrimaryResult().getLabel(),
        result.getParams().getParam("model"),
        result.getParams().getParam("batch"),
        rows.getScore(),
        rows.getScoreError());
  }
}
