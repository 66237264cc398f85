package org.xai4j.benchmarks.speed;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;
import org.xai4j.core.tensor.Tensor;

/**
 * Forward, and forward with the gradient of the first output with respect to the input, in rows per
 * second, in the chunks that the engine cuts: the forward pass as {@code predict} on all
 * processors, the gradient on {@code threads} of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EngineBenchmark {
  private static final Target FIRST = Target.of(0);

  /** Which network. */
  @Param({"CNN", "MLP", "LSTM"})
  public String model = "CNN";

  /** Rows at once. */
  @Param({"1", "64", "256", "2560"})
  public int batch = 64;

  /** Worker threads for more than one chunk. */
  @Param("2")
  public int threads = 2;

  private Network network = SpeedModels.CNN.network();
  private INDArray inputs = SpeedModels.CNN.inputs(1);
  private Execution execution = new Execution(1, 1);

  /** Counts rows, so that JMH reports rows per second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Rows {
    /** Rows done. */
    public long rows;

    /** Starts an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      rows = 0;
    }
  }

  /** Builds network and inputs. */
  @Setup
  public void prepare() {
    SpeedModels chosen = SpeedModels.valueOf(model);
    network = chosen.network();
    inputs = chosen.inputs(batch);
    execution = new Execution(Engine.standard().rows(network, inputs), threads);
  }

  /**
   * The network's outputs.
   *
   * @param rows counter
   * @return [batch, k]
   */
  @Benchmark
  public INDArray forward(Rows rows) {
    INDArray outputs = Engine.standard().predict(network, inputs);
    rows.rows += batch;
    return outputs;
  }

  /**
   * Outputs and the gradient of the first one.
   *
   * @param rows counter
   * @return gradients, of the inputs' shape
   */
  @Benchmark
  public INDArray forwardAndGradient(Rows rows) {
    Propagation passes = Engine.standard().propagation(network, Rules.GRADIENT);
    Gathered gradients = new Gathered(batch);
    Chunks.run(
        batch,
        execution,
        (from, to) -> {
          Tape tape = passes.forward(part(from, to));
          Tensor signal = FIRST.resolve(tape.output().array(), from).signal(tape.output());
          gradients.put(from, passes.backward(tape, signal).array());
        });
    rows.rows += batch;
    return gradients.get();
  }

  private INDArray part(long from, long to) {
    return inputs.get(NDArrayIndex.interval(from, to));
  }
}
