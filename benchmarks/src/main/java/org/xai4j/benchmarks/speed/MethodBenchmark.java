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
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;

/**
 * Explanations of the CNN's answers per second, two threads, with all that {@code explain} does:
 * checks, sums, provenance. The settings are those of the peers' timings: 50 points of a path, 50
 * noisy copies, windows of 4×4 at a stride of 2, patches of 4×4, 1,000 coalitions or samples; of
 * the MLP 2,048 coalitions against a background of 100 rows, and 5,000 samples of {@code
 * lime-tabular}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MethodBenchmark {
  private static final String PATCHES = "grid:7x7";
  private static final int MANY = 640;
  private static final int FEW = 128;
  private static final int FEWEST = 8;
  private static final String BACKGROUND = "kernel-shap-background";
  private static final String TABLE = "lime-tabular";

  /** The id of the method. */
  @Param({
    "saliency",
    "input-x-gradient",
    "grad-cam",
    "deep-lift",
    "integrated-gradients",
    "smoothgrad",
    "lrp-epsilon",
    "lrp-epsilon-plus",
    "lrp-epsilon-plus-flat",
    "lrp-epsilon-gamma-box",
    "lrp-epsilon-alpha2-beta1",
    "occlusion",
    "feature-ablation",
    "shapley-sampling",
    "kernel-shap",
    "lime",
    "kernel-shap-background",
    "lime-tabular"
  })
  public String method = "saliency";

  private Explainer<?> explainer = Registry.load("method", Explainer.class).get("saliency");
  private Network network = SpeedModels.CNN.network();
  private INDArray inputs = SpeedModels.CNN.inputs(1);
  private Context context = Context.standard();

  /**
   * How a method is run.
   *
   * @param rows explained at once
   * @param groups of features
   * @param parameters of the method
   */
  private record Setting(int rows, String groups, Map<String, String> parameters) {}

  private static Setting setting(String method) {
    return switch (method) {
      case "integrated-gradients", "smoothgrad" -> new Setting(FEW, "none", Map.of());
      case "occlusion" -> new Setting(FEW, "none", Map.of("window", "4", "stride", "2"));
      case "feature-ablation" -> new Setting(FEW, PATCHES, Map.of());
      case "shapley-sampling" -> new Setting(FEW, PATCHES, Map.of("permutations", "25"));
      case "kernel-shap", "lime" -> new Setting(FEW, PATCHES, Map.of("samples", "1000"));
      case BACKGROUND -> new Setting(FEWEST, "none", Map.of("samples", "2048"));
      case TABLE -> new Setting(FEWEST, "none", Map.of("samples", "5000"));
      default -> new Setting(MANY, "none", Map.of());
    };
  }

  /** Builds network, inputs and method. */
  @Setup
  public void prepare() {
    Setting setting = setting(method);
    boolean table = method.equals(BACKGROUND) || method.equals(TABLE);
    SpeedModels model = table ? SpeedModels.MLP : SpeedModels.CNN;
    String id = method.equals(BACKGROUND) ? "kernel-shap" : method;
    explainer = Registry.load("method", Explainer.class).create(id, setting.parameters());
    network = model.network();
    inputs = model.inputs(setting.rows());
    context =
        Context.standard().with(new Execution(64, 2)).with(FeatureGroups.parse(setting.groups()));
    if (table) {
      context = context.with(Baseline.of(model.inputs(100)));
    }
  }

  /**
   * Explains all rows.
   *
   * @param rows counter
   * @return the explanation
   */
  @Benchmark
  public Explanation explain(EngineBenchmark.Rows rows) {
    rows.rows += inputs.size(0);
    return explain(explainer);
  }

  private <M extends Predictor> Explanation explain(Explainer<M> typed) {
    return typed.explain(typed.take(network), inputs, context);
  }
}
