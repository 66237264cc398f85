package org.xai4j.core.explanation;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Printed;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * What sets of features bring together, one number per set and row.
 *
 * @param index which interaction index, for a sentence
 * @param sets features of each set, ascending
 * @param values [n, sets]
 * @param scores explained score of each row
 * @param base score of each row with no feature present
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record SetInteractions(
    String index,
    List<List<Integer>> sets,
    INDArray values,
    double[] scores,
    double[] base,
    Cost cost,
    Provenance provenance)
    implements Explanation {
  /** Copies arrays and lists. */
  public SetInteractions {
    sets = sets.stream().map(List::copyOf).toList();
    scores = scores.clone();
    base = base.clone();
  }

  @Override
  public double[] scores() {
    return scores.clone();
  }

  @Override
  public double[] base() {
    return base.clone();
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
