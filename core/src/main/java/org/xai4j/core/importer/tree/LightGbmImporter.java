package org.xai4j.core.importer.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeBuilder;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Reads LightGBM's text files ({@code booster.save_model}): missing values in all three ways,
 * categorical splits, several classes, forests, and the weights of DART, which stand in the leaves.
 */
public final class LightGbmImporter {
  /** Trees a file may hold, nodes a tree may have. */
  private static final int LARGEST = 1 << 22;

  private final String name;

  private LightGbmImporter(String name) {
    this.name = name;
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes all of them
   * @param name of the file, for messages
   * @return the ensemble
   * @throws InputException if they are damaged or use what is not supported
   */
  public static TreeEnsemble parse(byte[] bytes, String name) {
    return new LightGbmImporter(name).read(new String(bytes, StandardCharsets.UTF_8));
  }

  private TreeEnsemble read(String text) {
    String[] lines = text.split("\r?\n", -1);
    Map<String, String> header = new HashMap<>();
    int at = section(lines, 1, header);
    int classes = count(header, "num_class", 1);
    int perIteration = count(header, "num_tree_per_iteration", classes);
    int columns = count(header, "max_feature_idx", -1) + 1;
    String given = header.getOrDefault("feature_names", "");
    List<String> names =
        given.isBlank() ? TreeEnsemble.numbered(columns) : List.of(given.strip().split(" "));
    InputException.check(
        columns > 0 && names.size() == columns && perIteration > 0,
        "The LightGBM file %s names %d features of %d, and %d trees per round; it is damaged.",
        name,
        names.size(),
        columns,
        perIteration);
    List<Map<String, String>> stored = new ArrayList<>();
    while (at < lines.length && lines[at].startsWith("Tree=")) {
      Map<String, String> one = new HashMap<>();
      at = section(lines, at + 1, one);
      stored.add(one);
    }
    InputException.check(
        !stored.isEmpty() && at < lines.length && lines[at].startsWith("end of trees"),
        "The LightGBM file %s is cut short: its trees have no end.",
        name);
    InputException.check(
        stored.size() % perIteration == 0,
        "The LightGBM file %s holds %d trees, which are no whole rounds of %d; it is damaged.",
        name,
        stored.size(),
        perIteration);
    // Forests average: the mean is a sum of shares.
    double share = header.containsKey("average_output") ? (double) perIteration / stored.size() : 1;
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < stored.size(); t++) {
      trees.add(tree(stored.get(t), t, perIteration, columns, share));
    }
    String objective = header.getOrDefault("objective", "");
    return new TreeEnsemble(
        trees, names, new double[perIteration], link(objective, perIteration), false);
  }

  /** Reads lines until an empty one behind the first. */
  private int section(String[] lines, int from, Map<String, String> into) {
    int at = from;
    while (at < lines.length && !lines[at].isBlank()) {
      String[] pair = lines[at].split("=", 2);
      into.put(pair[0], pair.length > 1 ? pair[1] : "");
      at++;
    }
    while (at < lines.length && lines[at].isBlank()) {
      at++;
    }
    return at;
  }

  private Tree tree(Map<String, String> fields, int index, int outputs, int columns, double share) {
    String called = "tree " + index + " of the LightGBM file " + name;
    InputException.check(
        !fields.getOrDefault("is_linear", "0").strip().equals("1"),
        "The %s has linear models in its leaves, which are not supported; train with"
            + " linear_tree=false.",
        called);
    int leaves = count(fields, "num_leaves", 0);
    InputException.check(
        leaves > 0 && leaves < LARGEST,
        "The %s has %d leaves; the file is damaged.",
        called,
        leaves);
    double[] values = numbers(fields, "leaf_value", leaves, called);
    int inner = leaves - 1;
    TreeBuilder tree = new TreeBuilder(called, inner + leaves, index % outputs, outputs);
    double[] counts = optional(fields, "leaf_count", leaves, called);
    for (int i = 0; i < leaves; i++) {
      tree.leaf(inner + i, values[i] * share);
      tree.training(inner + i, counts[i], 0);
    }
    if (inner == 0) {
      return tree.build(columns);
    }
    int[] features = integers(fields, "split_feature", inner, called);
    double[] thresholds = numbers(fields, "threshold", inner, called);
    int[] decisions = integers(fields, "decision_type", inner, called);
    int[] left = integers(fields, "left_child", inner, called);
    int[] right = integers(fields, "right_child", inner, called);
    double[] rows = optional(fields, "internal_count", inner, called);
    double[] gains = optional(fields, "split_gain", inner, called);
    int sets = count(fields, "num_cat", 0);
    long[][] categories = sets > 0 ? categories(fields, sets, called) : new long[0][];
    for (int i = 0; i < inner; i++) {
      int missing = decisions[i] >> 2 & 3;
      boolean defaultLeft = (decisions[i] & 2) != 0;
      int yes = left[i] < 0 ? inner + ~left[i] : left[i];
      int no = right[i] < 0 ? inner + ~right[i] : right[i];
      if ((decisions[i] & 1) != 0) {
        InputException.check(
            thresholds[i] >= 0 && thresholds[i] < categories.length,
            "The %s asks for the set of categories %s, of %d; the file is damaged.",
            called,
            thresholds[i],
            categories.length);
        tree.split(i, features[i], thresholds[i], yes, no, false);
        tree.categories(i, categories[(int) thresholds[i]]);
      } else {
        // Without missing values in training NaN counts as zero.
        boolean nan = missing == 0 ? 0 <= thresholds[i] : defaultLeft;
        tree.split(i, features[i], thresholds[i], yes, no, nan);
        if (missing == 1) {
          tree.zeroIsMissing(i);
        }
      }
      tree.training(i, rows[i], gains[i]);
    }
    return tree.build(columns);
  }

  private long[][] categories(Map<String, String> fields, int sets, String called) {
    InputException.check(
        sets < LARGEST, "The %s has %d sets of categories; the file is damaged.", called, sets);
    int[] ends = integers(fields, "cat_boundaries", sets + 1, called);
    double[] words = numbers(fields, "cat_threshold", ends[sets], called);
    long[][] categories = new long[sets][];
    for (int s = 0; s < sets; s++) {
      InputException.check(
          ends[s] >= 0 && ends[s] <= ends[s + 1] && ends[s + 1] <= words.length,
          "The %s has sets of categories that overlap; the file is damaged.",
          called);
      long[] set = new long[(ends[s + 1] - ends[s] + 1) / 2];
      for (int w = ends[s]; w < ends[s + 1]; w++) {
        set[(w - ends[s]) >> 1] |= ((long) words[w] & 0xFFFFFFFFL) << (32 * ((w - ends[s]) & 1));
      }
      categories[s] = set;
    }
    return categories;
  }

  private Link link(String objective, int outputs) {
    String[] words = objective.strip().split(" ");
    double sigmoid = 1;
    boolean root = false;
    for (String word : words) {
      if (word.startsWith("sigmoid:")) {
        sigmoid = number("sigmoid", word.substring(8));
      }
      root |= word.equals("sqrt");
    }
    return switch (words[0]) {
      case "binary", "multiclassova" -> new Link(Link.Kind.SIGMOID, sigmoid);
      case "cross_entropy" -> Link.of(Link.Kind.SIGMOID);
      case "cross_entropy_lambda" -> Link.of(Link.Kind.SOFTPLUS);
      case "multiclass" -> Link.of(outputs > 1 ? Link.Kind.SOFTMAX : Link.Kind.SIGMOID);
      case "poisson", "gamma", "tweedie" -> Link.of(Link.Kind.EXPONENTIAL);
      case "", "custom", "regression", "regression_l1", "huber", "fair", "quantile", "mape" ->
          root ? Link.of(Link.Kind.SIGNED_SQUARE) : Link.NONE;
      case "lambdarank", "rank_xendcg" -> Link.NONE;
      default ->
          throw new InputException(
              "The LightGBM file "
                  + name
                  + " has the objective '"
                  + words[0]
                  + "', which is not known; train with a standard one.");
    };
  }

  private int count(Map<String, String> fields, String key, int otherwise) {
    String text = fields.get(key);
    return text == null ? otherwise : whole(key, text.strip());
  }

  private int whole(String key, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InputException(
          "The value '" + key + "' in the LightGBM file " + name + " is no whole number: " + text,
          e);
    }
  }

  private double number(String key, String text) {
    try {
      return switch (text) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw new InputException(
          "The value '" + key + "' in the LightGBM file " + name + " is no number: " + text, e);
    }
  }

  private String[] words(Map<String, String> fields, String key, int length, String called) {
    String text = fields.getOrDefault(key, "").strip();
    String[] words = text.isEmpty() ? new String[0] : text.split(" +");
    InputException.check(
        words.length == length,
        "The list '%s' of the %s holds %d numbers, %d are needed; the file is damaged.",
        key,
        called,
        words.length,
        length);
    return words;
  }

  private double[] numbers(Map<String, String> fields, String key, int length, String called) {
    return Arrays.stream(words(fields, key, length, called))
        .mapToDouble(word -> number(key, word))
        .toArray();
  }

  private double[] optional(Map<String, String> fields, String key, int length, String called) {
    return fields.getOrDefault(key, "").isBlank()
        ? new double[length]
        : numbers(fields, key, length, called);
  }

  private int[] integers(Map<String, String> fields, String key, int length, String called) {
    return Arrays.stream(words(fields, key, length, called))
        .mapToInt(word -> whole(key, word))
        .toArray();
  }
}
