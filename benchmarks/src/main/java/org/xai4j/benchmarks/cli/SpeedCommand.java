package org.xai4j.benchmarks.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.xai4j.benchmarks.speed.Speed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the engine with JMH. */
@Command(
    name = "speed",
    description =
        "Measures the engine and the explainers with JMH, in rows per second. Let the machine be idle.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SpeedCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description = "CNN, MLP, LSTM, layers, explanations, training (default: the three networks).")
  private List<String> what = List.of();

  @Option(names = "--quick", description = "Three seconds for each figure instead of ten.")
  private boolean quick;

  SpeedCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws RunnerException {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("", "model", "batch", "rows/s", "± 99.9 %", "best"));
    for (Speed.Row row : Speed.run(quick, what)) {
      table.add(
          List.of(
              row.benchmark(),
              row.model(),
              row.batch(),
              String.format(Locale.ROOT, "%,.0f", row.rowsPerSecond()),
              String.format(Locale.ROOT, "%,.0f", row.error()),
              String.format(Locale.ROOT, "%,.0f", row.best())));
    }
    TextTable.print(streams.out(), "", table);
    return 0;
  }
}
