package org.xai4j.agnostic.shapley;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Shapley values from random permutations: a feature's value is the mean change of the score when
 * it joins those before it. Unbiased, and the values add up to f(x) − f(b) whatever the number of
 * permutations. An antithetic permutation is the one before it, reversed: their errors partly
 * cancel.
 *
 * <p>With a tolerance no more orders are drawn once the largest standard error of a value is at
 * most the tolerance times the range of the values, from the eighth order on. Standard errors are
 * those of independent draws, so that those of Sobol orders are too large.
 *
 * @param permutations drawn per row, with a tolerance at most; each asks the model g − 1 times
 * @param antithetic whether every second permutation is the one before it, reversed
 * @param tolerance standard error wanted, as a share of the range of the values; 0 for all orders
 * @param draw by what orders are drawn
 */
@Info(
    id = "shapley-sampling",
    title = "Shapley value sampling",
    summary = "Shapley values from random orders in which the features join.",
    reference =
        "Castro, Gómez and Tejada 2009, doi:10.1016/j.cor.2008.04.004; Mitchell et al. 2022,"
            + " arXiv:2104.12199")
public record ShapleySampling(
    @Param(value = "random orders per row", min = 1, max = 10_000_000) int permutations,
    @Param("whether every second order is the one before it, reversed") boolean antithetic,
    @Param(
            value = "standard error wanted, as a share of the values' range; 0 for all orders",
            min = 0,
            max = 1)
        double tolerance,
    @Param("whether orders are drawn each by itself (random) or evenly (sobol)") OrderDraw draw)
    implements PredictorExplainer {
  /** Coalitions handed over at once, at least those of one permutation. */
  private static final int BLOCK = 4096;

  /** Orders between two looks at the errors. */
  private static final int LOOK = 8;

  /** 25 permutations, antithetic. */
  public ShapleySampling() {
    this(25, true);
  }

  /**
   * All of some random orders.
   *
   * @param permutations drawn per row
   * @param antithetic whether every second permutation is the one before it, reversed
   */
  public ShapleySampling(int permutations, boolean antithetic) {
    this(permutations, antithetic, 0, OrderDraw.RANDOM);
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
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      double[][] values = new double[rows.size()][];
      for (int i = 0; i < values.length; i++) {
        Masking masking = Masking.of(scorer, rows, i, target);
        values[i] = model.additive() ? Additive.values(masking) : sampled(masking, rows, i);
      }
      return rows.ungrouped(values);
    };
  }

  private double[] sampled(Masking masking, Rows rows, int row) {
    int g = masking.grouping().count();
    FeatureOrders drawn = new FeatureOrders(g, antithetic, draw, rows.random(row));
    double[] ends = masking.scores(new long[][] {Masking.nothing(g), Masking.everything(g)});
    int inner = g - 1;
    int block = Math.max(1, Math.min(permutations, BLOCK / Math.max(1, inner)));
    int together = tolerance == 0 ? block : Math.min(permutations, LOOK);
    int[][] orders = new int[together][];
    double[] sums = new double[g];
    Spread spread = new Spread(g, antithetic ? 2 : 1);
    int done = 0;
    while (done < permutations) {
      int count = Math.min(together, permutations - done);
      for (int p = 0; p < count; p++) {
        orders[p] = drawn.next();
      }
      double[] scores = masking.scores(count * inner, i -> first(orders[i / inner], i % inner + 1));
      for (int p = 0; p < count; p++) {
        double before = ends[0];
        for (int k = 0; k < g; k++) {
          double after = k < inner ? scores[p * inner + k] : ends[1];
          sums[orders[p][k]] += after - before;
          spread.add(orders[p][k], after - before);
          before = after;
        }
      }
      done += count;
      if (tolerance > 0 && spread.within(tolerance)) {
        break;
      }
    }
    spread.errors().ifPresent(errors -> rows.errors(row, errors));
    double orderCount = done;
    return Arrays.stream(sums).map(sum -> sum / orderCount).toArray();
  }

  /** The spread of what single orders, or pairs of orders, say of each feature. */
  private static final class Spread {
    private final int together;
    private final int[] counts;
    private final double[] open;
    private final double[] means;
    private final double[] squares;

    Spread(int g, int together) {
      this.together = together;
      counts = new int[g];
      open = new double[g];
      means = new double[g];
      squares = new double[g];
    }

    void add(int feature, double value) {
      open[feature] += value / together;
      if (++counts[feature] % together == 0) {
        int n = counts[feature] / together;
        double step = open[feature] - means[feature];
        means[feature] += step / n;
        squares[feature] += step * (open[feature] - means[feature]);
        open[feature] = 0;
      }
    }

    /** Whether no error is larger than a share of the range of the means. */
    boolean within(double share) {
      double[] sorted = means.clone();
      Arrays.sort(sorted);
      double range = sorted[sorted.length - 1] - sorted[0];
      return errors().filter(e -> Arrays.stream(e).allMatch(x -> x <= share * range)).isPresent();
    }

    /** Standard errors of the means; nothing from fewer than two draws. */
    Optional<double[]> errors() {
      int n = counts[0] / together;
      return n < 2
          ? Optional.empty()
          : Optional.of(Arrays.stream(squares).map(s -> Math.sqrt(s / (n - 1) / n)).toArray());
    }
  }

  /** The coalition of the first features of an order. */
  private static long[] first(int[] order, int size) {
    long[] set = Masking.nothing(order.length);
    for (int k = 0; k < size; k++) {
      set[order[k] >>> 6] |= 1L << order[k];
    }
    return set;
  }
}
