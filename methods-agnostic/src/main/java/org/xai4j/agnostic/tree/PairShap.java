package org.xai4j.agnostic.tree;

import org.xai4j.core.tree.Tree;

/**
 * Shapley interaction indices of pairs in the games of {@link PathShap} and {@link BackgroundShap}.
 * At a leaf of value v, Iᵢⱼ = v·(oᵢ − zᵢ)(oⱼ − zⱼ)·∫₀¹ Π_{k ≠ i,j} (zₖ(1 − t) + oₖt) dt; for a
 * background row z is 0 or 1 and the integral a quotient of factorials.
 */
final class PairShap {
  private PairShap() {}

  /**
   * Adds the indices of one tree.
   *
   * @param tree explained
   * @param lanes rows to which it adds something
   * @param z background [m, features]; empty for the path-dependent game
   * @param values of the chunk [n, features, features], half of each index added at both places
   */
  static void add(Tree tree, Lanes lanes, double[] z, double[] values) {
    int n = lanes.weights().length;
    if (n == 0) {
      return;
    }
    int d = lanes.x().length / n;
    double share = z.length == 0 ? 1 : (double) d / z.length;
    LeafWalk.run(
        tree,
        lanes.x(),
        z,
        d,
        (leaf, path) -> {
          int m = path.count();
          double[][] pairs = new double[path.rows().count()][];
          for (int p = 0; m > 1 && p < pairs.length; p++) {
            long row = path.rows().pattern(p);
            pairs[p] = z.length == 0 ? byTraining(path, row) : byBackground(path, row);
          }
          for (int r = 0; m > 1 && r < n; r++) {
            double half = tree.value(leaf, lanes.weights()[r]) * share / 2;
            double[] own = pairs[path.rows().group(r)];
            for (int i = 0; i < m; i++) {
              for (int j = 0; j < i; j++) {
                int a = path.feature(i);
                int b = path.feature(j);
                values[(lanes.of()[r] * d + a) * d + b] += half * own[i * m + j];
                values[(lanes.of()[r] * d + b) * d + a] += half * own[i * m + j];
              }
            }
          }
        });
  }

  private static double[] byTraining(LeafWalk path, long row) {
    int m = path.count();
    LegendrePoints rule = LegendrePoints.forFactors(m - 2);
    double[] pairs = new double[m * m];
    double[] ratio = new double[m];
    for (int k = 0; k < rule.points().length; k++) {
      double t = rule.points()[k];
      double product = rule.weights()[k];
      for (int j = 0; j < m; j++) {
        double o = row >>> j & 1;
        double z = path.share(j);
        double factor = z * (1 - t) + o * t;
        product *= factor;
        ratio[j] = (o - z) / factor;
      }
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < i; j++) {
          pairs[i * m + j] += product * ratio[i] * ratio[j];
        }
      }
    }
    return pairs;
  }

  private static double[] byBackground(LeafWalk path, long row) {
    int m = path.count();
    double[] pairs = new double[m * m];
    long lacking = (1L << m) - 1 & ~row;
    int b = Long.bitCount(lacking);
    for (int q = 0; q < path.grounds().count(); q++) {
      long ground = path.grounds().pattern(q);
      if ((lacking & ~ground) != 0) {
        continue;
      }
      long only = row & ~ground;
      int a = Long.bitCount(only);
      int size = path.grounds().size(q);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < i && ((only | lacking) >>> i & 1) != 0; j++) {
          if (((only | lacking) >>> j & 1) != 0) {
            int present = (int) (only >>> i & 1) + (int) (only >>> j & 1);
            int sign = present == 1 ? -1 : 1;
            pairs[i * m + j] += sign * size * Shares.of(a - present, b - 2 + present);
          }
        }
      }
    }
    return pairs;
  }
}
