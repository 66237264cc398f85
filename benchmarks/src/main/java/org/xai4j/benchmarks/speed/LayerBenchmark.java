package org.xai4j.benchmarks.speed;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** One layer forward, and forward with its gradient, on one thread, in rows per second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LayerBenchmark {
  /** All rows as one chunk, with the settings and the memory a chunk has. */
  private static final Execution ALONE = new Execution(1, 1);

  /** Which layer. */
  @Param({
    "relu",
    "leaky-relu",
    "elu",
    "gelu",
    "hard-swish",
    "sigmoid",
    "tanh",
    "softplus",
    "softmax",
    "max-pooling-2",
    "max-pooling-3",
    "average-pooling-2",
    "global-average",
    "batch-normalization",
    "layer-normalization",
    "instance-normalization",
    "add",
    "concat",
    "upsample-2",
    "pad-1",
    "last-step",
    "transpose",
    "matrix-product",
    "dense",
    "simple-rnn",
    "gru",
    "lstm",
    "convolution-1",
    "convolution-3",
    "convolution-3-stride-2",
    "convolution-3-depthwise",
    "convolution-3-rgb",
    "transposed-convolution-2"
  })
  public String model = "relu";

  /** Rows at once. */
  @Param("64")
  public int batch = 64;

  private SpeedLayers.Case one = SpeedLayers.of("relu");
  private Operator operator = device(one).operator(one.layer());
  private Tensor[] inputs = on(one);
  private Tensor signal = inputs[0];

  /** Builds the layer, its inputs and a signal. */
  @Setup
  public void prepare() {
    one = SpeedLayers.of(model);
    operator = device(one).operator(one.layer());
    inputs = on(one);
    signal = device(one).of(SpeedModels.random(1, operator.forward(inputs).shape()));
  }

  private static Device device(SpeedLayers.Case one) {
    return Engine.standard().device(one.inputs()[0].dataType());
  }

  private static Tensor[] on(SpeedLayers.Case one) {
    return Arrays.stream(one.inputs()).map(device(one)::of).toArray(Tensor[]::new);
  }

  /**
   * The layer's output.
   *
   * @param rows counter
   * @param hole takes it
   */
  @Benchmark
  public void forward(EngineBenchmark.Rows rows, Blackhole hole) {
    Chunks.run(1, ALONE, (from, to) -> hole.consume(operator.forward(inputs)));
    rows.rows += batch;
  }

  /**
   * Output and gradient with respect to every input.
   *
   * @param rows counter
   * @param hole takes them
   */
  @Benchmark
  public void forwardAndGradient(EngineBenchmark.Rows rows, Blackhole hole) {
    Chunks.scoped(() -> hole.consume(operator.gradient(inputs, operator.record(inputs), signal)));
    rows.rows += batch;
  }
}
