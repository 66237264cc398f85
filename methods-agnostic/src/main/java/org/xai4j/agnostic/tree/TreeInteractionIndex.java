package org.xai4j.agnostic.tree;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.agnostic.interaction.FeatureSets;
import org.xai4j.agnostic.interaction.InteractionKind;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Interactions of sets of up to {@code order} features in a forest or boosted ensemble, exact: at
 * each leaf of value v the Möbius coefficient of a set T of the features above it is v·Π_{j ∈ T}
 * (oⱼ − zⱼ)·Π_{j ∉ T} zⱼ, and every index is linear in these.
 *
 * @param order most features of a set
 * @param index which index
 * @param absent what absent features mean
 */
@Info(
    id = "tree-interaction-index",
    title = "Interaction indices of trees",
    summary = "What sets of two, three or more features bring together in an ensemble of trees.",
    reference =
        "Muschalik et al. 2024, arXiv:2401.12069; Lundberg et al. 2020,"
            + " doi:10.1038/s42256-019-0138-9")
public record TreeInteractionIndex(
    @Param(value = "most features of a set", min = 1, max = 7) int order,
    @Param("which index") InteractionKind index,
    @Param("what absent features mean, as for tree-shap") Absent absent)
    implements Explainer<TreeEnsemble> {
  /** Features above a leaf, at most: it has 2^m coefficients. */
  private static final int LIMIT = 16;

  /** Sets of up to three features, k-SII, as the baseline says. */
  public TreeInteractionIndex() {
    this(3, InteractionKind.K_SII, Absent.AUTO);
  }

  @Override
  public Class<TreeEnsemble> modelType() {
    return TreeEnsemble.class;
  }

  @Override
  public SetInteractions explain(TreeEnsemble whole, INDArray given, Context context) {
    Session<TreeEnsemble> session = Session.open(this, whole, given, context);
    TreeEnsemble model = session.model();
    INDArray inputs = session.inputs();
    Absent game = absent.resolve(model, context, "tree-interaction-index");
    INDArray background = model.accept(context.background(inputs));
    double[] expectation = game.expectation(model, background);
    double[] z = game == Absent.INTERVENTIONAL ? model.rows(background) : new double[0];
    int n = session.size();
    int d = model.features().size();
    FeatureSets sets = FeatureSets.upTo(d, order);
    int width = sets.bits().size();
    sets.requireRoom(n);
    double[] values = new double[n * width];
    double[] scores = new double[n];
    double[] bases = new double[n];
    context.progress().begin("tree-interaction-index", n);
    Chunks.run(
        n,
        context.execution(),
        (from, to) -> {
          INDArray rows = inputs.get(NDArrayIndex.interval(from, to));
          Target.Resolved target = session.resolve(model.predict(rows), from);
          double[][] weights = target.weights();
          double[] x = model.rows(rows);
          double[][] sums = new double[weights.length][width];
          for (Tree tree : model.trees()) {
            LeafWalk.run(tree, x, z, d, (leaf, path) -> add(tree, leaf, path, weights, sets, sums));
          }
          double[] base = Absent.of(expectation, target);
          for (int r = 0; r < weights.length; r++) {
            int row = (int) from + r;
            double[] found = index.finished(order, sets, sums[r]);
            System.arraycopy(found, 0, values, row * width, width);
            scores[row] = target.scores()[r];
            bases[row] = base[r];
          }
          context.progress().advance(to - from);
        });
    context.progress().end();
    return new SetInteractions(
        index.toString(),
        sets.members(),
        NdArrays.array(DataType.DOUBLE, values, n, width),
        scores,
        bases,
        session.cost(),
        session.provenance());
  }

  private void add(
      Tree tree, int leaf, LeafWalk path, double[][] weights, FeatureSets sets, double[][] sums) {
    int m = path.count();
    InputException.check(
        m <= LIMIT,
        "A tree of the ensemble asks for %d features on one way down, more than %d; use"
            + " tree-shap-interactions.",
        m,
        LIMIT);
    long[] members = new long[1 << m];
    for (int set = 1; set < members.length; set++) {
      int low = Integer.numberOfTrailingZeros(set);
      members[set] = members[set & (set - 1)] | 1L << path.feature(low);
    }
    for (int p = 0; p < path.rows().count(); p++) {
      double[] unit = coefficients(path, path.rows().pattern(p));
      double[] each = new double[sets.bits().size()];
      for (int set = 1; set < unit.length; set++) {
        index.add(members[set], unit[set], order, sets, each);
      }
      for (int r = 0; r < weights.length; r++) {
        if (path.rows().group(r) == p) {
          double value = tree.value(leaf, weights[r]);
          for (int s = 0; value != 0 && s < each.length; s++) {
            sums[r][s] += value * each[s];
          }
        }
      }
    }
  }

  /** The Möbius coefficients of a leaf of value 1, for a row's pattern. */
  private static double[] coefficients(LeafWalk path, long row) {
    int m = path.count();
    int grounds = path.grounds().count();
    double[] sum = new double[1 << m];
    double rows = 0;
    for (int q = 0; q < grounds; q++) {
      rows += path.grounds().size(q);
    }
    for (int q = 0; q < Math.max(1, grounds); q++) {
      double[] one = new double[1 << m];
      one[0] = grounds == 0 ? 1 : path.grounds().size(q) / rows;
      for (int j = 0; j < m; j++) {
        double o = row >>> j & 1;
        double z = grounds == 0 ? path.share(j) : path.grounds().pattern(q) >>> j & 1;
        for (int set = 0; set < 1 << j; set++) {
          one[set | 1 << j] = one[set] * (o - z);
          one[set] *= z;
        }
      }
      for (int set = 0; set < one.length; set++) {
        sum[set] += one[set];
      }
    }
    return sum;
  }
}
