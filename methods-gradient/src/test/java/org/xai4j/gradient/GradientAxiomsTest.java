package org.xai4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.cam.GradCam;
import org.xai4j.gradient.deeplift.DeepLift;
import org.xai4j.gradient.deeplift.DeepLiftRevealCancel;
import org.xai4j.gradient.deeplift.DeepShap;
import org.xai4j.gradient.path.ExpectedGradients;
import org.xai4j.gradient.path.GradientShap;
import org.xai4j.gradient.path.GuidedIg;
import org.xai4j.gradient.path.IntegratedGradients;
import org.xai4j.gradient.smooth.SmoothGrad;

/** What must hold whatever the network. */
class GradientAxiomsTest {
  private static final Context STANDARD = Context.standard();

  @Test
  void onALinearModelAllPathMethodsAreInputTimesGradient() {
    Network linear =
        Network.sequential(new long[] {6}, new Dense(Draw.normal(1, 6, 2), Draw.normal(2, 2)));
    INDArray x = Draw.normal(3, 4, 6);
    INDArray expected = new InputXGradient().explain(linear, x, STANDARD).values();
    for (NetworkExplainer method :
        List.of(
            new IntegratedGradients(),
            new DeepLift(),
            new DeepLiftRevealCancel(),
            new DeepShap(),
            new ExpectedGradients(),
            new GradientShap(20, 0, Optional.empty()),
            new GuidedIg())) {
      INDArray values = method.explain(linear, x, STANDARD).values();
      assertTrue(Goldens.error(expected, values) <= 1e-9, method.toString());
    }
  }

  @Test
  void aProductIsSharedEvenly() {
    NetworkBuilder b = Network.builder(2);
    int first = b.add("", new Gather(1, List.of(0L), false), 0);
    int second = b.add("", new Gather(1, List.of(1L), false), 0);
    int product = b.add("", new Elementwise(Elementwise.Operation.MULTIPLY), first, second);
    Network network = b.build(product).as(DataType.DOUBLE);
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {3, 5}, 1, 2);
    for (NetworkExplainer method : List.of(new IntegratedGradients(), new DeepLift())) {
      double[] shares = NdArrays.doubles(method.explain(network, x, STANDARD).values());
      assertArrayEquals(new double[] {7.5, 7.5}, shares, 1e-9, method.toString());
    }
  }

  @Test
  void tokensGetOneValueEach() {
    Network network =
        Network.sequential(
            new long[] {5},
            new Embedding(Draw.normal(1, 9, 4), 0),
            new Dense(Draw.normal(2, 4, 6), Draw.normal(3, 6)),
            Activation.of(Activation.Function.TANH),
            new Reduction(Reduction.Kind.MEAN, List.of(1), false),
            new Dense(Draw.normal(4, 6, 2), Draw.normal(5, 2)));
    INDArray ids =
        NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 4, 5, 8, 7, 6, 0, 0}, 2, 5);
    for (NetworkExplainer method :
        List.of(new DeepLift(), new DeepShap(), new SmoothGrad(), new ExpectedGradients())) {
      Attribution a = method.explain(network, ids, STANDARD);
      assertArrayEquals(new long[] {2, 5}, a.values().shape(), method.toString());
    }
    Attribution lift = new DeepLift().explain(network, ids, STANDARD);
    assertTrue(Check.incompleteness(lift) <= 1e-9);
    // The padding id is the baseline.
    assertTrue(lift.values().getDouble(1, 3) == 0 && lift.values().getDouble(1, 4) == 0);
  }

  @Test
  void aLayerThatAPathGoesAroundCannotBeAttributed() {
    NetworkBuilder b = Network.builder(2, 4, 4);
    int conv =
        b.add(
            "conv",
            new Convolution(
                Draw.normal(1, 2, 2, 3, 3),
                Draw.normal(2, 2),
                List.of(1, 1),
                List.of(1, 1, 1, 1),
                List.of(1, 1),
                1),
            0);
    int sum = b.add("sum", new Elementwise(Elementwise.Operation.ADD), conv, 0);
    int flat = b.add("flat", Reshape.flatten(), sum);
    Network network =
        b.build(b.add("out", new Dense(Draw.normal(3, 32, 2), Draw.normal(4, 2)), flat));
    INDArray x = Draw.normal(5, 3, 2, 4, 4);
    InputException e =
        assertThrows(
            InputException.class,
            () -> new Gradient().explain(network, x, STANDARD.withLayer("conv")));
    assertTrue(e.getMessage().contains("a path goes around it"), e.getMessage());
    // Maps and conductance take the part of the gradient that arrives there.
    assertTrue(new GradCam().explain(network, x, STANDARD).values().size(1) == 2);
    Target unit = Target.neuron("conv", 3);
    assertTrue(new Gradient().explain(network, x, STANDARD.with(unit)).values().rank() == 4);
    InputException range =
        assertThrows(
            InputException.class,
            () -> new Gradient().explain(network, x, STANDARD.with(Target.neuron("conv", 99))));
    assertTrue(range.getMessage().contains("out of range"), range.getMessage());
  }
}
