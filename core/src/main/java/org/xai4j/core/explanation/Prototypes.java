package org.xai4j.core.explanation;

import java.util.List;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * Rows that stand for a data set, and rows that they do not stand for.
 *
 * @param prototypes typical rows, the best first
 * @param criticisms rows that the prototypes represent badly, the worst first
 * @param discrepancy squared maximum mean discrepancy between the data and the first 1, 2, …
 *     prototypes
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Prototypes(
    List<Example> prototypes,
    List<Example> criticisms,
    double[] discrepancy,
    Cost cost,
    Provenance provenance)
    implements Explanation {
  /**
   * A row of the data.
   *
   * @param index in the data
   * @param answered the class the model gives it
   * @param row its elements
   */
  public record Example(int index, int answered, double[] row) {}

  /** Copies the lists. */
  public Prototypes {
    prototypes = List.copyOf(prototypes);
    criticisms = List.copyOf(criticisms);
  }
}
