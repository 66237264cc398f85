package org.xai4j.agnostic.tree;

import java.util.Arrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Tree;

/**
 * A walk over the leaves of a tree that tells at each which of the features above it rows meet: bit
 * j of a row's pattern says whether all conditions on feature j hold. A leaf's value is a game of
 * these features alone, which depends on the row by its pattern only, so that rows of one pattern
 * are done at once.
 */
final class LeafWalk implements TreeWalk.Visitor {
  /** Features on one way down: bits of a pattern. */
  private static final int MOST = 62;

  /** Told of each leaf. */
  @FunctionalInterface
  interface Sink {
    /**
     * A leaf.
     *
     * @param leaf its index
     * @param path what is above it
     */
    void leaf(int leaf, LeafWalk path);
  }

  private final Tree tree;
  private final int width;
  private final double[] x;
  private final double[] z;
  private final Sink sink;
  private final int[] counts;
  private final int[] features;
  private final int[] places;
  private final double[] shares;
  private final double[] kept;
  private final long[][] rowBits;
  private final long[][] groundBits;
  private final Patterns rows;
  private final Patterns grounds;

  private LeafWalk(Tree tree, double[] x, double[] z, int width, Sink sink) {
    this.tree = tree;
    this.width = width;
    this.x = x;
    this.z = z;
    this.sink = sink;
    int levels = tree.depth() + 1;
    counts = new int[levels];
    features = new int[levels];
    places = new int[levels];
    shares = new double[levels];
    kept = new double[levels];
    rowBits = new long[levels][x.length / width];
    groundBits = new long[levels][z.length / width];
    rows = new Patterns(x.length / width);
    grounds = new Patterns(z.length / width);
  }

  /**
   * Walks over the leaves.
   *
   * @param tree walked over
   * @param x rows [n, width]
   * @param z rows of a background [m, width]; may be empty
   * @param width features of the ensemble
   * @param sink told of each leaf below a split
   */
  static void run(Tree tree, double[] x, double[] z, int width, Sink sink) {
    if (tree.depth() > 0) {
      TreeWalk.run(tree, width, new LeafWalk(tree, x, z, width, sink));
    }
  }

  /** The features above the leaf. */
  int count() {
    return counts[depth];
  }

  private int depth;

  /** The column of feature j above the leaf. */
  int feature(int j) {
    return features[j];
  }

  /** The share of training rows that meet the conditions on feature j, given the other splits. */
  double share(int j) {
    return shares[j];
  }

  /** The patterns of the rows. */
  Patterns rows() {
    return rows;
  }

  /** The patterns of the background. */
  Patterns grounds() {
    return grounds;
  }

  @Override
  public void open(int node, int at, int parent, int before) {
    depth = at;
    if (at > 0) {
      int place = before == 0 ? counts[at - 1] : places[before];
      InputException.check(
          place < MOST,
          "A tree of the ensemble asks for more than %d features on one way down, more than can be"
              + " explained this way.",
          MOST);
      places[at] = place;
      counts[at] = before == 0 ? place + 1 : counts[at - 1];
      features[place] = tree.feature(parent);
      kept[at] = before == 0 ? 1 : shares[place];
      shares[place] = kept[at] * tree.cover(node) / tree.cover(parent);
      meet(node, parent, before == 0, place, x, rowBits[at - 1], rowBits[at]);
      meet(node, parent, before == 0, place, z, groundBits[at - 1], groundBits[at]);
    }
    if (tree.leaf(node)) {
      rows.group(rowBits[at]);
      grounds.group(groundBits[at]);
      sink.leaf(node, this);
    }
  }

  private void meet(
      int node, int parent, boolean first, int place, double[] of, long[] above, long[] here) {
    int f = tree.feature(parent);
    for (int r = 0; r < here.length; r++) {
      boolean goes = tree.child(parent, of[r * width + f]) == node;
      long bit = 1L << place;
      here[r] = first ? (goes ? above[r] | bit : above[r]) : (goes ? above[r] : above[r] & ~bit);
    }
  }

  @Override
  public void close(int node, int at, int parent, int before) {
    if (at > 0) {
      shares[places[at]] = kept[at];
    }
  }

  /** Equal patterns as one. Reused from leaf to leaf. */
  static final class Patterns {
    private final long[] different;
    private final int[] sizes;
    private final int[] groups;
    private final int[] table;
    private int count;

    Patterns(int rows) {
      different = new long[rows];
      sizes = new int[rows];
      groups = new int[rows];
      table = new int[Integer.highestOneBit(Math.max(1, rows)) * 4];
    }

    private void group(long[] bits) {
      Arrays.fill(table, -1);
      count = 0;
      for (int r = 0; r < bits.length; r++) {
        int slot = (int) ((bits[r] * 0x9E3779B97F4A7C15L) >>> 40) & (table.length - 1);
        while (table[slot] >= 0 && different[table[slot]] != bits[r]) {
          slot = (slot + 1) & (table.length - 1);
        }
        if (table[slot] < 0) {
          table[slot] = count;
          different[count] = bits[r];
          sizes[count++] = 0;
        }
        groups[r] = table[slot];
        sizes[table[slot]]++;
      }
    }

    /** How many different ones. */
    int count() {
      return count;
    }

    /** One of the different ones. */
    long pattern(int group) {
      return different[group];
    }

    /** How many rows have it. */
    int size(int group) {
      return sizes[group];
    }

    /** Which of the different ones a row has. */
    int group(int row) {
      return groups[row];
    }
  }
}
