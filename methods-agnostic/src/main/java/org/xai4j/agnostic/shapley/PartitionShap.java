package org.xai4j.agnostic.shapley;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Owen values over a binary hierarchy of the features: at each node the two halves share what the
 * node brings, by the Shapley value of a game of two, with the rest of the features absent or
 * present as above. The node that matters most is opened next, until the budget is spent; then what
 * a node brings is spread evenly over its features. The values add up to f(x) − f(b) at any budget.
 *
 * @param maxEvals most coalitions scored per row
 * @param hierarchy which features belong together: neighbours, or columns that are correlated in
 *     the background set
 */
@Info(
    id = "partition-shap",
    title = "Partition SHAP",
    summary = "Shapley values shared out down a hierarchy of regions or columns (Owen values).",
    reference =
        "Owen 1977, doi:10.1007/978-3-642-45494-3_7; Lundberg and Lee 2017, arXiv:1705.07874")
public record PartitionShap(
    @Param(value = "most coalitions scored per row", min = 4, max = 100_000_000) int maxEvals,
    @Param("whether neighbours or correlated columns belong together") Hierarchy hierarchy)
    implements PredictorExplainer {
  /** Nodes opened at once: two coalitions each. */
  private static final int TOGETHER = 16;

  /** How the hierarchy is made. */
  public enum Hierarchy {
    /** By position: halves of regions and spans. */
    POSITION,
    /** By correlation in the background set: columns that go together are joined first. */
    CORRELATION
  }

  /** 500 evaluations, by position. */
  public PartitionShap() {
    this(500);
  }

  /**
   * By position.
   *
   * @param maxEvals most coalitions scored per row
   */
  public PartitionShap(int maxEvals) {
    this(maxEvals, Hierarchy.POSITION);
  }

  @Override
  public Sum sum() {
    return Sum.DIFFERENCE;
  }

  @Override
  public boolean background() {
    return true;
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    Predictor scorer = context.predictor(model);
    long[] shape = inputs.shape();
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      double[][] values = new double[rows.size()][];
      for (int i = 0; i < values.length; i++) {
        Masking masking = Masking.of(scorer, rows, i, target);
        values[i] =
            model.additive()
                ? Additive.values(masking)
                : owen(masking, tree(masking.grouping(), shape, rows.baselineOf(i)));
      }
      return rows.ungrouped(values);
    };
  }

  /**
   * A node in one context.
   *
   * @param node of the tree
   * @param rest the features present beside it
   * @param without the score with the node absent
   * @param with the score with the node present
   * @param weight the share of this context
   * @param order of creation, to decide between equals
   */
  private record Open(
      int node, long[] rest, double without, double with, double weight, int order) {
    double importance() {
      return Math.abs(with - without) * weight;
    }
  }

  private FeatureTree tree(Grouping grouping, long[] shape, INDArray background) {
    return hierarchy == Hierarchy.POSITION
        ? FeatureTree.of(grouping, shape)
        : FeatureTree.correlated(grouping, NdArrays.rows(background));
  }

  private double[] owen(Masking masking, FeatureTree tree) {
    int g = masking.grouping().count();
    double[] ends = masking.scores(new long[][] {Masking.nothing(g), Masking.everything(g)});
    double[] values = new double[g];
    PriorityQueue<Open> queue =
        new PriorityQueue<>(
            Comparator.comparingDouble(Open::importance).reversed().thenComparingInt(Open::order));
    queue.add(new Open(0, Masking.nothing(g), ends[0], ends[1], 1, 0));
    int order = 1;
    int left = maxEvals - 2;
    List<Open> batch = new ArrayList<>();
    while (!queue.isEmpty()) {
      batch.clear();
      for (Open open = queue.poll(); open != null; open = queue.poll()) {
        if (left < 2 || tree.children().get(open.node()).length == 0) {
          spread(tree, open, values);
          continue;
        }
        left -= 2;
        batch.add(open);
        if (batch.size() == TOGETHER) {
          break;
        }
      }
      double[] scores = masking.scores(2 * batch.size(), k -> half(tree, batch.get(k / 2), k % 2));
      for (int i = 0; i < batch.size(); i++) {
        Open open = batch.get(i);
        for (int side = 0; side < 2; side++) {
          int node = tree.children().get(open.node())[side];
          int other = tree.children().get(open.node())[1 - side];
          double alone = scores[2 * i + side];
          double otherAlone = scores[2 * i + 1 - side];
          double share = open.weight() / 2;
          long[] beside = tree.with(open.rest(), other);
          queue.add(new Open(node, open.rest(), open.without(), alone, share, order++));
          queue.add(new Open(node, beside, otherAlone, open.with(), share, order++));
        }
      }
    }
    return values;
  }

  /** One half of a node beside what is present there: sets in the order of the batch. */
  private static long[] half(FeatureTree tree, Open open, int side) {
    return tree.with(open.rest(), tree.children().get(open.node())[side]);
  }

  private static void spread(FeatureTree tree, Open open, double[] values) {
    List<Integer> features = tree.features(open.node());
    double each = open.weight() * (open.with() - open.without()) / features.size();
    features.forEach(f -> values[f] += each);
  }
}
