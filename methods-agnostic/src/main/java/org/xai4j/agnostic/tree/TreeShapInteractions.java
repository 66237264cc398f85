package org.xai4j.agnostic.tree;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Exact Shapley interaction values of a forest or boosted ensemble: half of each pair's index at
 * its two places, what is left of the Shapley value on the diagonal. The matrix of a row adds up to
 * the raw score minus its expectation.
 *
 * @param absent what absent features mean
 */
@Info(
    id = "tree-shap-interactions",
    title = "TreeSHAP interaction values",
    summary = "Exact Shapley interaction values of pairs of features in an ensemble of trees.",
    reference = "Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9")
public record TreeShapInteractions(
    @Param("what absent features mean, as for tree-shap") Absent absent)
    implements Explainer<TreeEnsemble> {
  /** Numbers of all matrices together, at most. */
  private static final long LARGEST = 1L << 28;

  /** As the baseline says. */
  public TreeShapInteractions() {
    this(Absent.AUTO);
  }

  @Override
  public Class<TreeEnsemble> modelType() {
    return TreeEnsemble.class;
  }

  @Override
  public Interactions explain(TreeEnsemble whole, INDArray given, Context context) {
    Session<TreeEnsemble> session = Session.open(this, whole, given, context);
    TreeEnsemble model = session.model();
    INDArray inputs = session.inputs();
    Absent game = absent.resolve(model, context, "tree-shap-interactions");
    INDArray background = model.accept(context.background(inputs));
    double[] expectation = game.expectation(model, background);
    double[] z = game == Absent.INTERVENTIONAL ? model.rows(background) : new double[0];
    int n = session.size();
    int d = model.features().size();
    InputException.check(
        (long) n * d * d <= LARGEST,
        "The interactions of %d rows of %d columns are too many to be held; explain fewer rows.",
        n,
        d);
    List<Tree> trees = model.trees();
    int[] most = trees.stream().mapToInt(t -> TreeWalk.mostFeatures(t, d)).toArray();
    double[] values = new double[n * d * d];
    double[] scores = new double[n];
    double[] bases = new double[n];
    double[] residuals = new double[n];
    context.progress().begin("tree-shap-interactions", n);
    Chunks.run(
        n,
        context.execution(),
        (from, to) -> {
          INDArray rows = inputs.get(NDArrayIndex.interval(from, to));
          Target.Resolved target = session.resolve(model.predict(rows), from);
          double[] x = model.rows(rows);
          double[] phi = new double[x.length];
          double[] pairs = new double[x.length * d];
          for (int t = 0; t < trees.size(); t++) {
            Lanes lanes = Lanes.of(trees.get(t), x, target.weights());
            if (game == Absent.INTERVENTIONAL) {
              BackgroundShap.add(trees.get(t), lanes, z, phi);
            } else {
              PathShap.add(trees.get(t), most[t], lanes, phi);
            }
            PairShap.add(trees.get(t), lanes, z, pairs);
          }
          double[] base = Absent.of(expectation, target);
          for (int r = 0; r < to - from; r++) {
            int row = (int) from + r;
            double sum = 0;
            for (int i = 0; i < d; i++) {
              double rest = phi[r * d + i];
              for (int j = 0; j < d; j++) {
                rest -= i == j ? 0 : pairs[(r * d + i) * d + j];
              }
              pairs[(r * d + i) * d + i] = rest;
              sum += phi[r * d + i];
            }
            scores[row] = target.scores()[r];
            bases[row] = base[r];
            residuals[row] = sum - (scores[row] - base[r]);
          }
          System.arraycopy(pairs, 0, values, (int) from * d * d, pairs.length);
          context.progress().advance(to - from);
        });
    context.progress().end();
    return new Interactions(
        NdArrays.array(DataType.DOUBLE, values, n, d, d),
        scores,
        bases,
        residuals,
        session.cost(),
        session.provenance());
  }
}
