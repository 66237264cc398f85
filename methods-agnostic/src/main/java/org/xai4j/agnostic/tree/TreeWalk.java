package org.xai4j.agnostic.tree;

import org.xai4j.core.tree.Tree;

/**
 * The nodes of a tree in depth-first order, without recursion: a walk that opens each node after
 * its parent and closes it after its children.
 */
final class TreeWalk {
  /** What is done at a node. */
  interface Visitor {
    /**
     * Comes to a node.
     *
     * @param node its index
     * @param depth 0 at the root
     * @param parent its parent; −1 at the root
     * @param before depth of the last node above whose edge is of the same feature; 0 for none
     */
    void open(int node, int depth, int parent, int before);

    /**
     * Leaves a node, all below it being done.
     *
     * @param node its index
     * @param depth 0 at the root
     * @param parent its parent; −1 at the root
     * @param before as when it was opened
     */
    void close(int node, int depth, int parent, int before);
  }

  private TreeWalk() {}

  /**
   * Walks through a tree.
   *
   * @param tree walked through
   * @param features of the ensemble
   * @param visitor told of each node
   */
  static void run(Tree tree, int features, Visitor visitor) {
    int deepest = tree.depth();
    int[] path = new int[deepest + 1];
    int[] before = new int[deepest + 1];
    // The depth of the last edge of each feature on the path.
    int[] last = new int[features];
    visitor.open(0, 0, -1, 0);
    int depth = 0;
    int[] children = new int[deepest + 1];
    while (depth >= 0) {
      int node = path[depth];
      if (!tree.leaf(node) && children[depth] < 2) {
        int child = children[depth]++ == 0 ? tree.left(node) : tree.right(node);
        int feature = tree.feature(node);
        depth++;
        path[depth] = child;
        children[depth] = 0;
        before[depth] = last[feature];
        last[feature] = depth;
        visitor.open(child, depth, node, before[depth]);
      } else {
        int parent = depth == 0 ? -1 : path[depth - 1];
        if (depth > 0) {
          last[tree.feature(parent)] = before[depth];
        }
        visitor.close(node, depth, parent, before[depth]);
        depth--;
      }
    }
  }

  /**
   * The most features on any way down.
   *
   * @param tree asked
   * @param features of the ensemble
   * @return how many different ones
   */
  static int mostFeatures(Tree tree, int features) {
    int[] different = new int[tree.depth() + 1];
    int[] most = new int[1];
    run(
        tree,
        features,
        new Visitor() {
          @Override
          public void open(int node, int depth, int parent, int before) {
            if (depth > 0) {
              different[depth] = different[depth - 1] + (before == 0 ? 1 : 0);
              most[0] = Math.max(most[0], different[depth]);
            }
          }

          @Override
          public void close(int node, int depth, int parent, int before) {
            different[depth] = 0;
          }
        });
    return most[0];
  }
}
