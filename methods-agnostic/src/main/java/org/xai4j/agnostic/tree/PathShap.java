package org.xai4j.agnostic.tree;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Tree;

/**
 * Shapley values of one tree in the game where a split whose feature is absent sends a row both
 * ways, in proportion to the training rows. A leaf of value v below the features M is reached with
 * weight Π (o or z), where o ∈ {0, 1} says whether the row meets the conditions on a feature and z
 * is the share of training rows that did, so that
 *
 * <p>φᵢ = Σ v·(oᵢ − zᵢ)·∫₀¹ Π_{j ∈ M∖i} (zⱼ(1 − t) + oⱼt) dt,
 *
 * <p>since ∫ tˢ(1 − t)^(m−1−s) dt = s!(m − s − 1)!/m!. The integrand is a polynomial and its values
 * at ⌈m/2⌉ Gauss–Legendre points give the integral exactly (to rounding; all terms are positive
 * products, nothing cancels). One walk down and up gives all features: products are carried down,
 * sums of leaves up, and an edge that repeats a feature takes back what the one above it gave. All
 * loops run over the rows of a chunk.
 */
final class PathShap implements TreeWalk.Visitor {
  /** Numbers held per buffer, about: few enough for the cache. */
  private static final int HELD = 1 << 17;

  private final Tree tree;
  private final LegendrePoints rule;
  private final int rows;
  private final double[] x;
  private final int features;
  private final double[][] weights;
  private final int[] columns;
  private final int[] slots;
  private final double[] phi;
  private final double[] share;
  private final double[][] product;
  private final double[][] sum;
  private final double[][] meets;
  private final double[][] left;
  private final double[] leaf;

  private PathShap(Tree tree, LegendrePoints rule, double[] x, double[][] weights, int features) {
    this.tree = tree;
    this.rule = rule;
    this.x = x;
    this.features = features;
    this.weights = weights;
    rows = weights.length;
    columns =
        IntStream.range(0, tree.nodes())
            .map(tree::feature)
            .filter(f -> f >= 0)
            .distinct()
            .toArray();
    slots = new int[features];
    for (int c = 0; c < columns.length; c++) {
      slots[columns[c]] = c;
    }
    phi = new double[columns.length * rows];
    int levels = tree.depth() + 1;
    int q = rule.points().length;
    share = new double[levels];
    product = new double[levels][q * rows];
    sum = new double[levels][q * rows];
    meets = new double[levels][rows];
    left = new double[levels][rows];
    leaf = new double[rows];
    Arrays.fill(product[0], 1);
  }

  /**
   * Adds the values of one tree.
   *
   * @param tree with the training rows of its nodes
   * @param most its features on any way down, see {@link TreeWalk#mostFeatures}
   * @param lanes rows to which it adds something
   * @param values of the chunk [n, features], added to
   */
  static void add(Tree tree, int most, Lanes lanes, double[] values) {
    int rows = lanes.weights().length;
    if (tree.depth() == 0 || rows == 0) {
      return;
    }
    int features = lanes.x().length / rows;
    LegendrePoints rule = LegendrePoints.forFactors(most - 1);
    long each = (tree.depth() + 1L) * rule.points().length;
    InputException.check(
        each < 1 << 26,
        "A tree of the ensemble is %d splits deep, too deep to be explained; train shallower ones.",
        tree.depth());
    int together = (int) Math.max(1, Math.min(rows, HELD / each));
    for (int from = 0; from < rows; from += together) {
      int to = Math.min(rows, from + together);
      double[] some = Arrays.copyOfRange(lanes.x(), from * features, to * features);
      double[][] own = Arrays.copyOfRange(lanes.weights(), from, to);
      PathShap walk = new PathShap(tree, rule, some, own, features);
      TreeWalk.run(tree, features, walk);
      for (int c = 0; c < walk.columns.length; c++) {
        for (int r = from; r < to; r++) {
          values[lanes.of()[r] * features + walk.columns[c]] +=
              walk.phi[c * (to - from) + r - from];
        }
      }
    }
  }

  @Override
  public void open(int node, int depth, int parent, int before) {
    if (depth > 0) {
      edge(node, depth, parent, before);
    }
    if (tree.leaf(node)) {
      leaf(node, depth);
    } else {
      int f = tree.feature(node);
      double[] goes = left[depth];
      for (int r = 0; r < rows; r++) {
        goes[r] = tree.child(node, x[r * features + f]) == tree.left(node) ? 1 : 0;
      }
      Arrays.fill(sum[depth], 0);
    }
  }

  /** The product of the factors down to a node. */
  private void edge(int node, int depth, int parent, int before) {
    double here = tree.cover(node) / tree.cover(parent);
    double[] goes = left[depth - 1];
    double[] o = meets[depth];
    boolean first = tree.left(parent) == node;
    for (int r = 0; r < rows; r++) {
      o[r] = first ? goes[r] : 1 - goes[r];
    }
    double z = here;
    if (before > 0) {
      z *= share[before];
      double[] above = meets[before];
      for (int r = 0; r < rows; r++) {
        o[r] *= above[r];
      }
    }
    share[depth] = z;
    for (int k = 0; k < rule.points().length; k++) {
      double t = rule.points()[k];
      double absent = z * (1 - t);
      if (before == 0) {
        times(product[depth - 1], product[depth], k * rows, absent, t, o);
      } else {
        // The factor of the edge above goes: three cases of (o above, o here).
        double old = share[before] * (1 - t);
        double none = absent / old;
        double lost = absent / (old + t);
        double both = (absent + t) / (old + t);
        times(
            product[depth - 1],
            product[depth],
            k * rows,
            none,
            lost - none,
            meets[before],
            both - lost,
            o);
      }
    }
  }

  private void times(double[] from, double[] to, int at, double a, double b, double[] o) {
    for (int r = 0; r < o.length; r++) {
      to[at + r] = from[at + r] * (a + b * o[r]);
    }
  }

  private void times(
      double[] from,
      double[] to,
      int at,
      double a,
      double b,
      double[] above,
      double c,
      double[] o) {
    for (int r = 0; r < o.length; r++) {
      to[at + r] = from[at + r] * (a + b * above[r] + c * o[r]);
    }
  }

  private void leaf(int node, int depth) {
    for (int r = 0; r < rows; r++) {
      leaf[r] = tree.value(node, weights[r]);
    }
    for (int k = 0; k < rule.points().length; k++) {
      times(product[depth], sum[depth], k * rows, 0, rule.weights()[k], leaf);
    }
  }

  @Override
  public void close(int node, int depth, int parent, int before) {
    if (depth == 0) {
      return;
    }
    double[] below = sum[depth];
    double[] above = sum[depth - 1];
    int at = slots[tree.feature(parent)] * rows;
    for (int k = 0; k < rule.points().length; k++) {
      double t = rule.points()[k];
      double z = share[depth];
      double absent = -1 / (1 - t);
      double present = (1 - z) / (z * (1 - t) + t);
      if (before == 0) {
        give(below, above, k * rows, at, absent, present - absent, meets[depth]);
      } else {
        double old = share[before];
        double given = (1 - old) / (old * (1 - t) + t);
        give(
            below,
            above,
            k * rows,
            at,
            present - absent,
            meets[depth],
            given - absent,
            meets[before]);
      }
    }
  }

  /** Gives a feature what the leaves below an edge owe it; adds the leaves to those above. */
  private void give(
      double[] below, double[] above, int from, int at, double a, double b, double[] o) {
    for (int r = 0; r < o.length; r++) {
      double leaves = below[from + r];
      phi[at + r] += leaves * (a + b * o[r]);
      above[from + r] += leaves;
    }
  }

  /** The same for a feature that was met before: what was given for the edge above is taken. */
  private void give(
      double[] below,
      double[] above,
      int from,
      int at,
      double b,
      double[] o,
      double c,
      double[] earlier) {
    for (int r = 0; r < o.length; r++) {
      double leaves = below[from + r];
      phi[at + r] += leaves * (b * o[r] - c * earlier[r]);
      above[from + r] += leaves;
    }
  }
}
