package org.xai4j.gradient.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.GaussianBlur;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.Check;
import org.xai4j.gradient.InputXGradient;
import org.xai4j.gradient.attention.AttentionRollout;
import org.xai4j.gradient.attention.AttentionXGradient;
import org.xai4j.gradient.deeplift.DeepLift;

/** Guided and blurred paths, and attention rollout. */
class GradientGuidedTest {
  private static final Context STANDARD = Context.standard();

  @Test
  void guidedPathsEndAtTheInputAndAddUp() {
    double few =
        Check.incompleteness(
            Check.explain(new GuidedIg(50, 0.25, 0.02), "mlp", DataType.DOUBLE, STANDARD));
    double many =
        Check.incompleteness(
            Check.explain(new GuidedIg(800, 0.25, 0.02), "mlp", DataType.DOUBLE, STANDARD));
    System.out.printf("measured guided-ig completeness %.1e to %.1e%n", few, many);
    assertTrue(many < few && many < 0.01, few + " to " + many);
    GuidedPath path = new GuidedPath(new double[] {0, 0, 1}, new double[] {1, -2, 1}, 0.5, 1);
    for (int s = 1; s <= 10; s++) {
      path.advance(s / 10.0, new double[] {3, 1, 2});
    }
    assertArrayEquals(new double[] {1, -2, 1}, path.position(), 1e-9);
    assertArrayEquals(new double[] {3, -2, 0}, path.sums(new double[] {3, 1, 2}), 1e-9);
  }

  @Test
  void guidedPathOnALinearModelIsInputTimesGradient() {
    Network linear =
        Network.sequential(new long[] {6}, new Dense(Draw.normal(1, 6, 2), Draw.normal(2, 2)));
    INDArray x = Draw.normal(3, 4, 6);
    INDArray guided = new GuidedIg().explain(linear, x, STANDARD).values();
    INDArray product = new InputXGradient().explain(linear, x, STANDARD).values();
    assertTrue(Goldens.error(product, guided) <= 1e-9);
  }

  @Test
  void blurredPathsAddUpToTheDifferenceFromTheBlurredInput() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 8);
    INDArray blurred =
        NdArrays.array(DataType.DOUBLE, GaussianBlur.of(NdArrays.doubles(x), 28, 28, 5), x.shape());
    Network network = Goldens.cnn().as(DataType.DOUBLE);
    double[] sums =
        NdArrays.doubles(new BlurIg(200, 5).explain(network, x, STANDARD).values().sum(1, 2, 3));
    // The same difference by a method that is complete.
    double[] exact =
        NdArrays.doubles(
            new DeepLift()
                .explain(network, x, STANDARD.with(Baseline.of(blurred)))
                .values()
                .sum(1, 2, 3));
    assertArrayEquals(exact, sums, 5e-3);
  }

  @Test
  void blurKeepsSumsAwayFromTheBorderAndSymmetry() {
    double[] plane = new double[21 * 21];
    plane[10 * 21 + 10] = 1;
    double[] wide = GaussianBlur.of(plane, 21, 21, 1.5);
    double sum = 0;
    for (double v : wide) {
      sum += v;
    }
    assertEquals(1, sum, 1e-9);
    assertEquals(wide[9 * 21 + 10], wide[10 * 21 + 11], 1e-15);
    assertThrows(
        InputException.class, () -> Check.explain(new BlurIg(), "mlp", DataType.FLOAT, STANDARD));
  }

  /** One layer of self-attention over four positions of three features, then the mean. */
  private static Network attention() {
    NetworkBuilder b = Network.builder(4, 3);
    int q = b.add("q", new Dense(Draw.normal(1, 3, 3), Draw.normal(2, 3)), 0);
    int k = b.add("k", new Dense(Draw.normal(3, 3, 3), Draw.normal(4, 3)), 0);
    int scores = b.add("scores", new MatMul(false, true), q, k);
    int weights = b.add("attention", new Softmax(-1, false), scores);
    int mixed = b.add("mixed", new MatMul(false, false), weights, 0);
    return b.build(b.add("", new Reduction(Reduction.Kind.MEAN, List.of(1), false), mixed));
  }

  @Test
  void rolloutOfOneLayerIsItsAttentionWithTheResidual() {
    Network network = attention();
    INDArray x = Draw.normal(5, 2, 4, 3);
    INDArray attention = network.upTo(network.node("attention")).predict(x);
    INDArray expected = attention.mean(1).addi(0.25).muli(0.5);
    INDArray rollout = new AttentionRollout().explain(network, x, STANDARD).values();
    assertArrayEquals(new long[] {2, 4, 1}, rollout.shape());
    assertTrue(Goldens.error(expected, rollout) <= 1e-12);
    assertThrows(
        InputException.class,
        () -> Check.explain(new AttentionRollout(), "mlp", DataType.FLOAT, STANDARD));
  }

  @Test
  void attentionTimesGradientOfOneLayerIsItsPositivePart() {
    Network network = attention();
    INDArray x = Draw.normal(5, 2, 4, 3);
    INDArray attention = network.upTo(network.node("attention")).predict(x);
    // f = mean over i of Σⱼ Aᵢⱼ·xⱼ, so ∂f/∂Aᵢⱼ = xⱼ/4 for the feature that is explained.
    double[] expected = new double[8];
    for (int row = 0; row < 2; row++) {
      for (int j = 0; j < 4; j++) {
        for (int i = 0; i < 4; i++) {
          double weighted = attention.getDouble(row, i, j) * x.getDouble(row, j, 1) / 4;
          expected[row * 4 + j] += Math.max(weighted, 0) / 4;
        }
      }
    }
    INDArray values =
        new AttentionXGradient().explain(network, x, STANDARD.with(Target.of(1))).values();
    assertArrayEquals(new long[] {2, 4, 1}, values.shape());
    assertArrayEquals(expected, NdArrays.doubles(values), 1e-12);
    assertThrows(
        InputException.class,
        () -> Check.explain(new AttentionXGradient(), "mlp", DataType.FLOAT, STANDARD));
  }
}
