package org.xai4j.evaluation.faithfulness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;

/** F-Fidelity of linear models, on paper. */
class FineTunedFidelityTest {
  /** f(x) = 10x₁ + 4x₂ + 2x₃ + … at ones: ten features. */
  private static final double[] WEIGHTS = {10, 4, 2, 1, 1, 1, 1, 0, 0, 0};

  private static Scores score(double alpha, double beta, boolean plus, double size, double... a) {
    Subject subject = Toy.ones(Toy.linear(WEIGHTS), a);
    return FineTunedFidelity.of(
        subject,
        Toy.linear(WEIGHTS),
        plus,
        new FineTunedFidelity.Removal(alpha, beta, 4000, List.of(size)),
        Target.Output.LOGIT);
  }

  @Test
  void oneOfTheExplanationIsRemovedAtATime() {
    // The explanation is the first two, of which α removes one: 10 or 4 as often.
    assertEquals(7, score(0.5, 0.1, true, 20, WEIGHTS).values()[0], 0.15);
    // β allows one of ten: the whole explanation of two is cut to one.
    assertEquals(7, score(1, 0.1, true, 20, WEIGHTS).values()[0], 0.15);
    // With β = 0.2 both go.
    assertEquals(14, score(1, 0.2, true, 20, WEIGHTS).values()[0], 1e-9);
  }

  @Test
  void oneOfTheRestIsRemovedAtATime() {
    // The mean of the eight others: 6/8.
    assertEquals(0.75, score(0.5, 0.1, false, 20, WEIGHTS).values()[0], 0.05);
    // Everything is in the explanation: nothing is left to remove.
    assertEquals(0, score(0.5, 0.1, false, 100, WEIGHTS).values()[0], 1e-12);
  }

  @Test
  void theWrongOrderIsWorse() {
    double[] wrong = Arrays.stream(WEIGHTS).map(w -> -w).toArray();
    assertEquals(0, score(0.5, 0.1, true, 20, wrong).values()[0], 1e-12);
    assertTrue(score(0.5, 0.1, false, 20, wrong).values()[0] > 2);
  }

  @Test
  void theFineTunedModelScoresWhatIsRemoved() {
    Subject subject = Toy.ones(Toy.linear(3, 1), 2, 1);
    // fʳ = 2x₁ + x₂: f(x) = 4 less fʳ without the first, 1.
    Scores scores =
        FineTunedFidelity.of(
            subject,
            Toy.linear(2, 1),
            true,
            new FineTunedFidelity.Removal(1, 0.5, 3, List.of(50.0, 100.0)),
            Target.Output.LOGIT);
    assertArrayEquals(new double[] {0.5, 1}, scores.points());
    assertEquals(3, scores.curves()[0][0], 1e-12);
    // Of both one goes, the first or the second: f − fʳ is 3 or 2.
    assertTrue(scores.curves()[0][1] >= 2 && scores.curves()[0][1] <= 3);
  }

  @Test
  void noMoreIsRemovedThanTheModelKnows() {
    FineTunedFidelity.Removal removal = new FineTunedFidelity.Removal(0.5, 0.1, 1, List.of(10.0));
    assertEquals(5, FineTunedFidelity.count(10, 100, removal));
    assertEquals(10, FineTunedFidelity.count(50, 100, removal));
    assertEquals(1, FineTunedFidelity.count(1, 100, removal));
    assertEquals(0, FineTunedFidelity.count(0, 100, removal));
    InputException twice =
        assertThrows(
            InputException.class,
            () ->
                new FineTunedFidelityPlus("", 0.5, 0.1, 5, List.of(10.0, 10.0), Target.Output.LOGIT)
                    .score(Toy.ones(Toy.linear(1, 1), 1, 1)));
    assertTrue(twice.getMessage().contains("each once"), twice.getMessage());
  }

  @Test
  void bothMetricsReadTheExplainedModelUnlessAFileIsNamed() {
    Subject subject = Toy.ones(Toy.linear(WEIGHTS), WEIGHTS);
    double plus = Toy.value(new FineTunedFidelityPlus(), subject);
    double minus = Toy.value(new FineTunedFidelityMinus(), subject);
    assertTrue(plus > 2 * minus && minus > 0, plus + " and " + minus);
    FineTunedFidelityPlus missing =
        new FineTunedFidelityPlus("none.onnx", 0.5, 0.1, 5, List.of(10.0), Target.Output.LOGIT);
    assertThrows(InputException.class, () -> missing.score(subject));
  }
}
