package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;

/** Gradients whose forward pass is made again in parts. */
class CheckpointsTest {
  private static final Pooling HALVES =
      new Pooling(
          Pooling.Kind.MAX,
          List.of(2, 2),
          List.of(2, 2),
          List.of(0, 0, 0, 0),
          List.of(1, 1),
          false,
          true);

  private static Convolution convolution(int seed, int in, int out) {
    return new Convolution(
        Draw.normal(seed, out, in, 3, 3).muli(0.3),
        Draw.normal(seed + 1, out),
        List.of(1, 1),
        List.of(1, 1, 1, 1),
        List.of(1, 1),
        1);
  }

  /** Convolutions with sums around them, then a level down and up again with a bridge. */
  private static Network network(DataType type) {
    NetworkBuilder builder = Network.builder(3, 16, 16);
    int last = builder.add("first", convolution(1, 3, 8), 0);
    for (int i = 0; i < 6; i++) {
      int relu = builder.add("relu" + i, Activation.relu(), last);
      int next = builder.add("conv" + i, convolution(3 + i, 8, 8), relu);
      last = builder.add("sum" + i, new Elementwise(Elementwise.Operation.ADD), next, relu);
    }
    int bridge = last;
    last = builder.add("down", HALVES, last);
    for (int i = 6; i < 12; i++) {
      int next = builder.add("conv" + i, convolution(3 + i, 8, 8), last);
      last = builder.add("tanh" + i, Activation.of(Activation.Function.TANH), next);
    }
    last = builder.add("up", new Upsample(List.of(2, 2)), last);
    last = builder.add("bridge", new Concat(1), last, bridge);
    last = builder.add("conv", convolution(20, 16, 4), last);
    last = builder.add("mean", new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false), last);
    Dense dense = new Dense(Draw.normal(30, 4, 3), Draw.normal(31, 3));
    return builder.build(builder.add("out", dense, last)).as(type);
  }

  private static double[] gradient(Engine engine, Network network, INDArray x, boolean values) {
    double[][] result = new double[2][];
    Chunks.scoped(
        () -> {
          Propagation propagation = engine.propagation(network, Rules.GRADIENT);
          Tape tape = propagation.forward(x);
          if (values) {
            Tensor before = tape.value(network.node("conv8"));
            result[1] = before.doubles();
          }
          for (int target = 0; target < 2; target++) {
            Tensor signal =
                Target.of(target).resolve(tape.output().array(), 0).signal(tape.output());
            result[0] = NdArrays.doubles(propagation.backward(tape, signal).array());
          }
          if (values) {
            assertArrayEquals(result[1], tape.value(network.node("conv8")).doubles());
          }
        });
    return result[0];
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, auto", "FLOAT, nd4j", "DOUBLE, nd4j"})
  void valuesMadeAgainAreTheSame(DataType type, String id) {
    Network network = network(type);
    INDArray x = Draw.normal(40, 1, 3, 16, 16).castTo(type);
    Engine engine = Engines.of(id);
    double[] whole = gradient(engine, network, x, false);
    for (long budget : new long[] {1 << 20, 1 << 17, 1000}) {
      Engine small = engine.within(budget * Runtime.getRuntime().availableProcessors());
      assertArrayEquals(whole, gradient(small, network, x, false));
      assertArrayEquals(whole, gradient(small, network, x, true));
    }
  }

  @Test
  void valuesThatFitStay() {
    Device device = new DeviceEngine().device(DataType.FLOAT);
    Program program = Program.of(network(DataType.FLOAT), device);
    long[] bytes = new long[program.operators().size()];
    Arrays.fill(bytes, 100);
    long stored = bytes.length - program.groups().inner().size();
    assertTrue(Checkpoints.of(program, bytes, 100 * stored).isEmpty());
    Optional<boolean[]> half = Checkpoints.of(program, bytes, 50 * stored);
    Optional<boolean[]> least = Checkpoints.of(program, bytes, 1);
    assertTrue(held(program, half.orElseThrow()) <= stored / 2);
    assertTrue(held(program, least.orElseThrow()) < stored / 2);
  }

  /** Values that stay, and the longest run of those that go. */
  private static int held(Program program, boolean... spare) {
    int kept = 0;
    int longest = 0;
    int run = 0;
    for (int i = 0; i < spare.length; i++) {
      if (program.groups().inner().contains(i)) {
        continue;
      }
      kept += spare[i] ? 0 : 1;
      run = spare[i] ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    assertEquals(false, spare[0]);
    return kept + longest;
  }
}
