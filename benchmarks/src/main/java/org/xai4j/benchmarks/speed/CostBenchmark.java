package org.xai4j.benchmarks.speed;

import java.util.Map;
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
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;

/**
 * What one setting of a method costs: explanations of the CNN's answers per second and the most
 * memory of the process, two threads, for the points of a path, noisy copies, coalitions, patches
 * and rows at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CostBenchmark {
  private static final int ROWS = 16;

  /** What grows. */
  @Param({"steps", "copies", "coalitions", "patches", "rows"})
  public String method = "steps";

  /** How far. */
  @Param({"1", "4", "16", "64", "256", "1024"})
  public int batch = 1;

  private Explainer<?> explainer = Registry.load("method", Explainer.class).get("saliency");
  private final Network network = SpeedModels.CNN.network();
  private INDArray inputs = SpeedModels.CNN.inputs(1);
  private Context context = Context.standard();

  /** Builds inputs and method. */
  @Setup
  public void prepare() {
    String number = String.valueOf(batch);
    Registry<Explainer> methods = Registry.load("method", Explainer.class);
    explainer =
        switch (method) {
          case "steps" -> methods.create("integrated-gradients", Map.of("steps", number));
          case "copies" -> methods.create("smoothgrad", Map.of("samples", number));
          case "coalitions" ->
              methods.create("kernel-shap", Map.of("samples", String.valueOf(Math.max(2, batch))));
          case "patches" -> methods.get("feature-ablation");
          default -> methods.get("saliency");
        };
    inputs = SpeedModels.CNN.inputs(method.equals("rows") ? batch : ROWS);
    context = Context.standard().with(new Execution(64, 2)).with(FeatureGroups.parse(groups()));
  }

  /** As many patches as asked for, as far as there are pixels. */
  private String groups() {
    int side = (int) Math.min(28, Math.round(Math.sqrt(batch)));
    return switch (method) {
      case "patches" -> "grid:" + side + "x" + side;
      case "coalitions" -> "grid:7x7";
      default -> "none";
    };
  }

  /**
   * Explains all rows.
   *
   * @param rows counter
   * @param memory of the process
   * @return the explanation
   */
  @Benchmark
  public Explanation explain(EngineBenchmark.Rows rows, ModelBenchmark.Memory memory) {
    Explanation explanation = explain(explainer);
    rows.rows += inputs.size(0);
    memory.megabytes = ModelBenchmark.peak();
    return explanation;
  }

  private <M extends Predictor> Explanation explain(Explainer<M> typed) {
    return typed.explain(typed.take(network), inputs, context);
  }
}
