package org.xai4j.evaluation.faithfulness;

import org.xai4j.core.explain.Target;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * The curve that pixel flipping, deletion and insertion share: features are taken away or added in
 * the order of their attribution, the most relevant first (on ties in row-major order), and the
 * score is read after every step. The value is the area under the curve over the share of features,
 * by the trapezoid rule.
 */
final class Flipping {
  /** Steps of a curve when no step size is given. */
  private static final int STEPS = 28;

  private Flipping() {}

  /** Features per step: as asked, or so many that there are 28 steps. */
  static int size(int asked, int features) {
    return asked > 0 ? asked : (features + STEPS - 1) / STEPS;
  }

  /**
   * The curves of all instances.
   *
   * @param subject what is scored
   * @param step features per step; 0 for a 28th of them
   * @param insert whether features are added to the baseline, not taken from the input
   * @param output whether logits or probabilities of a network are read
   * @return area and curve per instance
   */
  static Scores curves(Subject subject, int step, boolean insert, Target.Output output) {
    return Instance.curves(
        subject,
        "flipping",
        output,
        instance -> {
          int size = size(step, instance.features());
          double[] points = Instance.shares(instance.features(), size);
          return instance.expectedCurve(
              instance.means(),
              size,
              order -> {
                double[] heights = instance.steps(order, size, insert);
                return new Instance.Curve(Instance.area(points, heights), points, heights);
              });
        });
  }
}
