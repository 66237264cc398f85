package org.xai4j.core.explanation;

import java.util.List;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * How the score goes with the value of single features over a data set.
 *
 * @param measure what a curve's height is, for a sentence: "mean score"
 * @param curves one per feature
 * @param surfaces one per pair of features that was asked for
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Curves(
    String measure, List<Curve> curves, List<Surface> surfaces, Cost cost, Provenance provenance)
    implements Explanation {
  /**
   * The curve of one feature.
   *
   * @param column its index
   * @param name of the column
   * @param grid values of the feature [p]: of a number ascending, of categories in the method's
   *     order
   * @param mean height at each value [p]
   * @param rows heights of single rows [n][p], for methods that keep them; else none
   * @param shares share of the data in the cell that ends at each value, or with that category [p]
   */
  public record Curve(
      int column, String name, double[] grid, double[] mean, double[][] rows, double[] shares) {}

  /**
   * How the score goes with two features together.
   *
   * @param first index of the one feature
   * @param second index of the other
   * @param across values of the first [p]
   * @param up values of the second [q]
   * @param mean height at each pair of values [p][q]
   * @param interaction share of the variation of the heights, from 0 to 1, that no sum of a curve
   *     of the first and a curve of the second gives: Σ w·(h − h_p − h_q + h̄)²/Σ w·(h − h̄)², the
   *     weights w equal for quantiles of a number and the shares of categories
   */
  public record Surface(
      int first, int second, double[] across, double[] up, double[][] mean, double interaction) {
    /**
     * Where it is highest or lowest.
     *
     * @param sign 1 for the highest place, −1 for the lowest
     * @return indices of the first such place
     */
    public int[] place(int sign) {
      int[] best = {0, 0};
      for (int p = 0; p < mean.length; p++) {
        for (int q = 0; q < mean[p].length; q++) {
          if (sign * mean[p][q] > sign * mean[best[0]][best[1]]) {
            best = new int[] {p, q};
          }
        }
      }
      return best;
    }
  }

  /** Copies the lists. */
  public Curves {
    curves = List.copyOf(curves);
    surfaces = List.copyOf(surfaces);
  }

  /**
   * Curves alone.
   *
   * @param measure what a curve's height is
   * @param curves one per feature
   * @param cost time and model calls
   * @param provenance how it was made
   */
  public Curves(String measure, List<Curve> curves, Cost cost, Provenance provenance) {
    this(measure, curves, List.of(), cost, provenance);
  }
}
