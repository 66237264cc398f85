package org.xai4j.core.importer.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeBuilder;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * The operators TreeEnsembleClassifier and TreeEnsembleRegressor, with the outputs that ONNX
 * Runtime gives: a classifier of two classes whose leaves name one of them answers [1 − s, s] if
 * all weights are positive, else [−s, s]. Nothing in such a file tells what of the training data
 * went through a node.
 */
final class TreeNodes {
  private final Attributes node;
  private final boolean single;
  private final List<int[]> splits = new ArrayList<>();
  private final List<double[]> thresholds = new ArrayList<>();

  private TreeNodes(Attributes node, boolean single) {
    this.node = node;
    this.single = single;
  }

  /** An ensemble over so many columns. */
  static TreeEnsemble read(Attributes node, int columns, boolean single) {
    return new TreeNodes(node, single).ensemble(columns);
  }

  private TreeEnsemble ensemble(int columns) {
    boolean classifier = node.node().getOpType().equals("TreeEnsembleClassifier");
    String kind = classifier ? "class" : "target";
    double[] weights = node.numbers(kind + "_weights");
    int[] ids = node.integers(kind + "_ids", weights.length);
    int[] trees = node.integers(kind + "_treeids", weights.length);
    int[] nodes = node.integers(kind + "_nodeids", weights.length);
    int outputs = classifier ? node.labels() : (int) node.whole("n_targets", 1);
    InputException.check(
        outputs > 0 && outputs < 1 << 16, "The %s has %d outputs; it is damaged.", node, outputs);
    for (int id : ids) {
      InputException.check(
          id >= 0 && id < outputs,
          "The %s has a leaf of output %d, of %d; the file is damaged.",
          node,
          id,
          outputs);
    }
    boolean binary = classifier && outputs == 2 && Arrays.stream(ids).allMatch(id -> id == 0);
    boolean positive = Arrays.stream(weights).allMatch(w -> w >= 0);
    double[] base = node.numbers("base_values");
    Link link = Answers.link(node);
    if (binary) {
      double b = base.length == 0 ? 0 : base[base.length - 1];
      base = new double[] {positive && link.identity() ? 1 - b : -b, b};
      InputException.check(
          link.identity() || link.kind() == Link.Kind.SIGMOID,
          "The %s answers two classes with a post_transform other than LOGISTIC, which is not"
              + " supported.",
          node);
    }
    base = base.length == 0 ? new double[outputs] : base;
    InputException.check(
        base.length == outputs,
        "The %s has %d base values for %d outputs; the file is damaged.",
        node,
        base.length,
        outputs);
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    int count = node.numbers("nodes_treeids").length;
    int[] treeIds = node.integers("nodes_treeids", count);
    InputException.check(count > 0, "The %s has no nodes; the file is damaged.", node);
    for (int i = 0; i < count; i++) {
      members.computeIfAbsent(treeIds[i], t -> new ArrayList<>()).add(i);
    }
    double factor = factor(members.size());
    Map<Long, Map<Integer, Double>> leaves = new HashMap<>();
    for (int i = 0; i < weights.length; i++) {
      Map<Integer, Double> leaf =
          leaves.computeIfAbsent(key(trees[i], nodes[i]), k -> new HashMap<>());
      if (binary) {
        leaf.merge(0, -weights[i], Double::sum);
        leaf.merge(1, weights[i], Double::sum);
      } else {
        leaf.merge(ids[i], weights[i] * factor, Double::sum);
      }
    }
    Stored stored = new Stored(count);
    List<Tree> made = new ArrayList<>();
    for (Map.Entry<Integer, List<Integer>> one : members.entrySet()) {
      made.add(tree(stored, one.getKey(), one.getValue(), leaves, outputs, columns));
    }
    return new TreeEnsemble(made, TreeEnsemble.numbered(columns), base, link, single);
  }

  private static long key(int tree, int id) {
    return (long) tree << 32 | (id & 0xFFFFFFFFL);
  }

  private double factor(int trees) {
    String aggregate = node.text("aggregate_function", "SUM");
    return switch (aggregate) {
      case "SUM" -> 1;
      case "AVERAGE" -> 1.0 / Math.max(1, trees);
      default -> throw node.unsupported("the aggregate_function " + aggregate);
    };
  }

  /** The lists of all nodes. */
  private final class Stored {
    final int[] ids;
    final int[] features;
    final double[] values;
    final List<String> modes;
    final int[] yes;
    final int[] no;
    final double[] missing;

    Stored(int count) {
      ids = node.integers("nodes_nodeids", count);
      features = node.integers("nodes_featureids", count);
      values = node.numbers("nodes_values", count);
      modes = node.texts("nodes_modes");
      yes = node.integers("nodes_truenodeids", count);
      no = node.integers("nodes_falsenodeids", count);
      double[] tracks = node.numbers("nodes_missing_value_tracks_true");
      missing = tracks.length == count ? tracks : new double[count];
      InputException.check(
          modes.size() == count,
          "The %s has %d modes for %d nodes; the file is damaged.",
          node,
          modes.size(),
          count);
    }
  }

  private Tree tree(
      Stored stored,
      int id,
      List<Integer> members,
      Map<Long, Map<Integer, Double>> leaves,
      int outputs,
      int columns) {
    Map<Integer, Integer> place = new HashMap<>();
    boolean[] child = new boolean[members.size()];
    for (int i = 0; i < members.size(); i++) {
      place.put(stored.ids[members.get(i)], i);
    }
    splits.clear();
    thresholds.clear();
    for (int i : members) {
      if (!stored.modes.get(i).equals("LEAF")) {
        child[place(place, stored.yes[i])] = true;
        child[place(place, stored.no[i])] = true;
      }
    }
    int root = 0;
    while (root < child.length && child[root]) {
      root++;
    }
    InputException.check(
        root < child.length, "The %s has a tree without a root; the file is damaged.", node);
    // The root comes first.
    int[] order = new int[members.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i == root ? 0 : i < root ? i + 1 : i;
    }
    for (int i = 0; i < order.length; i++) {
      int m = members.get(i);
      String mode = stored.modes.get(m);
      if (!mode.equals("LEAF")) {
        int yes = order[place(place, stored.yes[m])];
        int no = order[place(place, stored.no[m])];
        boolean missing = stored.missing[m] != 0;
        split(order[i], stored.features[m], stored.values[m], mode, yes, no, missing);
      }
    }
    int output = -1;
    boolean one = true;
    for (int m : members) {
      for (int o : leaves.getOrDefault(key(id, stored.ids[m]), Map.of()).keySet()) {
        one &= output < 0 || output == o;
        output = o;
      }
    }
    int width = one ? 1 : outputs;
    int whole = one ? Math.max(0, output) : -1;
    TreeBuilder made =
        new TreeBuilder("tree " + id + " of the " + node, order.length, whole, outputs);
    for (int s = 0; s < splits.size(); s++) {
      int[] split = splits.get(s);
      double threshold = thresholds.get(s)[0];
      made.split(split[0], split[1], threshold, split[2], split[3], split[4] != 0);
    }
    for (int i = 0; i < order.length; i++) {
      Map<Integer, Double> values = leaves.get(key(id, stored.ids[members.get(i)]));
      if (values != null && stored.modes.get(members.get(i)).equals("LEAF")) {
        double[] leaf = new double[width];
        values.forEach((o, v) -> leaf[width == 1 ? 0 : o] = v);
        made.leaf(order[i], leaf);
      }
    }
    return made.build(columns);
  }

  private double before(double value) {
    return single ? Math.nextDown((float) value) : Math.nextDown(value);
  }

  private int place(Map<Integer, Integer> places, int id) {
    Integer place = places.get(id);
    if (place == null) {
      throw new InputException(
          "The "
              + node
              + " has a node with the child "
              + id
              + ", of which there is none; the file"
              + " is damaged.");
    }
    return place;
  }

  /** Adds a split as one by ≤. */
  private void split(
      int at, int feature, double value, String mode, int yes, int no, boolean missing) {
    switch (mode) {
      case "BRANCH_LEQ" -> add(at, feature, value, yes, no, missing);
      case "BRANCH_LT" -> add(at, feature, before(value), yes, no, missing);
      case "BRANCH_GT" -> add(at, feature, value, no, yes, !missing);
      case "BRANCH_GTE" -> add(at, feature, before(value), no, yes, !missing);
      default -> throw node.unsupported("the split " + mode);
    }
  }

  private void add(int at, int feature, double value, int yes, int no, boolean missing) {
    splits.add(new int[] {at, feature, yes, no, missing ? 1 : 0});
    thresholds.add(new double[] {value});
  }
}
