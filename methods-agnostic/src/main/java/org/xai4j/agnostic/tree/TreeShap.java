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
import org.xai4j.core.registry.Param;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Exact Shapley values of a forest or boosted ensemble, in time that grows with its nodes instead
 * of with the sets of features. What absent features mean is chosen: the training rows below each
 * split (path-dependent), or the rows of a background set (interventional). Either way the values
 * add up to the raw score minus its expectation with no feature known, which is the reported base.
 *
 * @param absent what absent features mean
 */
@Info(
    id = "tree-shap",
    title = "TreeSHAP",
    summary = "Exact Shapley values of a forest or boosted ensemble of trees.",
    reference =
        "Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9; Yu et al. 2022, arXiv:2209.08192")
public record TreeShap(
    @Param(
            value =
                "what absent features mean: training rows of each split, or the baseline's rows"
                    + " (auto: those if it is a data set)",
            also = {"feature-perturbation"})
        Absent absent)
    implements AttributionExplainer<TreeEnsemble> {
  /** As the baseline says. */
  public TreeShap() {
    this(Absent.AUTO);
  }

  @Override
  public Class<TreeEnsemble> modelType() {
    return TreeEnsemble.class;
  }

  @Override
  public Optional<String> unsuitable(TreeEnsemble model, INDArray inputs) {
    return Absent.withoutRawScore(model);
  }

  @Override
  public Sum sum() {
    return Sum.EXPECTATION;
  }

  @Override
  public boolean background() {
    return true;
  }

  @Override
  public Attributor prepare(TreeEnsemble model, INDArray inputs, Context context) {
    Absent game = absent.resolve(model, context, "tree-shap");
    INDArray background = model.accept(context.background(inputs));
    double[] expectation = game.expectation(model, background);
    double[] z = game == Absent.INTERVENTIONAL ? model.rows(background) : new double[0];
    int width = model.features().size();
    List<Tree> trees = model.trees();
    int[] most = trees.stream().mapToInt(t -> TreeWalk.mostFeatures(t, width)).toArray();
    return rows -> {
      Target.Resolved target = rows.target(model.predict(rows.inputs()));
      rows.expectation(Absent.of(expectation, target));
      double[] x = model.rows(rows.inputs());
      double[] values = new double[x.length];
      for (int t = 0; t < trees.size(); t++) {
        Tree tree = trees.get(t);
        Lanes lanes = Lanes.of(tree, x, target.weights());
        if (game == Absent.INTERVENTIONAL) {
          BackgroundShap.add(tree, lanes, z, values);
        } else {
          PathShap.add(tree, most[t], lanes, values);
        }
      }
      return NdArrays.array(DataType.DOUBLE, values, rows.inputs().shape());
    };
  }
}
