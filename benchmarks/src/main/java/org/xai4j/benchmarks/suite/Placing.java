package org.xai4j.benchmarks.suite;

/**
 * Where a method stands among the methods of a cell.
 *
 * @param cell of the benchmark
 * @param metric its label, or {@link #OVERALL}
 * @param method its label
 * @param score mean over the rows; NaN over all metrics
 * @param rank mean over the rows of its rank, stretched from the methods that apply to the cell to
 *     all methods of the benchmark: 1 is best
 */
record Placing(BenchmarkCell cell, String metric, String method, double score, double rank) {
  /** Stands for all metrics together, as the cell's own report ranks. */
  static final String OVERALL = "";

  /**
   * A rank among some methods on the scale of all: 1 + (r − 1)(K − 1)/(k − 1).
   *
   * @param rank r, from 1 to k
   * @param some k
   * @param all K
   * @return from 1 to K; the middle where k is 1
   */
  static double stretched(double rank, int some, int all) {
    return some == 1 ? (all + 1) / 2.0 : 1 + (rank - 1) * (all - 1) / (some - 1);
  }
}
