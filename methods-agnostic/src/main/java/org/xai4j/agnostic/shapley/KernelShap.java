package org.xai4j.agnostic.shapley;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.CoalitionSample;
import org.xai4j.agnostic.regression.ConstrainedRegression;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;

/**
 * Kernel SHAP: Shapley values as the solution of a weighted linear regression over coalitions of
 * features, with the constraint that they add up to f(x) − f(b) kept exactly. Coalition sizes that
 * fit the budget are enumerated in full, the others sampled; with paired sampling every coalition
 * comes with its complement. Drawn by leverage (Leverage SHAP) all remaining sizes are as likely,
 * by kernel the outer ones more. When the budget covers all coalitions the values are exact.
 *
 * <p>With a tolerance the regression takes the coalitions of several independent rounds, each with
 * the whole budget; the spread of the rounds' own values gives the standard errors. From the fourth
 * round on, no more are added once the largest standard error of a value is at most the tolerance
 * times the range of the values, or after 100 rounds. The errors come with the explanation; they
 * are 0 when the budget covers all coalitions. Of an additive model the closed form is taken.
 *
 * @param samples coalitions scored per row and round, beside the empty and the full one
 * @param paired whether each sampled coalition comes with its complement
 * @param tolerance standard error wanted, as a share of the range of the values; 0 for one round
 * @param draw by what coalitions are drawn
 */
@Info(
    id = "kernel-shap",
    title = "Kernel SHAP",
    summary = "Shapley values by weighted regression over sampled coalitions of features.",
    reference = "Lundberg and Lee 2017, arXiv:1705.07874; Covert and Lee 2021, arXiv:2012.01536")
public record KernelShap(
    @Param(value = "coalitions scored per row", min = 2, max = 100_000_000) int samples,
    @Param("whether each sampled coalition comes with its complement") boolean paired,
    @Param(
            value = "standard error wanted, as a share of the values' range; 0 for one round",
            min = 0,
            max = 1)
        double tolerance,
    @Param("whether coalitions are drawn by their weight (kernel) or their leverage")
        CoalitionSample.Draw draw)
    implements PredictorExplainer {
  private static final int FEWEST_ROUNDS = 4;
  private static final int MOST_ROUNDS = 100;

  /** 1,000 coalitions, paired, in one round. */
  public KernelShap() {
    this(1_000, true);
  }

  /**
   * One round.
   *
   * @param samples coalitions scored per row
   * @param paired whether each sampled coalition comes with its complement
   */
  public KernelShap(int samples, boolean paired) {
    this(samples, paired, 0);
  }

  /**
   * Rounds until the errors are small enough.
   *
   * @param samples coalitions scored per row and round
   * @param paired whether each sampled coalition comes with its complement
   * @param tolerance standard error wanted, as a share of the range of the values
   */
  public KernelShap(int samples, boolean paired, double tolerance) {
    this(samples, paired, tolerance, CoalitionSample.Draw.KERNEL);
  }

  /**
   * Another way to draw.
   *
   * @param other replaces {@link #draw()}
   * @return a copy
   */
  public KernelShap with(CoalitionSample.Draw other) {
    return new KernelShap(samples, paired, tolerance, other);
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
        values[i] = model.additive() ? Additive.values(masking) : shapley(masking, rows, i);
      }
      return rows.ungrouped(values);
    };
  }

  private double[] shapley(Masking masking, Rows rows, int row) {
    Grouping grouping = masking.grouping();
    int g = grouping.count();
    double[] ends = masking.scores(new long[][] {Masking.nothing(g), Masking.everything(g)});
    if (g == 1) {
      return new double[] {ends[1] - ends[0]};
    }
    SplitRandom random = rows.random(row);
    // All rounds together are asked only where there is more than one.
    long rounds = tolerance == 0 ? 1 : MOST_ROUNDS;
    ConstrainedRegression pooled = new ConstrainedRegression(g, rounds * samples);
    double[] first = round(masking, ends, random, pooled);
    if (samples >= Math.pow(2, g) - 2) {
      rows.errors(row, new double[g]);
      return first;
    }
    if (tolerance == 0) {
      return first;
    }
    double[] mean = first;
    double[] squares = new double[g];
    int round = 2;
    for (; round <= MOST_ROUNDS; round++) {
      double[] next = round(masking, ends, random, pooled);
      double largest = 0;
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < g; i++) {
        double step = next[i] - mean[i];
        mean[i] += step / round;
        squares[i] += step * (next[i] - mean[i]);
        largest = Math.max(largest, squares[i]);
        low = Math.min(low, mean[i]);
        high = Math.max(high, mean[i]);
      }
      double error = Math.sqrt(largest / (round - 1) / round);
      if (round >= FEWEST_ROUNDS && error <= tolerance * (high - low)) {
        break;
      }
    }
    int done = Math.min(round, MOST_ROUNDS);
    rows.errors(row, Arrays.stream(squares).map(s -> Math.sqrt(s / (done - 1) / done)).toArray());
    return pooled.solve(ends[1] - ends[0]);
  }

  /** The values of a sample of coalitions, which also joins the sample of all rounds. */
  private double[] round(
      Masking masking, double[] ends, SplitRandom random, ConstrainedRegression pooled) {
    int g = masking.grouping().count();
    CoalitionSample sample = CoalitionSample.draw(g, samples, paired, draw, random);
    double[] scores = masking.scores(sample.coalitions());
    ConstrainedRegression regression = new ConstrainedRegression(g, samples);
    double[] y = Arrays.stream(scores).map(score -> score - ends[0]).toArray();
    regression.add(masking.fusion(), sample.coalitions(), sample.weights(), y);
    if (tolerance > 0) {
      pooled.add(masking.fusion(), sample.coalitions(), sample.weights(), y);
    }
    return regression.solve(ends[1] - ends[0]);
  }
}
