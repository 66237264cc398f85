package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Random convolutional networks of random shapes, with residual sums. */
class RandomNetworksTest {
  @Property(tries = 60)
  void gradientsBatchesAndPrecision(
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 6, max = 13) int height,
      @ForAll @IntRange(min = 6, max = 13) int width,
      @ForAll long seed) {
    SplitRandom random = SplitRandom.of(seed);
    Network network = network(random, channels, height, width);
    INDArray x = Draw.normal(random, DataType.DOUBLE, 3, channels, height, width);
    Propagation propagation = Engine.standard().propagation(network, Rules.GRADIENT);
    Tape tape = propagation.forward(x);
    INDArray signal = Draw.normal(random, DataType.DOUBLE, tape.output().shape());
    double[] gradient = propagation.backward(tape, propagation.device().of(signal)).doubles();

    // Along a random direction the gradient is the slope of the function.
    double[] direction = NdArrays.doubles(Draw.normal(random, DataType.DOUBLE, x.shape()));
    double step = 1e-6;
    double here = dot(network.predict(x), signal);
    double ahead = (dot(network.predict(moved(x, direction, step)), signal) - here) / step;
    double behind = (here - dot(network.predict(moved(x, direction, -step)), signal)) / step;
    double expected = 0;
    for (int i = 0; i < gradient.length; i++) {
      expected += gradient[i] * direction[i];
    }
    double size = Math.max(1, Math.abs(expected));
    if (Math.abs((ahead + behind) / 2 - expected) > 2e-5 * size) {
      // Another maximum wins within the step: the gradient is the slope on the other side.
      double nearer = Math.abs(ahead - expected) < Math.abs(behind - expected) ? ahead : behind;
      assertEquals(expected, nearer, 2e-4 * size);
    }

    // A row alone gives what it gives among others; single precision is near.
    INDArray alone = network.predict(x.get(NDArrayIndex.interval(1, 2)));
    INDArray among = network.predict(x).get(NDArrayIndex.interval(1, 2));
    assertTrue(Goldens.error(among, alone) <= 1e-12);
    INDArray narrow = network.as(DataType.FLOAT).predict(x);
    assertTrue(Goldens.error(network.predict(x), narrow) <= 1e-4);
  }

  private static Network network(SplitRandom random, int channels, int height, int width) {
    int maps = 1 + random.nextInt(5);
    int kernel = 1 + random.nextInt(4);
    int pad = random.nextInt(2);
    NetworkBuilder b = Network.builder(channels, height, width);
    int last = b.add("", convolution(random, channels, maps, kernel, pad), 0);
    if (random.nextBoolean()) {
      INDArray variance = Draw.normal(random, DataType.DOUBLE, maps);
      last =
          b.add(
              "",
              new BatchNormalization(
                  Draw.normal(random, DataType.DOUBLE, maps),
                  Draw.normal(random, DataType.DOUBLE, maps),
                  Draw.normal(random, DataType.DOUBLE, maps),
                  variance.mul(variance).add(0.5),
                  1e-3,
                  1),
              last);
    }
    List<Activation.Function> smooth =
        new ArrayList<>(
            List.of(
                Activation.Function.TANH, Activation.Function.SILU, Activation.Function.SOFTPLUS));
    Activation activation = Activation.of(smooth.get(random.nextInt(3)));
    int active = b.add("", activation, last);
    int inner = b.add("", convolution(random, maps, maps, 3, 1), active);
    last = b.add("", new Elementwise(Elementwise.Operation.ADD), inner, active);
    last = b.add("", Pooling.square(Pooling.Kind.values()[random.nextInt(2)], 2, 2), last);
    last = b.add("", new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false), last);
    return b.build(
        b.add(
            "",
            new Dense(
                Draw.normal(random, DataType.DOUBLE, maps, 3),
                Draw.normal(random, DataType.DOUBLE, 3)),
            last));
  }

  private static Convolution convolution(SplitRandom random, int in, int out, int kernel, int pad) {
    return new Convolution(
        Draw.normal(random, DataType.DOUBLE, out, in, kernel, kernel),
        Draw.normal(random, DataType.DOUBLE, out),
        List.of(1, 1),
        List.of(pad, pad, pad, pad),
        List.of(1, 1),
        1);
  }

  private static INDArray moved(INDArray x, double[] direction, double step) {
    double[] values = NdArrays.doubles(x);
    for (int i = 0; i < values.length; i++) {
      values[i] += step * direction[i];
    }
    return NdArrays.array(DataType.DOUBLE, values, x.shape());
  }

  private static double dot(INDArray a, INDArray b) {
    double[] x = NdArrays.doubles(a);
    double[] y = NdArrays.doubles(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
