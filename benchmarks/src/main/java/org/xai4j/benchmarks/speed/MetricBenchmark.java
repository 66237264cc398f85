package org.xai4j.benchmarks.speed;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * Scored explanations of the CNN's answers per second, two threads: 64 rows of {@code saliency}.
 * The settings are those of {@code benchmarks/peers/metrics.py}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MetricBenchmark {
  private static final int ROWS = 64;

  /** The id of the metric. */
  @Param({
    "pixel-flipping",
    "faithfulness-correlation",
    "faithfulness-estimate",
    "monotonicity-correlation",
    "sparseness",
    "complexity",
    "max-sensitivity",
    "local-lipschitz",
    "random-logit",
    "mprt"
  })
  public String metric = "sparseness";

  private Metric scorer = Registry.load("metric", Metric.class).get("sparseness");
  private Optional<Subject> subject = Optional.empty();

  private static Map<String, String> setting(String metric) {
    return switch (metric) {
      case "pixel-flipping", "faithfulness-estimate" -> Map.of("features-in-step", "28");
      case "faithfulness-correlation" -> Map.of("subsets", "100", "subset-size", "224");
      case "monotonicity-correlation" -> Map.of("samples", "10", "features-in-step", "28");
      case "max-sensitivity", "local-lipschitz" -> Map.of("samples", "10");
      default -> Map.of();
    };
  }

  /** Explains the rows and builds the metric. */
  @Setup
  public void prepare() {
    scorer = Registry.load("metric", Metric.class).create(metric, setting(metric));
    Network network = SpeedModels.CNN.network();
    INDArray inputs = SpeedModels.CNN.inputs(ROWS);
    Context context = Context.standard().with(new Execution(ROWS, 2));
    AttributionExplainer<?> explainer =
        (AttributionExplainer<?>) Registry.load("method", Explainer.class).get("saliency");
    subject = Optional.of(explained(explainer, network, inputs, context));
  }

  private static <M extends Predictor> Subject explained(
      AttributionExplainer<M> explainer, Network network, INDArray inputs, Context context) {
    INDArray values = explainer.explain(explainer.take(network), inputs, context).values();
    return new Subject(
        network, inputs, values, FeatureGroups.none(), Optional.of(explainer), context);
  }

  /**
   * Scores all rows.
   *
   * @param rows counter
   * @return the scores
   */
  @Benchmark
  public Scores score(EngineBenchmark.Rows rows) {
    rows.rows += ROWS;
    return scorer.score(subject.orElseThrow());
  }
}
