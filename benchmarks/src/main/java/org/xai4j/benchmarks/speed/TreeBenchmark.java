package org.xai4j.benchmarks.speed;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
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
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.importer.onnx.OnnxRequest;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;

/**
 * Rows per second of the methods for trees, one thread, of the shipped boosted ensemble of German
 * credit (127 trees of up to eight leaves over 20 columns); against a background of 100 rows for
 * {@code interventional}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TreeBenchmark {
  private static final int BACKGROUND = 100;

  /** The id of the method; after a colon, what absent features mean. */
  @Param({
    "tree-shap:path-dependent",
    "tree-shap:interventional",
    "tree-shap-interactions:path-dependent",
    "saabas"
  })
  public String method = "saabas";

  /** The id of the model. */
  @Param("credit-boosted")
  public String model = "credit-boosted";

  private Explainer<?> explainer = Registry.load("method", Explainer.class).get("saabas");
  private Predictor ensemble = Models.model(model, OnnxRequest.standard());
  private INDArray inputs = Tabular.credit().test().inputs();
  private Context context = Context.standard();

  /** Reads model and method. */
  @Setup
  public void setUp() {
    ensemble = Models.model(model, OnnxRequest.standard());
    String[] parts = method.split(":");
    Map<String, String> parameters = parts.length > 1 ? Map.of("absent", parts[1]) : Map.of();
    explainer = Registry.load("method", Explainer.class).create(parts[0], parameters);
    context = Context.standard().with(new Execution(64, 1));
    if (method.endsWith("interventional")) {
      INDArray train = Tabular.credit().train().inputs();
      INDArray first = train.get(NDArrayIndex.interval(0, BACKGROUND)).dup();
      context = context.with(Baseline.of(first));
    }
  }

  /**
   * Explains the test rows.
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
    return typed.explain(typed.take(ensemble), inputs, context);
  }
}
