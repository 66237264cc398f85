package org.xai4j.agnostic.tree;

import org.xai4j.core.tree.Tree;

/** What a tree answers on the mean over the training rows of each node. */
final class NodeMeans implements TreeWalk.Visitor {
  private final Tree tree;
  private final int outputs;
  private final double[] means;

  private NodeMeans(Tree tree, int outputs) {
    this.tree = tree;
    this.outputs = outputs;
    means = new double[tree.nodes() * outputs];
  }

  /** Means [nodes, outputs]. */
  static double[] of(Tree tree, int features, int outputs) {
    NodeMeans walk = new NodeMeans(tree, outputs);
    TreeWalk.run(tree, features, walk);
    return walk.means;
  }

  @Override
  public void open(int node, int depth, int parent, int before) {
    if (tree.leaf(node)) {
      tree.add(node, means, node * outputs);
    }
  }

  @Override
  public void close(int node, int depth, int parent, int before) {
    for (int c = 0; depth > 0 && c < outputs; c++) {
      double share = tree.cover(node) / tree.cover(parent);
      means[parent * outputs + c] += share * means[node * outputs + c];
    }
  }
}
