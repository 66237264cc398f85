package org.xai4j.core.explain;

import java.util.Arrays;

/**
 * The features of one row: a partition of its elements into groups that are present or absent
 * together.
 *
 * @param ids group of each element, in row-major order: 0 to count − 1
 * @param count number of groups
 */
public record Grouping(int[] ids, int count) {
  /**
   * Every element a feature of its own.
   *
   * @param elements of one row
   * @return the grouping
   */
  public static Grouping elements(int elements) {
    int[] ids = new int[elements];
    for (int i = 0; i < elements; i++) {
      ids[i] = i;
    }
    return new Grouping(ids, elements);
  }

  /**
   * Makes ids dense: groups are numbered in the order of their labels.
   *
   * @param labels any numbers, one per element
   * @return the grouping
   */
  public static Grouping of(long[] labels) {
    java.util.Map<Long, Integer> dense = new java.util.TreeMap<>();
    for (long label : labels) {
      dense.putIfAbsent(label, 0);
    }
    int next = 0;
    for (var entry : dense.entrySet()) {
      entry.setValue(next++);
    }
    int[] ids = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      ids[i] = java.util.Objects.requireNonNull(dense.get(labels[i]));
    }
    return new Grouping(ids, next);
  }

  /**
   * The same features where each element has become several, such as the dimensions of an
   * embedding.
   *
   * @param times how many, one after the other
   * @return itself for 1
   */
  Grouping repeated(int times) {
    if (times == 1) {
      return this;
    }
    int[] many = new int[ids.length * times];
    Arrays.setAll(many, j -> ids[j / times]);
    return new Grouping(many, count);
  }

  /**
   * Writes each group's value to each of its elements, undivided.
   *
   * @param values one per group
   * @param into one row, modified
   * @param offset where the row starts
   */
  public void expand(double[] values, double[] into, int offset) {
    for (int i = 0; i < ids.length; i++) {
      into[offset + i] = values[ids[i]];
    }
  }
}
