package org.xai4j.core.data;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A table of numbers.
 *
 * @param columns names of the numeric columns
 * @param values [n, d], FLOAT
 * @param labels text of the label column per row; empty if none was asked for
 */
public record Table(List<String> columns, INDArray values, List<String> labels) {
  /** Copies the lists. */
  public Table {
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
  }
}
