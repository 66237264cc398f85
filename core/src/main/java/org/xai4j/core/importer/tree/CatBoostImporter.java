package org.xai4j.core.importer.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeBuilder;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Reads CatBoost's JSON files, {@code save_model(…, format="json")}: symmetric trees and others
 * over numbers. Categorical columns stand in such a file as hashes of texts and are refused.
 */
final class CatBoostImporter {
  /** Symmetric trees have 2^depth leaves. */
  private static final int DEEPEST = 20;

  private final Fields root;
  private final int[] column;
  private final boolean[] missingRight;
  private final String[] names;

  private CatBoostImporter(Fields root) {
    this.root = root;
    Fields info = root.at("features_info");
    JsonNode floats = info.array("float_features");
    for (String kind : List.of("categorical_features", "text_features", "embedding_features")) {
      InputException.check(
          info.node().path(kind).isEmpty(),
          "The %s has %s, which are not supported; train on numbers, for example one column per"
              + " category.",
          root.name(),
          kind.replace('_', ' '));
    }
    column = new int[floats.size()];
    missingRight = new boolean[column.length];
    int columns = 0;
    for (int f = 0; f < column.length; f++) {
      Fields feature = root.part("float feature " + f, floats.get(f));
      column[f] = feature.count("flat_feature_index", feature.count("feature_index", f));
      InputException.check(
          column[f] >= 0 && column[f] < 1 << 24,
          "The %s is of column %d; the file is damaged.",
          feature.name(),
          column[f]);
      missingRight[f] = feature.text("nan_value_treatment", "AsIs").equals("AsTrue");
      columns = Math.max(columns, column[f] + 1);
    }
    names = TreeEnsemble.numbered(columns).toArray(new String[0]);
    for (int f = 0; f < column.length; f++) {
      String given = floats.get(f).path("feature_name").asText("");
      names[column[f]] = given.isEmpty() ? names[column[f]] : given;
    }
  }

  static TreeEnsemble read(Fields root) {
    return new CatBoostImporter(root).read();
  }

  private TreeEnsemble read() {
    double[] scale = {1};
    double[] bias = {0};
    JsonNode given = root.node().path("scale_and_bias");
    if (given.isArray() && given.size() == 2) {
      scale = root.numbers("scale_and_bias", wrapped(given.get(0)));
      bias = root.numbers("scale_and_bias", wrapped(given.get(1)));
    }
    boolean symmetric = root.node().has("oblivious_trees");
    JsonNode stored = root.array(symmetric ? "oblivious_trees" : "trees");
    int outputs = Math.max(outputs(stored, symmetric), bias.length);
    InputException.check(
        scale.length == 1 && (bias.length == 1 || bias.length == outputs),
        "The %s has %d scales and %d biases for %d outputs; it is damaged.",
        root.name(),
        scale.length,
        bias.length,
        outputs);
    double[] base = new double[outputs];
    for (int c = 0; c < outputs; c++) {
      base[c] = bias[bias.length == 1 ? 0 : c];
    }
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < stored.size(); t++) {
      Fields tree = root.part("tree " + t, stored.get(t));
      trees.add(symmetric ? symmetric(tree, outputs, scale[0]) : grown(tree, outputs, scale[0]));
    }
    return new TreeEnsemble(trees, List.of(names), base, link(outputs), true);
  }

  private JsonNode wrapped(JsonNode value) {
    return value.isArray() ? value : JsonNodeFactory.instance.arrayNode().add(value);
  }

  private int outputs(JsonNode trees, boolean symmetric) {
    if (trees.isEmpty()) {
      return 1;
    }
    if (symmetric) {
      Fields first = root.part("tree 0", trees.get(0));
      int depth = depth(first);
      return Math.max(1, first.array("leaf_values").size() >> depth);
    }
    JsonNode node = trees.get(0);
    while (node.has("left")) {
      node = node.get("left");
    }
    return wrapped(node.path("value")).size();
  }

  private static int depth(Fields tree) {
    JsonNode splits = tree.node().path("splits");
    InputException.check(
        splits.size() <= DEEPEST,
        "The %s has %d levels, more than %d; the file is damaged.",
        tree.name(),
        splits.size(),
        DEEPEST);
    return splits.size();
  }

  /** A tree with the same split at all nodes of a level; the first split chooses the lowest bit. */
  private Tree symmetric(Fields tree, int outputs, double scale) {
    int depth = depth(tree);
    int leaves = 1 << depth;
    double[] values = tree.numbers("leaf_values", leaves * outputs);
    double[] weights =
        tree.node().has("leaf_weights") ? tree.numbers("leaf_weights", leaves) : new double[leaves];
    int inner = leaves - 1;
    TreeBuilder made = new TreeBuilder(tree.name(), inner + leaves, outputs == 1 ? 0 : -1, outputs);
    double[] cover = new double[inner + leaves];
    // The node at place p of level l follows from the last splits: bit (depth − 1) is at the root.
    for (int leaf = 0; leaf < leaves; leaf++) {
      double[] value = Arrays.copyOfRange(values, leaf * outputs, (leaf + 1) * outputs);
      for (int c = 0; c < outputs; c++) {
        value[c] *= scale;
      }
      made.leaf(inner + leaf, value);
      cover[inner + leaf] = weights[leaf];
    }
    for (int node = inner - 1; node >= 0; node--) {
      int level = 31 - Integer.numberOfLeadingZeros(node + 1);
      JsonNode split = tree.node().path("splits").get(depth - 1 - level);
      split(made, tree, node, split, 2 * node + 1, 2 * node + 2);
      cover[node] = cover[2 * node + 1] + cover[2 * node + 2];
    }
    for (int node = 0; node < cover.length; node++) {
      made.training(node, cover[node], 0);
    }
    return made.build(names.length);
  }

  private void split(TreeBuilder made, Fields tree, int node, JsonNode split, int no, int yes) {
    Fields one = tree.part("split at node " + node, Objects.requireNonNullElse(split, tree.node()));
    String kind = one.text("split_type", "FloatFeature");
    int feature = one.count("float_feature_index", -1);
    InputException.check(
        kind.equals("FloatFeature") && feature >= 0 && feature < column.length,
        "The %s is of kind %s and feature %d; only splits of numbers are supported.",
        one.name(),
        kind,
        feature);
    double border = (float) one.number("border", Double.NaN);
    // Values above the border go to the second child.
    made.split(node, column[feature], border, no, yes, !missingRight[feature]);
  }

  /** A tree whose nodes stand inside one another. */
  private Tree grown(Fields tree, int outputs, double scale) {
    List<JsonNode> nodes = new ArrayList<>(List.of(tree.node()));
    List<int[]> children = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      JsonNode node = nodes.get(i);
      int[] both = {};
      if (node.has("left") && node.has("right")) {
        both = new int[] {nodes.size(), nodes.size() + 1};
        nodes.add(node.get("left"));
        nodes.add(node.get("right"));
      }
      children.add(both);
    }
    TreeBuilder made = new TreeBuilder(tree.name(), nodes.size(), outputs == 1 ? 0 : -1, outputs);
    double[] cover = new double[nodes.size()];
    for (int i = nodes.size() - 1; i >= 0; i--) {
      JsonNode node = nodes.get(i);
      int[] both = children.get(i);
      if (both.length > 0) {
        split(made, tree, i, node.get("split"), both[0], both[1]);
        cover[i] = cover[both[0]] + cover[both[1]];
      } else {
        double[] value = root.numbers("value", wrapped(node.path("value")));
        InputException.check(
            value.length == outputs,
            "The %s has a leaf of %d values, %d are needed; the file is damaged.",
            tree.name(),
            value.length,
            outputs);
        for (int c = 0; c < outputs; c++) {
          value[c] *= scale;
        }
        made.leaf(i, value);
        cover[i] = node.path("weight").asDouble(0);
      }
      made.training(i, cover[i], 0);
    }
    return made.build(names.length);
  }

  private Link link(int outputs) {
    JsonNode info = root.node().path("model_info");
    JsonNode given = info.path("params");
    JsonNode parameters = given.isTextual() ? TreeFiles.json(given.asText(), root.name()) : given;
    String loss = parameters.path("loss_function").path("type").asText("");
    return switch (loss) {
      case "Logloss", "CrossEntropy" -> Link.of(Link.Kind.SIGMOID);
      case "MultiClass" -> Link.of(outputs > 1 ? Link.Kind.SOFTMAX : Link.Kind.SIGMOID);
      case "MultiClassOneVsAll" -> Link.of(Link.Kind.SIGMOID);
      case "Poisson", "Tweedie" -> Link.of(Link.Kind.EXPONENTIAL);
      default ->
          info.has("class_params")
              ? Link.of(outputs > 1 ? Link.Kind.SOFTMAX : Link.Kind.SIGMOID)
              : Link.NONE;
    };
  }
}
