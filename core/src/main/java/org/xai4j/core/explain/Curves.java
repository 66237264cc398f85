package org.xai4j.core.explain;

import java.util.List;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * How the score goes with the value of single features over a data set.
 *
 * @param measure what a curve's height is, for a sentence: "mean score"
 * @param curves one per feature
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Curves(String measure, List<Curve> curves, Cost cost, Provenance provenance)
    implements Explanation {
  /**
   * The curve of one feature.
   *
   * @param column its index
   * @param name of the column
   * @param grid values of the feature, ascending [p]
   * @param mean height at each value [p]
   * @param rows heights of single rows [n][p], for methods that keep them; else none
   * @param shares share of the data in the cell that ends at each value, or with that category [p]
   */
  public record Curve(
      int column, String name, double[] grid, double[] mean, double[][] rows, double[] shares) {}

  /** Copies the list. */
  public Curves {
    curves = List.copyOf(curves);
  }
}
