package org.xai4j.agnostic.tree;

import java.util.stream.IntStream;
import org.xai4j.core.tree.Tree;

/**
 * The rows of a chunk to which one tree adds something: those of its class, where rows explain
 * different classes.
 *
 * @param of their places in the chunk
 * @param x their elements [m, features]
 * @param weights [m][outputs]
 */
record Lanes(int[] of, double[] x, double[][] weights) {
  static Lanes of(Tree tree, double[] x, double[][] weights) {
    int[] of = IntStream.range(0, weights.length).filter(i -> tree.counts(weights[i])).toArray();
    if (of.length == weights.length) {
      return new Lanes(of, x, weights);
    }
    int width = x.length / weights.length;
    double[] some = new double[of.length * width];
    double[][] own = new double[of.length][];
    for (int i = 0; i < of.length; i++) {
      System.arraycopy(x, of[i] * width, some, i * width, width);
      own[i] = weights[of[i]];
    }
    return new Lanes(of, some, own);
  }
}
