package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * What the two prediction gaps share: E|f(x) − f(x + δ)| with noise δ on some of the features, for
 * several shares of features in the order of |a|, and its mean over the shares.
 */
final class PredictionGaps {
  private PredictionGaps() {}

  /**
   * The gaps.
   *
   * @param important whether the features of the largest |a| are disturbed, or those that remain
   * @param samples draws of the noise, the same for every share
   * @param stdev of the noise
   * @param steps shares 1/steps, 2/steps, … 1
   */
  static Scores of(
      Subject subject,
      String id,
      boolean important,
      int samples,
      double stdev,
      int steps,
      Target.Output output) {
    Scorer scorer = subject.scorer(output);
    double[][] inputs = NdArrays.rows(scorer.batch());
    return Instance.curves(
        subject,
        id,
        output,
        instance -> {
          double[] x = inputs[instance.index()];
          double[][] noise = new double[samples][x.length];
          var random = instance.random();
          for (double[] draw : noise) {
            Arrays.setAll(draw, j -> stdev * random.nextGaussian());
          }
          double[] weights = instance.totals();
          Arrays.setAll(weights, g -> Math.abs(weights[g]));
          int[] counts =
              IntStream.rangeClosed(1, steps)
                  .map(p -> (int) Math.ceil((double) p * weights.length / steps - 1e-9))
                  .distinct()
                  .toArray();
          return instance.expectedCurve(
              weights, 1, order -> curve(scorer, instance, x, noise, order, counts, important));
        });
  }

  private static Instance.Curve curve(
      Scorer scorer,
      Instance instance,
      double[] x,
      double[][] noise,
      int[] order,
      int[] counts,
      boolean important) {
    int[] place = new int[order.length];
    for (int p = 0; p < order.length; p++) {
      place[order[p]] = p;
    }
    int[] ids = instance.masking().grouping().ids();
    double score = scorer.target().scores()[instance.index()];
    double[] points = new double[counts.length];
    double[] heights = new double[counts.length];
    for (int c = 0; c < counts.length; c++) {
      double[][] copies = new double[noise.length][];
      for (int s = 0; s < noise.length; s++) {
        copies[s] = x.clone();
        for (int j = 0; j < x.length; j++) {
          boolean top = place[ids[j]] < counts[c];
          copies[s][j] += top == important ? noise[s][j] : 0;
        }
      }
      for (double changed : scorer.scores(instance.index(), copies)) {
        heights[c] += Math.abs(score - changed) / noise.length;
      }
      points[c] = (double) counts[c] / order.length;
    }
    return new Instance.Curve(Arrays.stream(heights).average().orElseThrow(), points, heights);
  }
}
