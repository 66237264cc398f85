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
import org.xai4j.core.engine.Engines;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;

/**
 * Six explanations on a GPU, the work of {@code benchmarks/gpu/peers.py}: the CNN with 64 and 1,024
 * rows, ResNet-50 with 32.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx8g")
public class CudaMethodBenchmark {
  /** The network. */
  @Param({"CNN", "RESNET50"})
  public String model = "CNN";

  /** Rows of the CNN; of ResNet-50 a thirty-second part, at least 32. */
  @Param({"64", "1024"})
  public String batch = "64";

  /** The id of the method. */
  @Param({"integrated-gradients", "smoothgrad", "lrp-epsilon", "occlusion", "kernel-shap", "rise"})
  public String method = "integrated-gradients";

  /** What runs the network. */
  @Param({"cuda"})
  public String engine = "cuda";

  private Explainer<?> explainer = Registry.load("method", Explainer.class).get("saliency");
  private Network network = SpeedModels.CNN.network();
  private INDArray inputs = SpeedModels.CNN.inputs(1);
  private Context context = Context.standard();

  private Map<String, String> parameters() {
    boolean small = model.equals("CNN");
    return switch (method) {
      case "integrated-gradients" -> Map.of("steps", "50");
      case "smoothgrad" -> Map.of("samples", "50");
      case "occlusion" ->
          small ? Map.of("window", "4", "stride", "2") : Map.of("window", "32", "stride", "16");
      case "kernel-shap" -> Map.of("samples", "1000");
      case "rise" -> Map.of("masks", "1000");
      default -> Map.of();
    };
  }

  /** Builds network, inputs and method. */
  @Setup
  public void prepare() {
    int rows = Integer.parseInt(batch);
    if (model.equals("CNN")) {
      network = SpeedModels.CNN.network();
      inputs = SpeedModels.CNN.inputs(rows);
    } else {
      network = ResidualNetwork.of();
      inputs = SpeedModels.random(1, Math.max(32, rows / 32), 3, 224, 224);
    }
    explainer = Registry.load("method", Explainer.class).create(method, parameters());
    boolean patches = method.equals("kernel-shap");
    context =
        Context.standard()
            .with(Engines.of(engine).within(8L << 30))
            .with(new Execution((int) inputs.size(0), 2))
            .with(FeatureGroups.parse(patches ? "grid:7x7" : "none"));
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
