package org.xai4j.benchmarks.speed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.CoalitionSample;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.agnostic.shapley.OrderDraw;
import org.xai4j.agnostic.shapley.ShapleySampling;
import org.xai4j.benchmarks.plot.PlotFile;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;

/**
 * How far estimators of Shapley values are from the exact ones, by the number of model calls: the
 * mean squared error over 16 rows of 12 features and ten seeds, of a smooth function with
 * interactions of all sizes. {@code benchmarks/peers/shapley.py} measures other libraries on the
 * same function and rows.
 */
public final class EstimatorErrors {
  private static final int FEATURES = 12;
  private static final int ROWS = 16;
  private static final int SEEDS = 10;
  private static final int NOISE_SEEDS = 4;
  private static final int LIMIT = 4096;
  private static final List<Integer> CALLS = List.of(50, 100, 200, 400, 800, 1600, 3200);
  private static final int WIDTH = 760;
  private static final List<String> HEADER = List.of("estimator", "calls", "error");

  private EstimatorErrors() {}

  /**
   * The error of an estimator.
   *
   * @param estimator its name
   * @param calls of the model per row
   * @param error mean squared
   */
  public record Point(String estimator, int calls, double error) {}

  private static final Predictor MODEL =
      Predictor.ofRows(
          x -> {
            double linear = 0;
            double product = 1;
            for (int i = 0; i < FEATURES; i++) {
              linear += Math.sin(i + 1) * x[i];
              product *= 1 + 0.3 * Math.cos(2 * i) * x[i];
            }
            return new double[] {Math.tanh(linear) + product + x[0] * x[3] - x[5] * x[7] * x[9]};
          });

  private static INDArray rows() {
    double[] rows = new double[ROWS * FEATURES];
    for (int i = 0; i < rows.length; i++) {
      int row = i / FEATURES;
      rows[i] = 1.5 * Math.sin(1 + 7.0 * row + 3.0 * (i % FEATURES));
    }
    return NdArrays.array(DataType.DOUBLE, rows, ROWS, FEATURES);
  }

  /** The estimators by name, for a number of calls. */
  private static Map<String, IntFunction<AttributionExplainer<Predictor>>> estimators() {
    Map<String, IntFunction<AttributionExplainer<Predictor>>> all = new LinkedHashMap<>();
    all.put("kernel-shap", calls -> new KernelShap(calls, true));
    all.put(
        "kernel-shap by leverage",
        calls -> new KernelShap(calls, true).with(CoalitionSample.Draw.LEVERAGE));
    all.put("kernel-shap, unpaired", calls -> new KernelShap(calls, false));
    all.put("shapley-sampling", calls -> orders(calls, true, OrderDraw.RANDOM));
    all.put("shapley-sampling, Sobol", calls -> orders(calls, true, OrderDraw.SOBOL));
    all.put("shapley-sampling, single", calls -> orders(calls, false, OrderDraw.RANDOM));
    return all;
  }

  private static ShapleySampling orders(int calls, boolean antithetic, OrderDraw draw) {
    return new ShapleySampling(Math.max(1, calls / (FEATURES - 1)), antithetic, 0, draw);
  }

  /**
   * Measures all estimators.
   *
   * @param seeds how many runs the errors are means of
   * @return one point per estimator and number of calls
   */
  static List<Point> measured(int seeds) {
    INDArray x = rows();
    double[] exact =
        NdArrays.doubles(new ExactShapley().explain(MODEL, x, Context.standard()).values());
    List<Point> points = new ArrayList<>();
    estimators()
        .forEach(
            (name, estimator) -> {
              for (int calls : CALLS) {
                double error = 0;
                for (int seed = 0; seed < seeds; seed++) {
                  error += error(estimator.apply(calls), x, exact, seed) / seeds;
                }
                points.add(new Point(name, calls, error));
              }
            });
    return points;
  }

  private static double error(
      AttributionExplainer<Predictor> method, INDArray x, double[] exact, int seed) {
    double[] values =
        NdArrays.doubles(method.explain(MODEL, x, Context.standard().withSeed(seed)).values());
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      sum += (values[i] - exact[i]) * (values[i] - exact[i]);
    }
    return sum / exact.length;
  }

  /**
   * Measures all estimators, and SmoothGrad by its noise; {@code errors.csv} and {@code errors.svg}
   * are written where a folder is given, for the noise {@code noise-errors.csv} and {@code
   * noise-errors.svg}.
   *
   * @param folder for the files
   * @param peers files of the same columns, whose estimators are drawn dashed
   * @return all points: ours, those of the files, those of the noise
   * @throws InputException if a file has other columns
   */
  public static List<Point> run(Optional<Path> folder, List<Path> peers) {
    List<Point> others = peers.stream().flatMap(file -> read(file).stream()).toList();
    List<Point> points = new ArrayList<>(measured(SEEDS));
    int own = points.size();
    points.addAll(others);
    List<Point> noise = NoiseErrors.measured(NOISE_SEEDS, LIMIT);
    folder.ifPresent(
        place -> {
          write(place, "errors", points, own, "mean squared error");
          write(place, "noise-errors", noise, noise.size(), "squared error, share of the limit's");
        });
    points.addAll(noise);
    return points;
  }

  private static void write(Path folder, String name, List<Point> points, int own, String error) {
    Csv.write(
        folder.resolve(name + ".csv"),
        HEADER,
        points.stream().map(p -> List.of(p.estimator(), p.calls(), p.error())).toList());
    PlotFile.write(folder.resolve(name + ".svg"), chart(points, own, error), WIDTH);
  }

  private static List<Point> read(Path file) {
    List<List<String>> rows = Csv.rows(file);
    InputException.check(
        !rows.isEmpty() && rows.get(0).equals(HEADER),
        "The file %s does not have the columns %s.",
        file,
        String.join(", ", HEADER));
    try {
      return rows.stream()
          .skip(1)
          .map(r -> new Point(r.get(0), Integer.parseInt(r.get(1)), Double.parseDouble(r.get(2))))
          .toList();
    } catch (NumberFormatException e) {
      throw new InputException(
          "The file %s holds a number of calls or an error that is none.".formatted(file), e);
    }
  }

  private static String chart(List<Point> points, int own, String error) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    points.forEach(p -> lines.computeIfAbsent(p.estimator(), e -> new ArrayList<>()).add(p));
    List<String> ours = points.subList(0, own).stream().map(Point::estimator).distinct().toList();
    List<LineChart.Line> all = new ArrayList<>();
    lines.forEach(
        (name, of) ->
            all.add(
                new LineChart.Line(
                    "",
                    name,
                    of.stream().mapToDouble(Point::calls).toArray(),
                    of.stream().mapToDouble(Point::error).toArray(),
                    LineChart.colour(all.size()),
                    !ours.contains(name))));
    return LineChart.draw(
        String.format(Locale.ROOT, "Errors of %d estimators by model calls", all.size()),
        new LineChart.Axis("model calls per row", LineChart.Scale.LOGARITHMIC),
        new LineChart.Axis(error, LineChart.Scale.LOGARITHMIC),
        all,
        true);
  }
}
