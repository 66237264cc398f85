package org.xai4j.gradient.smooth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.WeightNoise;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.Check;
import org.xai4j.gradient.Gradient;
import org.xai4j.gradient.InputXGradient;

/** NoiseGrad and FusionGrad: what they are without noise, and the mean that they are with it. */
class NoiseGradTest {
  private static double[] values(NetworkExplainer method, String model, Context context) {
    return NdArrays.doubles(Check.explain(method, model, DataType.DOUBLE, context).values());
  }

  @Test
  void withoutNoiseItIsTheMethod() {
    NoiseGrad none = new NoiseGrad(3, 0, new Base(new InputXGradient()));
    assertArrayEquals(
        values(new InputXGradient(), "cnn", Context.standard()),
        values(none, "cnn", Context.standard()),
        1e-12);
  }

  @Test
  void withoutNoiseOnTheInputFusionIsNoiseGrad() {
    FusionGrad fusion = new FusionGrad(3, 0.2, 2, 0, new Base(new Gradient()));
    assertArrayEquals(
        values(new NoiseGrad(3, 0.2, new Base(new Gradient())), "mlp", Context.standard()),
        values(fusion, "mlp", Context.standard()),
        1e-12);
  }

  /** With both kinds of noise the values are neither those of one nor of the other. */
  @Test
  void fusionHasNoiseOfBothKinds() {
    FusionGrad fusion = new FusionGrad(3, 0.2, 2, 0.3, new Base(new Gradient()));
    double[] both = values(fusion, "mlp", Context.standard());
    double[] noise =
        values(new NoiseGrad(3, 0.2, new Base(new Gradient())), "mlp", Context.standard());
    FusionGrad inputs = new FusionGrad(3, 0, 2, 0.3, new Base(new Gradient()));
    double[] smooth = values(inputs, "mlp", Context.standard());
    assertTrue(Math.abs(both[0] - noise[0]) > 1e-9);
    assertTrue(Math.abs(both[0] - smooth[0]) > 1e-9);
  }

  /** The gradient of a linear network is its weights, so the mean is that of the noisy weights. */
  @Test
  void ofALinearNetworkItIsTheMeanOfTheNoisyWeights() {
    Network linear =
        Network.sequential(new long[] {4}, new Dense(Draw.normal(7, 4, 3), Draw.normal(8, 3)));
    INDArray x = Draw.normal(1, 2, 4);
    Context context = Context.standard().with(Target.of(1)).withSeed(5);
    double[] found =
        NdArrays.doubles(
            new NoiseGrad(6, 0.3, new Base(new Gradient())).explain(linear, x, context).values());
    SplitRandom random = SplitRandom.of(5).split("noise-grad");
    double[] expected = new double[8];
    for (int m = 0; m < 6; m++) {
      Dense dense = (Dense) WeightNoise.multiplied(linear, 0.3, random.split(m)).output().layer();
      for (int j = 0; j < 8; j++) {
        expected[j] += dense.weights().getDouble(j % 4, 1) / 6;
      }
    }
    assertArrayEquals(expected, found, 1e-12);
  }

  @Test
  void chunksAndThreadsChangeNothing() {
    NoiseGrad method = new NoiseGrad();
    double[] once = values(method, "mlp", Context.standard());
    assertArrayEquals(
        once, values(method, "mlp", Context.standard().with(new Execution(3, 2))), 1e-12);
    double[] other = values(method, "mlp", Context.standard().withSeed(9));
    assertTrue(Math.abs(once[0] - other[0]) > 1e-9);
  }

  @Test
  void theModelIsLeftAsItWas() {
    Network network = Goldens.network("mlp");
    String hash = network.hash();
    new NoiseGrad()
        .explain(
            network, Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 1), Context.standard());
    assertEquals(hash, network.hash());
  }

  @Test
  void aNetworkWithoutWeightsIsRefused() {
    Network none = Network.sequential(new long[] {2}, Activation.relu());
    INDArray x = Draw.normal(1, 1, 2).castTo(none.type());
    Context context = Context.standard().with(Target.of(0));
    InputException refused =
        assertThrows(InputException.class, () -> new NoiseGrad().explain(none, x, context));
    assertTrue(refused.getMessage().contains("no layers with weights"), refused.getMessage());
  }
}
