package org.xai4j.evaluation.complexity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.xai4j.core.explain.Target;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;

/** Complexity of vectors that one can check on paper. */
class ComplexityTest {
  private static Subject of(double... attribution) {
    return Toy.ones(Toy.linear(3, 2, 1), attribution);
  }

  @Test
  void entropyOfKnownVectors() {
    assertEquals(Math.log(2), Toy.value(new Complexity(), of(1, -1, 0)), 1e-12);
    assertEquals(0, Toy.value(new Complexity(), of(0, -5, 0)), 0);
    assertEquals(Math.log(3), Toy.value(new Complexity(), of(2, 2, 2)), 1e-12);
    assertTrue(Double.isNaN(Toy.value(new Complexity(), of(0, 0, 0))));
  }

  @Test
  void featuresThatMustStay() {
    EffectiveComplexity metric =
        new EffectiveComplexity(
            EffectiveComplexity.Count.RETAINED, 0.1, 200, 3, Target.Output.LOGIT);
    double[] x = {1, 0, 0};
    // Without x₁ the loss is E(1 − u)² = 1/3, with it nothing is lost.
    assertEquals(1 / 3.0, Toy.value(metric, Toy.of(Toy.linear(1, 0, 0), x, -9, 1, 1)), 1e-12);
    assertEquals(1, Toy.value(metric, Toy.of(Toy.linear(1, 0, 0), x, 1, 2, 3)), 1e-12);
  }

  @Test
  void elementsAboveTheThreshold() {
    EffectiveComplexity metric =
        new EffectiveComplexity(
            EffectiveComplexity.Count.ABOVE_THRESHOLD, 0.5, 1, 1, Target.Output.LOGIT);
    assertEquals(2, Toy.value(metric, of(1, 0.2, -0.7)));
  }
}
