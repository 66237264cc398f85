package org.xai4j.benchmarks.speed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.run.InputException;

/**
 * Runs the benchmarks of the engine, of single layers, methods, metrics, trees and training.
 * Operations must be single-threaded: start it with {@code OMP_NUM_THREADS=1}, as the launcher
 * does.
 */
public final class Speed {
  private Speed() {}

  /**
   * One row of the result.
   *
   * @param benchmark {@code forward}, {@code forwardAndGradient} or the id of a method or metric
   * @param model which network
   * @param batch rows at once; empty for explanations
   * @param rowsPerSecond mean over the iterations
   * @param best iteration, in rows per second: what a shared machine gives when left alone
   * @param error half of the 99.9 % interval, in rows per second; NaN for fewer than 3 iterations
   * @param megabytes most memory of the process, of models from files; else NaN
   */
  public record Row(
      String benchmark,
      String model,
      String batch,
      double rowsPerSecond,
      double best,
      double error,
      double megabytes) {}

  /** What is measured beside the networks by name. */
  private static final String METHODS = "methods";

  private static final String METRICS = "metrics";

  private static final String TREES = "trees";

  /** Recurrent networks, by our loop and by Deeplearning4j. */
  private static final String TRAINING = "training";

  /** Single layers. */
  private static final String LAYERS = "layers";

  /** What settings of methods cost. */
  private static final String COSTS = "costs";

  /** Kernels on a GPU beside their twins on the processor. */
  private static final String CUDA = "cuda";

  /** Products and convolutions on a GPU, in billions of operations. */
  private static final String CUDA_PRODUCTS = "cuda-products";

  /** Explanations on a GPU. */
  private static final String CUDA_METHODS = "cuda-methods";

  /** What is no network. */
  private static final List<String> SUITES =
      List.of(METHODS, METRICS, TREES, TRAINING, LAYERS, COSTS, CUDA, CUDA_PRODUCTS, CUDA_METHODS);

  private static String known(String model) {
    String name = model.toUpperCase(Locale.ROOT);
    for (SpeedModels one : SpeedModels.values()) {
      if (one.name().equals(name)) {
        return name;
      }
    }
    throw new InputException(
        "There is no speed model '"
            + model
            + "'; give CNN, MLP, LSTM, layers, methods, metrics, costs, trees, training, cuda,"
            + " cuda-products, cuda-methods or errors.");
  }

  /**
   * Runs the benchmarks, each in a process of its own.
   *
   * @param quick three seconds of measurement each instead of ten
   * @param what networks by name, or {@code layers}, {@code methods}, {@code metrics}, {@code
   *     costs}, {@code trees}, {@code training}, {@code cuda}, whose rows are megabytes, {@code
   *     cuda-products}, whose rows are billions of operations, or {@code cuda-methods}; none for
   *     all networks
   * @param only methods, metrics or what grows, of those that are timed; all if empty
   * @return one row per benchmark, network and batch size, or per method
   * @throws RunnerException if a benchmark fails
   * @throws InputException if there is no such network, or no GPU
   */
  public static List<Row> run(boolean quick, List<String> what, List<String> only)
      throws RunnerException {
    List<Row> rows = new ArrayList<>();
    List<String> models = what.stream().filter(w -> !SUITES.contains(w)).map(Speed::known).toList();
    if (what.isEmpty() || !models.isEmpty()) {
      ChainedOptionsBuilder options = options(EngineBenchmark.class, quick);
      if (!models.isEmpty()) {
        options.param("model", models.toArray(new String[0]));
      }
      rows.addAll(results(options));
    }
    if (what.contains(LAYERS)) {
      rows.addAll(results(options(LayerBenchmark.class, quick)));
    }
    if (what.contains(METHODS)) {
      rows.addAll(results(options(MethodBenchmark.class, quick, "method", only)));
    }
    if (what.contains(METRICS)) {
      rows.addAll(results(options(MetricBenchmark.class, quick, "metric", only)));
    }
    if (what.contains(COSTS)) {
      rows.addAll(results(options(CostBenchmark.class, quick, "method", only)));
    }
    if (what.contains(TREES)) {
      rows.addAll(results(options(TreeBenchmark.class, quick)));
    }
    if (what.contains(TRAINING)) {
      rows.addAll(results(options(TrainingBenchmark.class, quick)));
    }
    if (what.contains(CUDA)) {
      // Says in one sentence if there is no such device.
      Engines.of(CUDA);
      rows.addAll(results(options(CudaBenchmark.class, quick)));
    }
    if (what.contains(CUDA_PRODUCTS)) {
      Engines.of(CUDA);
      rows.addAll(results(options(CudaProductBenchmark.class, quick)));
    }
    if (what.contains(CUDA_METHODS)) {
      Engines.of(CUDA);
      ChainedOptionsBuilder options = options(CudaMethodBenchmark.class, quick, "method", only);
      // ResNet-50 has one batch.
      rows.addAll(results(options.param("model", "CNN")));
      rows.addAll(results(options.param("model", "RESNET50").param("batch", "64")));
    }
    return rows;
  }

  /**
   * Measures models from files.
   *
   * @param quick three seconds of measurement each instead of 15
   * @param models files
   * @param methods {@code forward} or ids of methods
   * @param batches rows at once
   * @return one row per model, method and batch size
   * @throws RunnerException if a benchmark fails
   * @throws InputException if a model cannot be read or there is no such method; the benchmarks run
   *     in processes of their own, so that this is found out before
   */
  public static List<Row> models(
      boolean quick, List<Path> models, List<String> methods, List<Integer> batches)
      throws RunnerException {
    models.forEach(model -> ModelBenchmark.shape(ModelFiles.model(model), model));
    methods.forEach(ModelBenchmark::work);
    return results(
        options(ModelBenchmark.class, quick)
            .param("model", texts(models))
            .param("method", texts(methods))
            .param("batch", texts(batches)));
  }

  private static String[] texts(List<?> values) {
    return values.stream().map(String::valueOf).toArray(String[]::new);
  }

  private static List<Row> results(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run().stream().map(Speed::row).toList();
  }

  /** Some values of a parameter, or all. */
  private static ChainedOptionsBuilder options(
      Class<?> benchmark, boolean quick, String parameter, List<String> only) {
    ChainedOptionsBuilder options = options(benchmark, quick);
    if (!only.isEmpty()) {
      List<String> known = values(benchmark, parameter);
      for (String one : only) {
        InputException.check(
            known.contains(one),
            "'%s' is not timed; give one of %s.",
            one,
            String.join(", ", known));
      }
      options.param(parameter, only.toArray(new String[0]));
    }
    return options;
  }

  private static List<String> values(Class<?> benchmark, String parameter) {
    try {
      return List.of(benchmark.getField(parameter).getAnnotation(Param.class).value());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ChainedOptionsBuilder options(Class<?> benchmark, boolean quick) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(benchmark.getName())
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    if (quick) {
      options
          .warmupIterations(1)
          .warmupTime(TimeValue.seconds(1))
          .measurementIterations(3)
          .measurementTime(TimeValue.seconds(1));
    }
    return options;
  }

  private static Row row(RunResult result) {
    // The counter of rows, not of calls.
    Result<?> rows = Objects.requireNonNull(result.getSecondaryResults().get("rows"));
    Result<?> memory = result.getSecondaryResults().get("megabytes");
    BenchmarkParams parameters = result.getParams();
    String method =
        Stream.of("method", "metric")
            .map(parameters::getParam)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(result.getPrimaryResult().getLabel());
    String model = parameters.getParam("model");
    String batch = parameters.getParam("batch");
    return new Row(
        method,
        model == null ? SpeedModels.CNN.name() : String.valueOf(Path.of(model).getFileName()),
        batch == null ? "" : batch,
        rows.getScore(),
        rows.getStatistics().getMax(),
        rows.getScoreError(),
        memory == null ? Double.NaN : memory.getStatistics().getMax());
  }
}
