package org.xai4j.evaluation.randomisation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.WeightNoise;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Goldens;
import org.xai4j.core.testing.InputGradient;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.control.InputMagnitude;
import org.xai4j.evaluation.similarity.Similarity;

/** Randomisation: a control that does not see the model does not change; gradients do. */
class RandomisationTest {
  private static final INDArray X = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 3);
  private static final Subject BLIND = Toy.explained(Goldens.cnn(), new InputMagnitude(), X);
  private static final Subject GRADIENT = Toy.explained(Goldens.cnn(), new InputGradient(), X);

  @Test
  void aBlindMethodStays() {
    Scores mprt = new Mprt().score(BLIND);
    assertEquals(1, mprt.values()[0], 1e-12);
    assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1}, mprt.points());
    assertEquals(0, Toy.value(new EfficientMprt(), BLIND), 0);
    assertEquals(1, Toy.value(new RandomLogit(), BLIND), 1e-9);
    SmoothMprt smooth =
        new SmoothMprt(Randomised.Order.INDEPENDENT, Similarity.SPEARMAN, true, 2, 0.1);
    assertEquals(1, Toy.value(smooth, BLIND), 1e-12);
  }

  @Test
  void theGradientChanges() {
    assertTrue(Toy.value(new Mprt(), GRADIENT) < 0.7);
    assertTrue(Toy.value(new RandomLogit(), GRADIENT) < 0.9);
  }

  @Test
  void weightsTimesNoise() {
    Network cnn = Goldens.cnn();
    assertEquals(cnn.hash(), WeightNoise.multiplied(cnn, 0, SplitRandom.of(3)).hash());
    Network one = Toy.network(1, -10, 100);
    Network noisy = WeightNoise.multiplied(one, 0.01, SplitRandom.of(3));
    double[] w = NdArrays.doubles(((Dense) noisy.nodes().get(1).layer()).weights());
    assertArrayEquals(new double[] {1, 1, 1}, new double[] {w[0], w[1] / -10, w[2] / 100}, 0.05);
    assertEquals(noisy.hash(), WeightNoise.multiplied(one, 0.01, SplitRandom.of(3)).hash());
    assertFalse(noisy.hash().equals(WeightNoise.multiplied(one, 0.01, SplitRandom.of(4)).hash()));
    Network none = Network.sequential(new long[] {2}, new Softmax(-1, false));
    assertThrows(InputException.class, () -> WeightNoise.multiplied(none, 1, SplitRandom.of(3)));
  }

  @Test
  void ordersReachTheSameEnd() {
    Network cnn = Goldens.cnn();
    SplitRandom random = SplitRandom.of(3);
    List<Network> up = Randomised.networks(cnn, Randomised.Order.BOTTOM_UP, random);
    List<Network> down = Randomised.networks(cnn, Randomised.Order.TOP_DOWN, random);
    List<Network> single = Randomised.networks(cnn, Randomised.Order.INDEPENDENT, random);
    assertEquals(4, up.size());
    assertEquals(up.get(3).hash(), down.get(3).hash());
    assertEquals(up.get(0).hash(), single.get(0).hash());
    assertEquals(down.get(0).hash(), single.get(3).hash());
    assertFalse(cnn.hash().equals(single.get(1).hash()));
  }

  @Test
  void anotherClass() {
    Network two =
        Network.sequential(
            new long[] {3},
            new Dense(
                NdArrays.array(DataType.DOUBLE, new double[] {3, 1, 2, 2, 1, 3.1}, 3, 2),
                NdArrays.array(DataType.DOUBLE, new double[2], 2)));
    Subject subject = Toy.explained(two, new InputGradient(), Toy.row(1, 1, 1));
    // Class 1 is explained, (1, 2, 3.1); the only other one has (3, 2, 1).
    assertEquals(-1, Toy.value(new RandomLogit(Similarity.SPEARMAN, false), subject), 1e-12);
    Subject single = Toy.explained(Toy.network(1, 2), new InputGradient(), Toy.row(1, 1));
    assertThrows(InputException.class, () -> new RandomLogit().score(single));
    Subject contrast = subject.with(Context.standard().with(Target.contrast(0, 1)));
    assertTrue(new RandomLogit().unsuitable(contrast).isPresent());
  }

  @Test
  void needsANetworkWithWeights() {
    Subject function = Toy.explained(Toy.linear(1, 2), new InputMagnitude(), Toy.row(1, 1));
    assertTrue(new Mprt().unsuitable(function).orElseThrow().contains("network"));
  }
}
