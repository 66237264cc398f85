package org.xai4j.evaluation.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.engine.Host;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.faithfulness.FaithfulnessEstimate;

/** Metrics whose quality is known. */
class MetaEvaluationTest {
  private static Subject subject(int seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[] x = new double[20 * 6];
    double[] a = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      x[j] = 1 + random.nextDouble();
      // The true contributions, or their reverse for the other method.
      a[j] = (seed == 1 ? j % 6 + 1 : 6 - j % 6) * x[j];
    }
    return new Subject(
        Toy.linear(1, 2, 3, 4, 5, 6),
        Host.array(DataType.DOUBLE, x, 20, 6),
        Host.array(DataType.DOUBLE, a, 20, 6),
        FeatureGroups.none(),
        Optional.empty(),
        Context.standard());
  }

  @Test
  void aFaithfulnessMetricIsResilientAndReactive() {
    MetaEvaluation found =
        MetaEvaluation.of(
            new FaithfulnessEstimate(1, Target.Output.LOGIT),
            List.of(subject(1), subject(2)),
            3,
            0);
    assertEquals(1, found.resilienceInter(), "the right method stays ahead");
    assertTrue(found.reactivityIntra() > 0.8, "reactivity " + found.reactivityIntra());
    // The right method gets worse, the reversed one better.
    assertEquals(0.5, found.reactivityInter(), 0.1);
  }

  /** A metric that looks at nothing. */
  private record Blind() implements Metric {
    @Override
    public Traits traits() {
      return Traits.real(Traits.Family.AXIOMATIC, Direction.HIGHER);
    }

    @Override
    public Scores score(Subject subject) {
      return Scores.of(new double[subject.size()]);
    }
  }

  @Test
  void aBlindMetricNeverReacts() {
    MetaEvaluation found = MetaEvaluation.of(new Blind(), List.of(subject(1), subject(2)), 2, 0);
    assertEquals(new MetaEvaluation(1, 1, 0, 0), found);
    assertThrows(
        InputException.class, () -> MetaEvaluation.of(new Blind(), List.of(subject(1)), 2, 0));
  }
}
