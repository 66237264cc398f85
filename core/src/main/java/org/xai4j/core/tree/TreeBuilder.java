package org.xai4j.core.tree;

import java.util.Arrays;
import org.xai4j.core.run.InputException;

/**
 * Makes a tree node by node. What does not make a tree is refused: children that do not exist, have
 * two parents or lead in a circle, and numbers that are not finite. Not thread-safe.
 */
public final class TreeBuilder {
  final int[] feature;
  final double[] threshold;
  final int[] left;
  final int[] right;
  final boolean[] missingLeft;
  final boolean[] zeroMissing;
  final long[][] categories;
  final double[] values;
  final double[] cover;
  final double[] gain;
  final int output;
  final int width;
  private final String name;

  /**
   * A tree whose nodes are all leaves of value 0.
   *
   * @param name for messages: {@code tree 3 of m.txt}
   * @param nodes how many; at least 1
   * @param output the output all leaves add to; −1 if they add to every output
   * @param outputs of the ensemble
   * @throws InputException if the tree would be too large or have no node
   */
  public TreeBuilder(String name, int nodes, int output, int outputs) {
    InputException.check(
        nodes > 0 && output < outputs && (output >= 0 || (long) nodes * outputs < 1 << 28),
        "The %s has %d nodes for output %d of %d, which is none or too many; the file is damaged.",
        name,
        nodes,
        output,
        outputs);
    this.name = name;
    this.output = output;
    width = output < 0 ? outputs : 1;
    feature = new int[nodes];
    Arrays.fill(feature, -1);
    threshold = new double[nodes];
    left = new int[nodes];
    Arrays.fill(left, -1);
    right = left.clone();
    missingLeft = new boolean[nodes];
    zeroMissing = new boolean[nodes];
    categories = new long[nodes][];
    Arrays.fill(categories, new long[0]);
    values = new double[nodes * width];
    cover = new double[nodes];
    gain = new double[nodes];
  }

  /**
   * Makes a node a split by a threshold: left where x ≤ threshold.
   *
   * @param node its index
   * @param column the feature it asks for
   * @param value the threshold
   * @param yes the left child
   * @param no the right child
   * @param missing whether missing values go left
   */
  public void split(int node, int column, double value, int yes, int no, boolean missing) {
    InputException.check(
        node >= 0 && node < feature.length && column >= 0,
        "The %s has a split at node %d by feature %d, of which there is none; the file is damaged.",
        name,
        node,
        column);
    feature[node] = column;
    threshold[node] = value;
    left[node] = yes;
    right[node] = no;
    missingLeft[node] = missing;
  }

  /**
   * Makes a split one by categories: left where the whole part of x is in a set.
   *
   * @param node index of a split
   * @param set bits of the categories; at least one word
   */
  public void categories(int node, long[] set) {
    categories[node] = set.length == 0 ? new long[1] : set.clone();
  }

  /**
   * Makes zeros missing values at a split, as LightGBM does when told so.
   *
   * @param node index of a split
   */
  public void zeroIsMissing(int node) {
    zeroMissing[node] = true;
  }

  /**
   * Sets the values of a leaf.
   *
   * @param node its index
   * @param value one, or one per output
   */
  public void leaf(int node, double... value) {
    System.arraycopy(value, 0, values, node * width, width);
  }

  /**
   * Says what of the training data went through a node, and what its split gained.
   *
   * @param node its index
   * @param rows their number or weight
   * @param gained by the split
   */
  public void training(int node, double rows, double gained) {
    cover[node] = rows;
    gain[node] = gained;
  }

  /**
   * The tree.
   *
   * @param features the ensemble takes
   * @return checked
   * @throws InputException if the nodes do not make a tree
   */
  public Tree build(int features) {
    int[] depth = new int[feature.length];
    boolean[] reached = new boolean[feature.length];
    int[] open = new int[feature.length];
    int count = 1;
    int deepest = 0;
    reached[0] = true;
    while (count > 0) {
      int node = open[--count];
      deepest = Math.max(deepest, depth[node]);
      if (feature[node] < 0) {
        continue;
      }
      InputException.check(
          feature[node] < features,
          "The %s asks for feature %d, but the model has %d; the file is damaged.",
          name,
          feature[node],
          features);
      for (int child : new int[] {left[node], right[node]}) {
        InputException.check(
            child > 0 && child < feature.length && !reached[child],
            "The %s has the child %d at node %d, which does not make a tree; the file is damaged.",
            name,
            child,
            node);
        reached[child] = true;
        depth[child] = depth[node] + 1;
        open[count++] = child;
      }
    }
    for (double value : values) {
      InputException.check(
          Double.isFinite(value), "The %s holds the leaf value %s; train it anew.", name, value);
    }
    for (int i = 0; i < cover.length; i++) {
      InputException.check(
          cover[i] >= 0 && Double.isFinite(cover[i]) && !Double.isNaN(threshold[i]),
          "The %s holds the cover %s and threshold %s at node %d; the file is damaged.",
          name,
          cover[i],
          threshold[i],
          i);
    }
    return new Tree(this, deepest);
  }
}
