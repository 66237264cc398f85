package org.xai4j.evaluation.robustness;

import java.util.Arrays;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * What the relative stabilities share: the largest ratio, over neighbours x′ with the same
 * prediction, of the attribution's relative change ‖(a(x) − a(x′))/a(x)‖ to max(change, ε), where
 * the change is of the input, the logits or a representation. Divisors of elements are kept at
 * least ε away from zero. NaN where no neighbour has the same prediction.
 */
final class RelativeStability {
  /** ε of the paper's denominators. */
  private static final double EPSILON = 1e-6;

  private RelativeStability() {}

  /** How far something moved, for each instance. */
  @FunctionalInterface
  interface Changes {
    double[] of(double[][] neighbours);
  }

  static Scores score(Subject subject, int samples, double radius, Changes changes) {
    Scorer scorer = subject.scorer(Target.Output.LOGIT);
    double[][] a = subject.rows();
    double[][] own = NdArrays.rows(scorer.outputs());
    double[] worst = new double[a.length];
    Arrays.fill(worst, Double.NaN);
    Neighbours.visit(
        subject,
        "relative-stability",
        samples,
        Neighbours.uniform(radius),
        (moved, b) -> {
          double[][] outputs = scorer.outputs(moved);
          double[] change = changes.of(moved);
          for (int i = 0; i < a.length; i++) {
            if (Scorer.predicted(outputs[i]) == Scorer.predicted(own[i])) {
              double ratio = relative(a[i], b[i]) / Math.max(change[i], EPSILON);
              worst[i] = Double.isNaN(worst[i]) ? ratio : Math.max(worst[i], ratio);
            }
          }
        });
    return Scores.of(worst);
  }

  /** ‖(v − w)/v‖, element by element. */
  static double relative(double[] v, double[] w) {
    double sum = 0;
    for (int j = 0; j < v.length; j++) {
      double divisor = Math.abs(v[j]) < EPSILON ? EPSILON : v[j];
      sum += (v[j] - w[j]) / divisor * ((v[j] - w[j]) / divisor);
    }
    return Math.sqrt(sum);
  }

  /** Relative changes of rows. */
  static double[] relative(double[][] before, double[][] after) {
    double[] changes = new double[before.length];
    Arrays.setAll(changes, i -> relative(before[i], after[i]));
    return changes;
  }
}
