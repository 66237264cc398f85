package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/** What comprehensiveness and sufficiency share: the mean drop of the score over some shares. */
final class Retained {
  private Retained() {}

  /**
   * The drop of the score when the most relevant features are removed, or when they alone remain.
   *
   * @param percentages of the features that count as the rationale
   * @param keep whether the rationale remains, not the rest
   */
  static Scores drops(
      Subject subject, List<Double> percentages, boolean keep, Target.Output output) {
    double[] points = percentages.stream().mapToDouble(p -> p / 100).sorted().toArray();
    InputException.check(
        points.length > 0 && Arrays.stream(points).distinct().count() == points.length,
        "The percentages must be given, each once, not %s.",
        percentages);
    return Instance.curves(
        subject,
        "rationale",
        output,
        instance -> {
          return instance.expectedCurve(
              instance.means(), 1, order -> curve(instance, order, points, keep));
        });
  }

  private static Instance.Curve curve(
      Instance instance, int[] order, double[] points, boolean keep) {
    int g = order.length;
    long[][] sets = new long[points.length + 1][];
    sets[points.length] = Masking.everything(g);
    for (int p = 0; p < points.length; p++) {
      sets[p] = keep ? Masking.nothing(g) : Masking.everything(g);
      for (int i = 0; i < Math.ceil(points[p] * g - 1e-9); i++) {
        sets[p][order[i] >>> 6] ^= 1L << order[i];
      }
    }
    double[] scores = instance.masking().scores(sets);
    double[] heights = new double[points.length];
    Arrays.setAll(heights, p -> scores[points.length] - scores[p]);
    return new Instance.Curve(Arrays.stream(heights).average().orElseThrow(), points, heights);
  }
}
