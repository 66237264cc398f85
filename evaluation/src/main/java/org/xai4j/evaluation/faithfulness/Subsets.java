package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Instance;

/** Random sets of features, and what the model and the attribution say of them. */
final class Subsets {
  private Subsets() {}

  /** Draws sets without replacement. */
  static int[][] draw(SplitRandom random, int features, int size, int count) {
    int[][] sets = new int[count][];
    for (int s = 0; s < count; s++) {
      sets[s] = Arrays.copyOf(random.permutation(features), size);
    }
    return sets;
  }

  /** Pearson's correlation of attribution sums with score changes when the sets are removed. */
  static double correlation(Instance instance, double[] totals, int[][] sets) {
    int g = instance.features();
    double[] sums = new double[sets.length];
    for (int s = 0; s < sets.length; s++) {
      for (int feature : sets[s]) {
        sums[s] += totals[feature];
      }
    }
    // The whole row comes first.
    double[] scores =
        instance
            .masking()
            .scores(sets.length + 1, s -> without(s == 0 ? new int[0] : sets[s - 1], g));
    double[] drops = new double[sets.length];
    Arrays.setAll(drops, s -> scores[0] - scores[s + 1]);
    return Numeric.pearson(sums, drops);
  }

  private static long[] without(int[] features, int g) {
    long[] set = Masking.everything(g);
    for (int feature : features) {
      set[feature >>> 6] &= ~(1L << feature);
    }
    return set;
  }
}
