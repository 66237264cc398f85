package org.xai4j.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Predictions and explanations of a model from a file, of standard normal inputs, in rows per
 * second, with the most memory that the process ever held.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class ModelBenchmark {
  /** The work that is no method. */
  static final String FORWARD = "forward";

  /** The model's file. */
  @Param("")
  public String model = "";

  /** {@code forward} or the id of a method. */
  @Param(FORWARD)
  public String method = FORWARD;

  /** Rows at once. */
  @Param("1")
  public int batch = 1;

  private Model network = SpeedModels.CNN.network();
  private INDArray inputs = SpeedModels.CNN.inputs(1);
  private Explainer<?> explainer = Registry.load("method", Explainer.class).get("saliency");
  private Context context = Context.standard();

  /** The most memory of the process. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Memory {
    /** Megabytes that were resident at once. */
    public double megabytes;
  }

  /** Reads the model and draws inputs. */
  @Setup
  public void prepare() {
    network = ModelFiles.model(Path.of(model));
    long[] shape = shape(network, Path.of(model));
    shape[0] = batch;
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    SplitRandom random = SplitRandom.of(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    inputs = NdArrays.array(values, shape).castTo(network.type());
    explainer = work(method);
    boolean image = network.inputShape().size() == 3;
    context = Context.standard().with(FeatureGroups.parse(image ? "grid:7x7" : "none"));
  }

  /** The shape of one row of a model's input, with the batch axis. */
  static long[] shape(Model network, Path file) {
    long[] shape = new long[network.inputShape().size() + 1];
    shape[0] = 1;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = network.inputShape().get(i - 1);
      InputException.check(
          shape[i] > 0,
          "The input of the model %s has a free length; export it with fixed lengths to time it.",
          file);
    }
    return shape;
  }

  /** The method of an id; any for the forward pass, which needs none. */
  static Explainer<?> work(String method) {
    Registry<Explainer> methods = Registry.load("method", Explainer.class);
    return method.equals(FORWARD)
        ? methods.get("saliency")
        : methods.create(method, parameters(method));
  }

  /** What the peers' script in {@code benchmarks/peers} gives its methods too. */
  private static Map<String, String> parameters(String method) {
    return switch (method) {
      case "integrated-gradients" -> Map.of("steps", "20");
      case "kernel-shap" -> Map.of("samples", "200");
      default -> Map.of();
    };
  }

  /**
   * Predicts or explains all rows.
   *
   * @param rows counter
   * @param memory of the process
   * @return outputs or explanation
   */
  @Benchmark
  public Object run(EngineBenchmark.Rows rows, Memory memory) {
    Object result =
        method.equals(FORWARD) ? context.predictor(network).predict(inputs) : explain(explainer);
    rows.rows += batch;
    memory.megabytes = peak();
    return result;
  }

  private <M extends Predictor> Object explain(Explainer<M> typed) {
    return typed.explain(typed.take(network), inputs, context);
  }

  /** Where the system tells it, else what the heap takes. */
  static double peak() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Double.parseDouble(line.replaceAll("\\D+", "")) / 1024;
        }
      }
      return Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
