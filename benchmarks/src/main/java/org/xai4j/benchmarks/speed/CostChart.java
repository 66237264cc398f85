package org.xai4j.benchmarks.speed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.xai4j.benchmarks.plot.PlotFile;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.core.data.Csv;

/** Draws what settings of methods cost: time by what grows, and memory. */
public final class CostChart {
  private static final int WIDTH = 760;

  private CostChart() {}

  /**
   * Writes {@code costs.csv}, {@code costs-time.svg} and {@code costs-memory.svg}.
   *
   * @param folder for the files
   * @param rows of {@link CostBenchmark}
   */
  public static void write(Path folder, List<Speed.Row> rows) {
    Csv.write(
        folder.resolve("costs.csv"),
        List.of("growing", "number", "milliseconds", "megabytes"),
        rows.stream()
            .map(r -> List.of(r.benchmark(), r.batch(), milliseconds(r), r.megabytes()))
            .toList());
    PlotFile.write(
        folder.resolve("costs-time.svg"),
        chart(
            rows,
            new LineChart.Axis(
                "milliseconds per explanation; of rows, for all", LineChart.Scale.LOGARITHMIC),
            CostChart::milliseconds),
        WIDTH);
    PlotFile.write(
        folder.resolve("costs-memory.svg"),
        chart(
            rows,
            new LineChart.Axis("most memory of the process, MB", LineChart.Scale.LINEAR),
            Speed.Row::megabytes),
        WIDTH);
  }

  /** What one explanation takes, and what all rows at once take where their number grows. */
  static double milliseconds(Speed.Row row) {
    double times = row.benchmark().equals("rows") ? Double.parseDouble(row.batch()) : 1;
    return times * 1e3 / row.best();
  }

  private static String chart(
      List<Speed.Row> rows, LineChart.Axis up, ToDoubleFunction<Speed.Row> value) {
    Map<String, List<Speed.Row>> lines = new LinkedHashMap<>();
    rows.forEach(r -> lines.computeIfAbsent(r.benchmark(), b -> new ArrayList<>()).add(r));
    List<LineChart.Line> all = new ArrayList<>();
    lines.forEach(
        (name, of) ->
            all.add(
                LineChart.Line.of(
                    all.size(),
                    name,
                    of.stream().mapToDouble(r -> Double.parseDouble(r.batch())).toArray(),
                    of.stream().mapToDouble(value).toArray())));
    return LineChart.draw(
        up.label() + " by what grows",
        new LineChart.Axis(
            "steps, copies, coalitions, patches or rows", LineChart.Scale.LOGARITHMIC),
        up,
        all,
        true);
  }
}
