package org.xai4j.core.importer.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeBuilder;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Reads XGBoost's JSON (and UBJSON) files, {@code booster.save_model}: missing values, categorical
 * splits, several classes, base scores, forests of parallel trees, and the weights of DART. Values
 * are compared in single precision, as XGBoost does; sums are of double precision.
 */
final class XgBoostImporter {
  private final Fields learner;
  private final String name;

  private XgBoostImporter(Fields root) {
    name = root.name();
    learner = root.at("learner");
  }

  static TreeEnsemble read(Fields root) {
    return new XgBoostImporter(root).read();
  }

  private TreeEnsemble read() {
    Fields booster = learner.at("gradient_booster");
    String kind = booster.text("name", "gbtree");
    InputException.check(
        !kind.equals("gblinear"),
        "The %s is a linear booster, which has no trees; give it as a Predictor from Java.",
        name);
    boolean dart = kind.equals("dart");
    Fields model = (dart ? booster.at("gbtree") : booster).at("model");
    Fields parameters = learner.at("learner_model_param");
    int columns = parameters.count("num_feature", 0);
    int outputs =
        Math.max(1, Math.max(parameters.count("num_class", 0), parameters.count("num_target", 1)));
    InputException.check(
        columns > 0 && columns < 1 << 24 && outputs < 1 << 16,
        "The %s has %d features and %d outputs; it is damaged.",
        name,
        columns,
        outputs);
    List<String> names = learner.texts("feature_names");
    JsonNode stored = model.array("trees");
    int[] output = model.integers("tree_info", stored.size());
    double[] drop =
        dart ? booster.numbers("weight_drop", stored.size()) : new double[stored.size()];
    if (!dart) {
      Arrays.fill(drop, 1);
    }
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < output.length; t++) {
      InputException.check(
          output[t] >= 0 && output[t] < outputs,
          "The tree %d of %s is of class %d, of %d; the file is damaged.",
          t,
          name,
          output[t],
          outputs);
      Fields tree = learner.part("tree " + t, stored.get(t));
      trees.add(tree(tree, output[t], outputs, columns, drop[t]));
    }
    String objective = learner.at("objective").text("name", "");
    return new TreeEnsemble(
        trees,
        names.size() == columns ? names : TreeEnsemble.numbered(columns),
        base(parameters.text("base_score", "0.5"), objective, outputs),
        link(objective),
        true);
  }

  private Tree tree(Fields tree, int output, int outputs, int columns, double weight) {
    int[] left = tree.integers("left_children");
    int n = left.length;
    int[] right = tree.integers("right_children", n);
    int[] features = tree.integers("split_indices", n);
    double[] conditions = tree.numbers("split_conditions", n);
    double[] defaultLeft = tree.numbers("default_left", n);
    double[] hessian =
        tree.node().has("sum_hessian") ? tree.numbers("sum_hessian", n) : new double[n];
    double[] gains =
        tree.node().has("loss_changes") ? tree.numbers("loss_changes", n) : new double[n];
    InputException.check(
        tree.node().path("tree_param").path("size_leaf_vector").asInt(1) <= 1,
        "The %s has leaves of several values (multi_strategy=multi_output_tree), which are not"
            + " supported; train with one_output_per_tree.",
        tree.name());
    long[][] categories = categories(tree, n);
    TreeBuilder made = new TreeBuilder(tree.name(), n, output, outputs);
    for (int i = 0; i < n; i++) {
      if (left[i] < 0) {
        made.leaf(i, conditions[i] * weight);
      } else if (categories[i].length > 0) {
        // Categories in the set go right.
        made.split(i, features[i], 0, right[i], left[i], defaultLeft[i] == 0);
        made.categories(i, categories[i]);
      } else {
        // x < t, of single precision, is x ≤ the number before t.
        double before = Math.nextDown((float) conditions[i]);
        made.split(i, features[i], before, left[i], right[i], defaultLeft[i] != 0);
      }
      made.training(i, hessian[i], left[i] < 0 ? 0 : gains[i]);
    }
    return made.build(columns);
  }

  /** The set of categories of each node that has one. */
  private static long[][] categories(Fields tree, int nodes) {
    long[][] sets = new long[nodes][];
    Arrays.fill(sets, new long[0]);
    if (!tree.node().has("categories_nodes")) {
      return sets;
    }
    int[] at = tree.integers("categories_nodes");
    int[] begin = tree.integers("categories_segments", at.length);
    int[] size = tree.integers("categories_sizes", at.length);
    int[] all = tree.integers("categories");
    for (int s = 0; s < at.length; s++) {
      boolean fits =
          at[s] >= 0
              && at[s] < nodes
              && begin[s] >= 0
              && size[s] >= 0
              && (long) begin[s] + size[s] <= all.length;
      InputException.check(
          fits, "The %s has sets of categories out of range; the file is damaged.", tree.name());
      long[] set = new long[1];
      for (int i = begin[s]; i < begin[s] + size[s]; i++) {
        InputException.check(
            all[i] >= 0 && all[i] < 1 << 24,
            "The %s has the category %d; the file is damaged.",
            tree.name(),
            all[i]);
        if (all[i] >>> 6 >= set.length) {
          set = Arrays.copyOf(set, (all[i] >>> 6) + 1);
        }
        set[all[i] >>> 6] |= 1L << all[i];
      }
      sets[at[s]] = set;
    }
    return sets;
  }

  /** The raw score before the first tree: the file holds it as an answer. */
  private double[] base(String text, String objective, int outputs) {
    String[] parts = text.replaceAll("[\\[\\] ]", "").split(",");
    double[] base = new double[outputs];
    for (int c = 0; c < outputs; c++) {
      String part = parts[parts.length == outputs ? c : 0];
      double score;
      try {
        score = (float) Double.parseDouble(part);
      } catch (NumberFormatException e) {
        throw new InputException(
            "The base score '" + part + "' of " + name + " is no number; the file is damaged.", e);
      }
      base[c] =
          switch (objective) {
            case "binary:logistic", "binary:logitraw", "reg:logistic" -> -Math.log(1 / score - 1);
            case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" ->
                Math.log(score);
            default -> score;
          };
    }
    return base;
  }

  private Link link(String objective) {
    return switch (objective) {
      case "binary:logistic", "reg:logistic" -> Link.of(Link.Kind.SIGMOID);
      case "multi:softprob", "multi:softmax" -> Link.of(Link.Kind.SOFTMAX);
      case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" ->
          Link.of(Link.Kind.EXPONENTIAL);
      case "binary:hinge" -> Link.of(Link.Kind.STEP);
      case "",
          "binary:logitraw",
          "reg:squarederror",
          "reg:linear",
          "reg:squaredlogerror",
          "reg:absoluteerror",
          "reg:pseudohubererror",
          "reg:quantileerror",
          "rank:pairwise",
          "rank:ndcg",
          "rank:map" ->
          Link.NONE;
      default ->
          throw new InputException(
              "The "
                  + name
                  + " has the objective '"
                  + objective
                  + "', which is not known; train with a standard one.");
    };
  }
}
