package org.xai4j.benchmarks.speed;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
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
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Kernels bound by memory on a GPU and their twins on the processor, in megabytes read and written
 * per second; {@code scale}, which only copies, is the bound of the others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CudaBenchmark {
  /** Launches before the device is waited for. */
  private static final int LAUNCHES = 20;

  private static final int ROW = 1024;

  /**
   * Where it runs: {@code cuda}, {@code nd4j} (a GPU, too, in a build of the profile nd4j-cuda) or
   * {@code processor}.
   */
  @Param({"cuda", "nd4j", "processor"})
  public String batch = "processor";

  /** Which kernel. */
  @Param({"scale", "add", "interpolate", "stabilised-quotient", "relu", "gelu", "sum", "softmax"})
  public String method = "scale";

  /** Megabytes of an array. */
  @Param({"1", "16", "256"})
  public String model = "1";

  private Work work = new Work(x -> x, 0);
  private Tensor first = device().filled(DataType.FLOAT, 0, 1);

  /** One kernel's call. */
  @FunctionalInterface
  private interface Call {
    Tensor on(Tensor x);
  }

  /**
   * A kernel.
   *
   * @param call runs it
   * @param arrays that it reads and writes, in arrays of the input's size
   */
  private record Work(Call call, int arrays) {}

  private Device device() {
    return Engines.devices().stream()
        .filter(
            device ->
                batch.equals("processor") ? !device.id().equals("cuda") : device.id().equals(batch))
        .findFirst()
        .orElseThrow();
  }

  /** Makes the arrays. */
  @Setup
  public void prepare() {
    long rows = Long.parseLong(model) * (1 << 20) / (Float.BYTES * ROW);
    first = device().of(SpeedModels.random(1, rows, ROW));
    Tensor second = device().of(SpeedModels.random(2, rows, ROW));
    Operator gelu = device().operator(Activation.of(Activation.Function.GELU));
    Operator softmax = device().operator(new Softmax(-1, false));
    work =
        switch (method) {
          case "scale" -> new Work(x -> x.mul(2), 2);
          case "add" -> new Work(x -> x.add(second), 3);
          case "interpolate" -> new Work(x -> x.lerp(second, 0.5), 3);
          case "stabilised-quotient" -> new Work(x -> x.div(second, 1e-6), 3);
          case "relu" -> new Work(Tensor::positive, 2);
          case "gelu" -> new Work(gelu::forward, 2);
          case "sum" -> new Work(x -> x.sum(1), 1);
          case "softmax" -> new Work(softmax::forward, 2);
          default -> throw new IllegalArgumentException(method);
        };
  }

  /**
   * Many calls, then one number is asked for, which waits for all of them.
   *
   * @param megabytes counter
   * @return that number
   */
  @Benchmark
  public double kernel(EngineBenchmark.Rows megabytes) {
    double[] last = new double[1];
    Chunks.scoped(
        () -> {
          for (int i = 0; i < LAUNCHES; i++) {
            boolean end = i == LAUNCHES - 1;
            Tensor[] made = first.device().step(() -> new Tensor[] {work.call().on(first)});
            if (end) {
              last[0] = made[0].rows(0, 1).doubles()[0];
            }
            made[0].release();
          }
        });
    megabytes.rows += (long) LAUNCHES * work.arrays() * Long.parseLong(model);
    return last[0];
  }
}
