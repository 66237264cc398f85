package org.xai4j.benchmarks.speed;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
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
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Matrix products and convolutions on a GPU in billions of operations per second (a multiplication
 * and an addition are two). The fastest product is the measured peak that the others are a share
 * of.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CudaProductBenchmark {
  /** Calls before the device is waited for. */
  private static final int CALLS = 10;

  /** What runs it; {@code cuda-tf32} and {@code cuda-bf16} round. */
  @Param({"cuda", "cuda-tf32", "cuda-bf16"})
  public String model = "cuda";

  /** Products of squares, and convolutions 3×3 of 64 rows [channels × side × side]. */
  @Param({
    "product-512",
    "product-2048",
    "product-8192",
    "convolution-64x56",
    "convolution-256x14",
    "convolution-back-64x56"
  })
  public String method = "product-512";

  private Tensor[] inputs = {};
  private double operations;
  private Call call = () -> new Tensor[0];

  /** One call. */
  @FunctionalInterface
  private interface Call {
    Tensor[] run();
  }

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Device device = Engines.of(model).device(DataType.FLOAT);
    String size = method.substring(method.lastIndexOf('-') + 1);
    if (method.startsWith("product")) {
      long side = Long.parseLong(size);
      Tensor a = device.of(SpeedModels.random(1, side, side));
      Operator product = device.operator(new MatMul(false, false));
      operations = 2.0 * side * side * side;
      inputs = new Tensor[] {a, a};
      call = () -> new Tensor[] {product.forward(inputs)};
      return;
    }
    String[] numbers = size.split("x");
    int channels = Integer.parseInt(numbers[0]);
    int side = Integer.parseInt(numbers[1]);
    Operator convolution =
        device.operator(
            new Convolution(
                SpeedModels.random(0.1, channels, channels, 3, 3),
                Nd4j.zeros(DataType.FLOAT, (long) channels),
                List.of(1, 1),
                List.of(1, 1, 1, 1),
                List.of(1, 1),
                1));
    inputs = new Tensor[] {device.of(SpeedModels.random(1, 64, channels, side, side))};
    operations = 2.0 * 64 * side * side * channels * channels * 9;
    Operator.Recorded recorded = Operator.Recorded.of(inputs[0]);
    call =
        method.contains("back")
            ? () -> convolution.gradient(inputs, recorded, inputs[0])
            : () -> new Tensor[] {convolution.forward(inputs)};
  }

  /**
   * Many calls, then one number is asked for, which waits for all of them.
   *
   * @param billions counter of operations
   * @return that number
   */
  @Benchmark
  public double multiply(EngineBenchmark.Rows billions) {
    double[] last = new double[1];
    Chunks.scoped(
        () -> {
          for (int i = 0; i < CALLS; i++) {
            Tensor[] made = inputs[0].device().step(() -> call.run());
            if (i == CALLS - 1) {
              last[0] = made[0].rows(0, 1).doubles()[0];
            }
            made[0].release();
          }
        });
    billions.rows += (long) (CALLS * operations / 1e6) / 1000;
    return last[0];
  }
}
