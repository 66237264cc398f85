package org.xai4j.evaluation.fairness;

import java.util.Arrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.run.SplitRandom;

/**
 * What a feature of a row would be in another group: the value at the same place in that group, x′
 * = F_b⁻¹(F_a(x)), the transport that keeps quantiles (Plečko and Meinshausen 2020,
 * arXiv:1911.06685). Ties and categories take a place at random within their step.
 */
public final class Transport {
  private Transport() {}

  /**
   * Moves values from one group to another.
   *
   * @param values of all rows [n]
   * @param from rows of the group that is left
   * @param to rows of the group that is entered, at least one
   * @param whole whether only values that occur are taken: for categories and whole numbers
   * @param random decides ties, by row
   * @return the moved values of {@code from}, in its order
   */
  public static double[] move(
      double[] values, int[] from, int[] to, boolean whole, SplitRandom random) {
    double[] here = Arrays.stream(from).mapToDouble(i -> values[i]).sorted().toArray();
    double[] there = Arrays.stream(to).mapToDouble(i -> values[i]).sorted().toArray();
    double[] moved = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      double value = values[from[i]];
      long below = Arrays.stream(here).filter(v -> v < value).count();
      long equal = Arrays.stream(here).filter(v -> v == value).count();
      double place = (below + random.split(from[i]).nextDouble() * equal) / here.length;
      moved[i] =
          whole
              ? there[Math.min(there.length - 1, (int) (place * there.length))]
              : Numeric.quantile(there, place);
    }
    return moved;
  }
}
