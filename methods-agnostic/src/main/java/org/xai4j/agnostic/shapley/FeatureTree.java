package org.xai4j.agnostic.shapley;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.run.InputException;

/**
 * A binary hierarchy of the features of a row: a set of features is cut, again and again, at the
 * middle of the axis along which their centres lie farthest apart. Regions of images become smaller
 * regions, spans of sequences and columns become shorter spans.
 *
 * @param order the features, those of each node beside each other
 * @param spans where in the order each node begins and ends; node 0 is the root
 * @param children two nodes of each node, or none for a single feature
 */
record FeatureTree(List<Integer> order, List<int[]> spans, List<int[]> children) {
  private FeatureTree() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** The features of a node. */
  List<Integer> features(int node) {
    return order.subList(spans.get(node)[0], spans.get(node)[1]);
  }

  /** A set with the features of a node added. */
  long[] with(long[] set, int node) {
    long[] both = set.clone();
    for (int f : features(node)) {
      both[f >>> 6] |= 1L << f;
    }
    return both;
  }

  /** Builds the hierarchy of a row's features from the shape [1, …] of the row. */
  static FeatureTree of(Grouping grouping, long[] shape) {
    double[][] centres = centres(grouping, shape);
    List<Integer> all = new ArrayList<>();
    for (int g = 0; g < grouping.count(); g++) {
      all.add(g);
    }
    FeatureTree tree = new FeatureTree();
    tree.grow(all, centres);
    return tree;
  }

  /**
   * The hierarchy of features that go together in a background set: again and again the two sets
   * with the largest mean absolute correlation between their elements are joined.
   */
  static FeatureTree correlated(Grouping grouping, double[][] background) {
    InputException.check(
        background.length >= 3,
        "A hierarchy by correlation needs a background set; give at least 3 rows as the baseline.");
    int g = grouping.count();
    double[][] similarity = similarity(grouping, background);
    List<Joined> open = new ArrayList<>();
    for (int i = 0; i < g; i++) {
      open.add(new Joined(List.of(i), List.of()));
    }
    while (open.size() > 1) {
      int a = 0;
      int b = 1;
      double best = -1;
      for (int i = 0; i < open.size(); i++) {
        for (int j = i + 1; j < open.size(); j++) {
          double mean = mean(open.get(i).features(), open.get(j).features(), similarity);
          if (mean > best + 1e-12) {
            best = mean;
            a = i;
            b = j;
          }
        }
      }
      List<Integer> all = new ArrayList<>(open.get(a).features());
      all.addAll(open.get(b).features());
      Joined joined = new Joined(all, List.of(open.get(a), open.get(b)));
      open.remove(b);
      open.set(a, joined);
    }
    FeatureTree tree = new FeatureTree();
    tree.add(open.get(0));
    return tree;
  }

  private record Joined(List<Integer> features, List<Joined> halves) {}

  private int add(Joined joined) {
    int node = open(joined.features());
    if (!joined.halves().isEmpty()) {
      int left = add(joined.halves().get(0));
      int right = add(joined.halves().get(1));
      children.set(node, new int[] {left, right});
    }
    return node;
  }

  private static double mean(List<Integer> one, List<Integer> other, double[][] similarity) {
    double sum = 0;
    for (int i : one) {
      for (int j : other) {
        sum += similarity[i][j];
      }
    }
    return sum / one.size() / other.size();
  }

  /** Mean absolute correlation between the elements of two groups. */
  private static double[][] similarity(Grouping grouping, double[][] rows) {
    int g = grouping.count();
    double[][] sums = new double[g][g];
    double[][] counts = new double[g][g];
    int[] ids = grouping.ids();
    for (int a = 0; a < ids.length; a++) {
      for (int b = 0; b < a; b++) {
        double r = Math.abs(Columns.correlation(rows, a, b));
        sums[ids[a]][ids[b]] += r;
        counts[ids[a]][ids[b]]++;
        sums[ids[b]][ids[a]] += r;
        counts[ids[b]][ids[a]]++;
      }
    }
    for (int i = 0; i < g; i++) {
      for (int j = 0; j < g; j++) {
        sums[i][j] = counts[i][j] > 0 ? sums[i][j] / counts[i][j] : 0;
      }
    }
    return sums;
  }

  /** Adds a node; the order of its features is that of the single features below it. */
  private int open(List<Integer> features) {
    spans.add(new int[] {order.size(), order.size() + features.size()});
    children.add(new int[0]);
    if (features.size() == 1) {
      order.add(features.get(0));
    }
    return spans.size() - 1;
  }

  /** Adds a node and all below it; gives its index. */
  private int grow(List<Integer> features, double[][] centres) {
    int node = open(features);
    if (features.size() > 1) {
      int axis = widest(features, centres);
      List<Integer> sorted = new ArrayList<>(features);
      sorted.sort(Comparator.comparingDouble((Integer f) -> centres[f][axis]));
      int half = cut(sorted, centres, axis);
      int left = grow(sorted.subList(0, half), centres);
      int right = grow(sorted.subList(half, sorted.size()), centres);
      children.set(node, new int[] {left, right});
    }
    return node;
  }

  /** Where the middle of the extent lies; half of the features if they share one place. */
  private static int cut(List<Integer> sorted, double[][] centres, int axis) {
    double low = centres[sorted.get(0)][axis];
    double high = centres[sorted.get(sorted.size() - 1)][axis];
    if (low == high) {
      return sorted.size() / 2;
    }
    int at = 1;
    while (centres[sorted.get(at)][axis] <= (low + high) / 2) {
      at++;
    }
    return at;
  }

  private static int widest(List<Integer> features, double[][] centres) {
    int best = 0;
    double extent = -1;
    for (int axis = 0; axis < centres[0].length; axis++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int f : features) {
        low = Math.min(low, centres[f][axis]);
        high = Math.max(high, centres[f][axis]);
      }
      // Channels are split last, once a region is a single position.
      boolean channel = axis == 0 && centres[0].length == 3;
      double length = channel ? Math.min(high - low, 1e-9) : high - low;
      if (length > extent) {
        extent = length;
        best = axis;
      }
    }
    return best;
  }

  /** The mean position of each feature's elements, along every axis of a row. */
  private static double[][] centres(Grouping grouping, long[] shape) {
    int axes = shape.length - 1;
    double[][] centres = new double[grouping.count()][axes];
    int[] counts = new int[grouping.count()];
    int[] ids = grouping.ids();
    for (int j = 0; j < ids.length; j++) {
      counts[ids[j]]++;
      int rest = j;
      for (int axis = axes - 1; axis >= 0; axis--) {
        centres[ids[j]][axis] += rest % shape[axis + 1];
        rest /= (int) shape[axis + 1];
      }
    }
    for (int g = 0; g < centres.length; g++) {
      for (int axis = 0; axis < axes; axis++) {
        centres[g][axis] /= counts[g];
      }
    }
    return centres;
  }
}
