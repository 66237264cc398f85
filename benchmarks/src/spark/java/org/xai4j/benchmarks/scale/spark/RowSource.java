package org.xai4j.benchmarks.scale.spark;

import org.apache.spark.api.java.JavaPairRDD;

/**
 * The rows of a data set with their places in it.
 *
 * @param size how many there are
 * @param shape of a row
 * @param rows elements in row-major order by the row's index from 0 on, in any order
 */
record RowSource(long size, long[] shape, JavaPairRDD<Long, double[]> rows) {
  /** Elements of a row. */
  int width() {
    long width = 1;
    for (long length : shape) {
      width *= length;
    }
    return Math.toIntExact(width);
  }

  /** The shape of some rows. */
  static long[] batch(int rows, long[] shape) {
    long[] all = new long[shape.length + 1];
    all[0] = rows;
    System.arraycopy(shape, 0, all, 1, shape.length);
    return all;
  }
}
