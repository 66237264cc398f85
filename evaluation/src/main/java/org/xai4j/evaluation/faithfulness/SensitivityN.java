package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Sensitivity-n: for sets of n features, Pearson's correlation over random sets S of that size of
 * Σ_{i∈S} aᵢ with f(x) − f(x with S at the baseline). The curve is the correlation against n/d, for
 * sizes that grow geometrically from 1 to 80 % of the features; the value is its mean over the
 * sizes where it is defined.
 *
 * @param subsets random sets per size
 * @param sizes how many sizes
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "sensitivity-n",
    title = "Sensitivity-n",
    summary = "The correlation of attribution sums with score changes, for sets of all sizes.",
    reference = "Ancona et al. 2018, arXiv:1711.06104")
public record SensitivityN(
    @Param(value = "random sets per size", min = 2, max = 1_000_000) int subsets,
    @Param(value = "how many sizes", min = 1) int sizes,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  private static final double LARGEST = 0.8;

  /** 100 sets of each of 10 sizes, on logits. */
  public SensitivityN() {
    this(100, 10, Target.Output.LOGIT);
  }

  @Override
  public Traits traits() {
    return Traits.correlation(Family.FAITHFULNESS, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    return Instance.curves(
        subject,
        "sensitivity-n",
        output,
        instance -> {
          int features = instance.features();
          double[] totals = instance.totals();
          int[] ns = ns(features);
          double[] heights = new double[ns.length];
          for (int s = 0; s < ns.length; s++) {
            SplitRandom random = instance.random().split(ns[s]);
            heights[s] =
                Subsets.correlation(
                    instance, totals, Subsets.draw(random, features, ns[s], subsets));
          }
          double mean =
              Arrays.stream(heights).filter(h -> !Double.isNaN(h)).average().orElse(Double.NaN);
          return new Instance.Curve(
              mean, Arrays.stream(ns).mapToDouble(n -> (double) n / features).toArray(), heights);
        });
  }

  /** Different sizes, ascending. */
  private int[] ns(int features) {
    double last = Math.max(1, LARGEST * features);
    return IntStream.range(0, sizes)
        .map(s -> (int) Math.round(Math.pow(last, sizes == 1 ? 1 : (double) s / (sizes - 1))))
        .distinct()
        .toArray();
  }
}
