package org.xai4j.core.data;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Numbers with named columns, and labels where the file has some.
 *
 * @param columns names of the columns of {@code values}
 * @param values DOUBLE [n, d]
 * @param labels one per row, or empty
 * @param named whether the names stand in the file
 */
public record Table(List<String> columns, INDArray values, List<String> labels, boolean named) {
  /** Copies the lists. */
  public Table {
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
  }
}
