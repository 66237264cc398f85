package org.xai4j.agnostic.tree;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Saabas' values: on a row's way down a tree each split's feature gets the change of the mean
 * answer of the training rows, from node to child. They add up as Shapley values do, but depend on
 * the order of the splits: a feature near the root gets too little.
 */
@Info(
    id = "saabas",
    title = "Saabas values",
    summary = "The change of the mean answer along a row's way down the trees.",
    reference = "Saabas 2014, Interpreting random forests")
public record Saabas() implements AttributionExplainer<TreeEnsemble> {
  @Override
  public Class<TreeEnsemble> modelType() {
    return TreeEnsemble.class;
  }

  @Override
  public Optional<String> unsuitable(TreeEnsemble model, INDArray inputs) {
    return Absent.withoutRawScore(model)
        .or(
            () ->
                model.covered()
                    ? Optional.empty()
                    : Optional.of(
                        "the model's file does not tell the training rows of its nodes."));
  }

  @Override
  public Sum sum() {
    return Sum.EXPECTATION;
  }

  @Override
  public Attributor prepare(TreeEnsemble model, INDArray inputs, Context context) {
    Absent game = Absent.PATH_DEPENDENT.resolve(model, context, "saabas");
    double[] expectation = game.expectation(model, inputs);
    int d = model.features().size();
    int k = model.outputs();
    List<Tree> trees = model.trees();
    List<double[]> means = trees.stream().map(t -> NodeMeans.of(t, d, k)).toList();
    return rows -> {
      Target.Resolved target = rows.target(model.predict(rows.inputs()));
      rows.expectation(Absent.of(expectation, target));
      double[] x = model.rows(rows.inputs());
      double[] values = new double[x.length];
      for (int t = 0; t < trees.size(); t++) {
        for (int i = 0; i < rows.size(); i++) {
          walk(trees.get(t), means.get(t), x, i * d, target.weights()[i], values);
        }
      }
      return NdArrays.array(DataType.DOUBLE, values, rows.inputs().shape());
    };
  }

  private static void walk(
      Tree tree, double[] means, double[] x, int from, double[] weights, double[] values) {
    int k = weights.length;
    int node = 0;
    while (!tree.leaf(node)) {
      int f = tree.feature(node);
      int child = tree.child(node, x[from + f]);
      for (int c = 0; c < k; c++) {
        values[from + f] += weights[c] * (means[child * k + c] - means[node * k + c]);
      }
      node = child;
    }
  }
}
