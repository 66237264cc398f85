package org.xai4j.agnostic.shapley;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Shapley interaction indices, Iᵢⱼ = Σ_{S ∌ i,j} |S|!(g − |S| − 2)!/(g − 1)!·(v(S ∪ ij) − v(S ∪ i)
 * − v(S ∪ j) + v(S)), with half of each at the two places of the pair and what is left of the
 * Shapley value on the diagonal. Up to 14 features all coalitions are scored; beyond, the pairs
 * that are neighbours in random orders are sampled, each an unbiased draw of its index. The matrix
 * of a row adds up to f(x) − f(b) either way.
 *
 * @param permutations random orders per row beyond 14 features; each asks the model 2(g − 1) times
 */
@Info(
    id = "shapley-interactions",
    title = "Shapley interaction values",
    summary = "What pairs of features bring together beyond what each brings alone.",
    reference =
        "Grabisch and Roubens 1999, doi:10.1007/s001820050125; Lundberg et al. 2020,"
            + " doi:10.1038/s42256-019-0138-9")
public record ShapleyInteractions(
    @Param(value = "random orders per row beyond 14 features", min = 1, max = 1_000_000)
        int permutations)
    implements Explainer<Predictor> {
  private static final int EXACT = 14;

  /** Numbers in one answer. */
  private static final double MOST = 1 << 27;

  /** 500 orders. */
  public ShapleyInteractions() {
    this(500);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Interactions explain(Predictor model, INDArray given, Context context) {
    Session<Predictor> whole = Session.open(this, model, given, context);
    // Groups of pixels are made of images with channels first.
    Session<Predictor> session = whole.channelsFirst(false);
    Context asked = session.context();
    Predictor scorer = session.scorer();
    INDArray x = session.inputs();
    int n = session.size();
    INDArray base = asked.baseline().resolve(x);
    Target.Resolved target = asked.target().resolve(scorer.predict(x), 0);
    int g = asked.groups().of(session.row(0)).count();
    InputException.check(
        (double) n * g * g <= MOST,
        "The method shapley-interactions gives %,.0f numbers for %d rows of %d features; form fewer"
            + " groups or explain fewer rows.",
        (double) n * g * g,
        n,
        g);
    double[] flat = new double[n * g * g];
    double[] bases = new double[n];
    double[] residuals = new double[n];
    asked.progress().begin("shapley-interactions", n);
    Chunks.run(
        n,
        new Execution(1, asked.execution().threads()),
        (from, to) -> {
          int row = (int) from;
          Grouping grouping = asked.groups().of(session.row(row));
          InputException.check(
              grouping.count() == g,
              "The method shapley-interactions needs equally many features in every row, but row"
                  + " %d has %d and the first %d.",
              row,
              grouping.count(),
              g);
          Masking masking = new Masking(scorer, x, row, base, grouping, target);
          double[] ends = masking.scores(new long[][] {Masking.nothing(g), Masking.everything(g)});
          double[][] matrix =
              g <= EXACT ? exact(masking, g) : sampled(masking, g, ends, session.random(row));
          double sum = 0;
          for (int i = 0; i < g; i++) {
            System.arraycopy(matrix[i], 0, flat, (row * g + i) * g, g);
            sum += Arrays.stream(matrix[i]).sum();
          }
          bases[row] = ends[0];
          residuals[row] = sum - (ends[1] - ends[0]);
          asked.progress().advance(1);
        });
    asked.progress().end();
    return new Interactions(
        NdArrays.array(x.dataType(), flat, n, g, g),
        target.scores(),
        bases,
        residuals,
        session.cost(),
        whole.provenance());
  }

  private static double[][] exact(Masking masking, int g) {
    double[] v = ExactShapley.coalitionScores(masking, g);
    double[] shapley = ExactShapley.values(v, g);
    double[][] pairs = new double[g][g];
    if (g > 1) {
      double[] weight = new double[g - 1];
      weight[0] = 1.0 / (g - 1);
      for (int s = 1; s < g - 1; s++) {
        weight[s] = weight[s - 1] * s / (g - 1 - s);
      }
      for (int set = 0; set < v.length; set++) {
        for (int i = 0; i < g; i++) {
          for (int j = 0; j < i; j++) {
            int both = 1 << i | 1 << j;
            if ((set & both) == 0) {
              pairs[i][j] +=
                  weight[Integer.bitCount(set)]
                      * (v[set | both] - v[set | 1 << i] - v[set | 1 << j] + v[set]);
            }
          }
        }
      }
    }
    return matrix(shapley, pairs);
  }

  /** Spreads indices of pairs i > j over a symmetric matrix whose rows add up to the values. */
  private static double[][] matrix(double[] shapley, double[][] pairs) {
    int g = shapley.length;
    double[][] matrix = new double[g][g];
    for (int i = 0; i < g; i++) {
      matrix[i][i] += shapley[i];
      for (int j = 0; j < i; j++) {
        double half = pairs[i][j] / 2;
        matrix[i][j] = half;
        matrix[j][i] = half;
        matrix[i][i] -= half;
        matrix[j][j] -= half;
      }
    }
    return matrix;
  }

  private double[][] sampled(Masking masking, int g, double[] ends, SplitRandom random) {
    double[] shapley = new double[g];
    double[][] sums = new double[g][g];
    int[][] counts = new int[g][g];
    for (int p = 0; p < permutations; p++) {
      int[] order = random.permutation(g);
      // First the growing sets, then each growing set with the one after the next in its place.
      long[][] keep = new long[2 * g - 2][];
      long[] set = Masking.nothing(g);
      for (int k = 0; k < g - 1; k++) {
        long[] other = set.clone();
        other[order[k + 1] >>> 6] |= 1L << order[k + 1];
        keep[g - 1 + k] = other;
        set = set.clone();
        set[order[k] >>> 6] |= 1L << order[k];
        keep[k] = set;
      }
      double[] scores = masking.scores(keep);
      for (int k = 0; k < g; k++) {
        double before = k == 0 ? ends[0] : scores[k - 1];
        double after = k == g - 1 ? ends[1] : scores[k];
        shapley[order[k]] += (after - before) / permutations;
        if (k < g - 1) {
          double both = k == g - 2 ? ends[1] : scores[k + 1];
          int i = Math.max(order[k], order[k + 1]);
          int j = Math.min(order[k], order[k + 1]);
          sums[i][j] += both - after - scores[g - 1 + k] + before;
          counts[i][j]++;
        }
      }
    }
    for (int i = 0; i < g; i++) {
      for (int j = 0; j < i; j++) {
        sums[i][j] = counts[i][j] == 0 ? 0 : sums[i][j] / counts[i][j];
      }
    }
    return matrix(shapley, sums);
  }
}
