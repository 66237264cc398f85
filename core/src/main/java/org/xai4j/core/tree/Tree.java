package org.xai4j.core.tree;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * A decision tree. Nodes have indices, the root is 0. A node is a leaf, or sends rows left or right
 * by one feature: left where x ≤ threshold, or where the whole part of x is in a set of categories;
 * each node says where missing values go. Immutable; {@link TreeBuilder} makes and checks it.
 */
public final class Tree {
  /** Values this close to zero are zero where zeros count as missing (LightGBM's bound). */
  private static final double ZERO = 1e-35f;

  private final int[] feature;
  private final double[] threshold;
  private final int[] left;
  private final int[] right;
  private final boolean[] missingLeft;
  private final boolean[] zeroMissing;
  private final long[][] categories;
  private final double[] values;
  private final double[] cover;
  private final double[] gain;
  private final int output;
  private final int width;
  private final int depth;

  Tree(TreeBuilder made, int depth) {
    feature = made.feature.clone();
    threshold = made.threshold.clone();
    left = made.left.clone();
    right = made.right.clone();
    missingLeft = made.missingLeft.clone();
    zeroMissing = made.zeroMissing.clone();
    categories = made.categories.clone();
    values = made.values.clone();
    cover = made.cover.clone();
    gain = made.gain.clone();
    output = made.output;
    width = made.width;
    this.depth = depth;
  }

  /**
   * Nodes.
   *
   * @return inner nodes and leaves
   */
  public int nodes() {
    return feature.length;
  }

  /**
   * The longest way down.
   *
   * @return splits on it; 0 for a single leaf
   */
  public int depth() {
    return depth;
  }

  /**
   * Whether a node ends the way.
   *
   * @param node its index
   * @return true for a leaf
   */
  public boolean leaf(int node) {
    return feature[node] < 0;
  }

  /**
   * The feature a node asks for.
   *
   * @param node its index
   * @return −1 for a leaf
   */
  public int feature(int node) {
    return feature[node];
  }

  /**
   * The largest number that goes left.
   *
   * @param node its index
   * @return of no meaning for leaves and sets of categories
   */
  public double threshold(int node) {
    return threshold[node];
  }

  /**
   * Whether a node asks for a set of categories.
   *
   * @param node its index
   * @return false for a leaf and for a threshold
   */
  public boolean categorical(int node) {
    return categories[node].length > 0;
  }

  /**
   * The child for x ≤ threshold, or for the categories in the set.
   *
   * @param node its index
   * @return −1 for a leaf
   */
  public int left(int node) {
    return left[node];
  }

  /**
   * The other child.
   *
   * @param node its index
   * @return −1 for a leaf
   */
  public int right(int node) {
    return right[node];
  }

  /**
   * Where a value goes.
   *
   * @param node index of an inner node
   * @param x value of its feature; NaN is missing
   * @return the child
   */
  public int child(int node, double x) {
    boolean toLeft;
    if (Double.isNaN(x) || (zeroMissing[node] && Math.abs(x) <= ZERO)) {
      toLeft = missingLeft[node];
    } else {
      long[] set = categories[node];
      toLeft = set.length == 0 ? x <= threshold[node] : member(set, x);
    }
    return toLeft ? left[node] : right[node];
  }

  private static boolean member(long[] set, double x) {
    if (!(x > -1 && x < 64L * set.length)) {
      return false;
    }
    int category = (int) x;
    return (set[category >>> 6] >>> category & 1) != 0;
  }

  /**
   * The leaf a row ends in.
   *
   * @param rows elements of all rows
   * @param from where the row begins
   * @return its index
   */
  public int leaf(double[] rows, int from) {
    int node = 0;
    while (feature[node] >= 0) {
      node = child(node, rows[from + feature[node]]);
    }
    return node;
  }

  /**
   * Adds a leaf's values to the scores of a row.
   *
   * @param leaf its index
   * @param scores of all rows, modified
   * @param from where the row begins
   */
  public void add(int leaf, double[] scores, int from) {
    if (output >= 0) {
      scores[from + output] += values[leaf];
    } else {
      for (int c = 0; c < width; c++) {
        scores[from + c] += values[leaf * width + c];
      }
    }
  }

  /**
   * What a leaf adds to a weighted sum of the outputs.
   *
   * @param leaf its index
   * @param weights one per output
   * @return Σ w·value
   */
  public double value(int leaf, double[] weights) {
    if (output >= 0) {
      return weights[output] * values[leaf];
    }
    double sum = 0;
    for (int c = 0; c < width; c++) {
      sum += weights[c] * values[leaf * width + c];
    }
    return sum;
  }

  /**
   * Whether the tree adds something to a weighted sum of the outputs.
   *
   * @param weights one per output
   * @return false for a tree of an output whose weight is 0
   */
  public boolean counts(double[] weights) {
    return output < 0 || weights[output] != 0;
  }

  /**
   * What of the training data went through a node: rows, or the sum of their weights or second
   * derivatives, as the library counts.
   *
   * @param node its index
   * @return 0 if the file does not tell
   */
  public double cover(int node) {
    return cover[node];
  }

  /**
   * What a split gained in training, in the unit of the library.
   *
   * @param node its index
   * @return 0 for leaves, and if the file does not tell
   */
  public double gain(int node) {
    return gain[node];
  }

  /** Adds all numbers to a digest. */
  void digest(MessageDigest sha) {
    int bytes = 0;
    for (long[] set : categories) {
      bytes += 8 * set.length;
    }
    ByteBuffer all = ByteBuffer.allocate(nodes() * 38 + bytes + values.length * 8 + 8);
    all.putInt(output).putInt(width);
    for (int i = 0; i < nodes(); i++) {
      all.putInt(feature[i]).putDouble(threshold[i]).putInt(left[i]).putInt(right[i]);
      all.put((byte) (missingLeft[i] ? 1 : 0)).put((byte) (zeroMissing[i] ? 1 : 0));
      all.putDouble(cover[i]).putDouble(gain[i]);
      for (long word : categories[i]) {
        all.putLong(word);
      }
    }
    for (double value : values) {
      all.putDouble(value);
    }
    sha.update(all.flip());
  }
}
