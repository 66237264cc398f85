package org.xai4j.benchmarks.data;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Labelled rows.
 *
 * @param inputs [n, …]
 * @param labels class of each row
 * @param classes names of the classes
 */
public record Samples(INDArray inputs, int[] labels, List<String> classes) {
  /** Copies the names. */
  public Samples {
    classes = List.copyOf(classes);
  }

  /**
   * Indices of rows with the classes in turn, each class in the order of its rows, so that few rows
   * stand for all classes.
   *
   * @param rows how many at most
   * @return ascending indices
   */
  public int[] balanced(int rows) {
    int wanted = Math.min(rows, labels.length);
    boolean[] taken = new boolean[labels.length];
    int[] next = new int[classes.size()];
    int count = 0;
    while (count < wanted) {
      for (int c = 0; c < next.length && count < wanted; c++) {
        while (next[c] < labels.length && labels[next[c]] != c) {
          next[c]++;
        }
        if (next[c] < labels.length) {
          taken[next[c]++] = true;
          count++;
        }
      }
    }
    return java.util.stream.IntStream.range(0, labels.length).filter(i -> taken[i]).toArray();
  }

  /**
   * Some of the rows.
   *
   * @param rows their indices
   * @return copies
   */
  public Samples select(int[] rows) {
    INDArray[] parts = new INDArray[rows.length];
    int[] chosen = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      parts[i] = inputs.get(NDArrayIndex.interval(rows[i], rows[i] + 1));
      chosen[i] = labels[rows[i]];
    }
    return new Samples(Nd4j.concat(0, parts), chosen, classes);
  }
}
