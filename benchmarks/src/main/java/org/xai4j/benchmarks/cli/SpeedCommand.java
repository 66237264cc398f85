package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.xai4j.benchmarks.cli.output.TextTable;
import org.xai4j.benchmarks.speed.CostChart;
import org.xai4j.benchmarks.speed.EstimatorErrors;
import org.xai4j.benchmarks.speed.Speed;
import org.xai4j.benchmarks.speed.SpeedReport;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the engine with JMH. */
@Command(
    name = "speed",
    description =
        "Measures the engine, explainers and metrics with JMH, in rows per second. Let the machine be idle.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SpeedCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description =
          "CNN, MLP, LSTM, layers, methods, metrics, trees, training (default: the three networks), or"
              + " cuda: kernels of a GPU beside the processor's and ND4J's, in MB/s; cuda-products:"
              + " products and convolutions on it, in GFLOP/s; cuda-methods: explanations on it;"
              + " costs: time and memory by"
              + " steps, copies, coalitions, patches and rows; errors: those of estimators of Shapley"
              + " values by model calls, which needs no idle machine.")
  private List<String> what = List.of();

  @Option(names = "--quick", description = "Three seconds for each figure instead of ten.")
  private boolean quick;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model to time instead, at standard normal inputs; may be given again.")
  private List<Path> models = List.of();

  @Option(
      names = "--method",
      paramLabel = "ID",
      description =
          "What to time of it: forward (default) or a method; without a model, of methods, metrics and"
              + " costs these alone. May be given again.")
  private List<String> methods = List.of();

  @Option(
      names = "--batch",
      paramLabel = "ROWS",
      description = "Rows at once (default: 1); may be given again.")
  private List<Integer> batches = List.of(1);

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder for speed.json: the figures with machine, GPU, driver and clocks; of costs and"
              + " errors for tables (CSV) and charts (SVG), too.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--peers",
      paramLabel = "FILE",
      description =
          "Of errors: a CSV file with the columns estimator, calls, error, drawn beside ours; may be"
              + " given again.")
  private List<Path> peers = List.of();

  SpeedCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws RunnerException {
    if (what.contains("errors")) {
      InputException.check(
          what.size() == 1, "Errors are not a speed: give errors alone, or leave it out.");
      return errors();
    }
    List<Speed.Row> rows;
    if (models.isEmpty()) {
      rows = Speed.run(quick, what, methods);
    } else {
      for (int batch : batches) {
        InputException.check(batch > 0, "--batch must be at least 1 row, not %d.", batch);
      }
      rows = Speed.models(quick, models, methods.isEmpty() ? List.of("forward") : methods, batches);
    }
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("", "model", "batch", "rows/s", "± 99.9 %", "best", "peak MB"));
    for (Speed.Row row : rows) {
      table.add(
          List.of(
              row.benchmark(),
              row.model(),
              row.batch(),
              number(row.rowsPerSecond()),
              number(row.error()),
              number(row.best()),
              number(row.megabytes())));
    }
    TextTable.print(streams.out(), "", table);
    output.ifPresent(folder -> SpeedReport.write(folder, rows));
    if (what.contains("costs")) {
      List<Speed.Row> costs = rows.stream().filter(r -> r.model().equals("CNN")).toList();
      output.ifPresent(folder -> CostChart.write(folder, costs));
    }
    return 0;
  }

  private int errors() {
    List<EstimatorErrors.Point> points = EstimatorErrors.run(output, peers);
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("estimator", "calls", "mean squared error"));
    points.forEach(
        p ->
            table.add(
                List.of(
                    p.estimator(),
                    String.valueOf(p.calls()),
                    String.format(Locale.ROOT, "%.1e", p.error()))));
    TextTable.print(streams.out(), "", table);
    return 0;
  }

  /** Three digits where there are few. */
  private static String number(double value) {
    return Double.isNaN(value)
        ? ""
        : String.format(Locale.ROOT, value < 100 ? "%,.3g" : "%,.0f", value);
  }
}
