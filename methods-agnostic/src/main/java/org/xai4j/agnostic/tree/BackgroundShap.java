package org.xai4j.agnostic.tree;

import org.xai4j.core.tree.Tree;

/**
 * Shapley values of one tree in the game where absent features have the values of background rows,
 * averaged over these. For a row x and a background row z a leaf of value v is reached by a set S
 * of x's features iff S holds all features A whose conditions only x meets and none of B, those
 * only z meets; it gives each of A v·(|A| − 1)!|B|!/(|A| + |B|)! and takes v·|A|!(|B| − 1)!/(|A| +
 * |B|)! from each of B. Rows count by their patterns at a leaf, see {@link LeafWalk}.
 */
final class BackgroundShap {
  private BackgroundShap() {}

  /**
   * Adds the values of one tree.
   *
   * @param tree explained
   * @param lanes rows to which it adds something
   * @param z background [m, features]
   * @param values of the chunk [n, features], added to
   */
  static void add(Tree tree, Lanes lanes, double[] z, double[] values) {
    int n = lanes.weights().length;
    if (n == 0) {
      return;
    }
    int width = lanes.x().length / n;
    double m = (double) z.length / width;
    LeafWalk.run(
        tree,
        lanes.x(),
        z,
        width,
        (leaf, path) -> {
          double[][] given = new double[path.rows().count()][];
          for (int p = 0; p < given.length; p++) {
            given[p] = given(path, path.rows().pattern(p));
          }
          for (int r = 0; r < n; r++) {
            double[] own = given[path.rows().group(r)];
            double value = own.length == 0 ? 0 : tree.value(leaf, lanes.weights()[r]) / m;
            for (int j = 0; value != 0 && j < own.length; j++) {
              values[lanes.of()[r] * width + path.feature(j)] += value * own[j];
            }
          }
        });
  }

  /**
   * What a leaf of value 1 gives to its features, summed over the background; empty for nothing.
   */
  private static double[] given(LeafWalk path, long row) {
    int count = path.count();
    long all = (1L << count) - 1;
    long lacking = all & ~row;
    int b = Long.bitCount(lacking);
    LeafWalk.Patterns grounds = path.grounds();
    double[] given = new double[count];
    double taken = 0;
    boolean any = false;
    for (int q = 0; q < grounds.count(); q++) {
      long ground = grounds.pattern(q);
      if ((lacking & ~ground) != 0) {
        continue;
      }
      long only = row & ~ground;
      int a = Long.bitCount(only);
      if (a + b == 0) {
        continue;
      }
      any = true;
      int size = grounds.size(q);
      if (a > 0) {
        double each = size * Shares.of(a - 1, b);
        for (long rest = only; rest != 0; rest &= rest - 1) {
          given[Long.numberOfTrailingZeros(rest)] += each;
        }
      }
      if (b > 0) {
        taken += size * Shares.of(a, b - 1);
      }
    }
    if (!any) {
      return new double[0];
    }
    for (long rest = lacking; rest != 0; rest &= rest - 1) {
      given[Long.numberOfTrailingZeros(rest)] = -taken;
    }
    return given;
  }
}
