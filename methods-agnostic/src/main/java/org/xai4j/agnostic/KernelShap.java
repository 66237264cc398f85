package org.xai4j.agnostic;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Kernel SHAP: Shapley values as the solution of a weighted linear regression over coalitions of
 * features, with the constraint that they add up to f(x) − f(b) kept exactly. Coalition sizes that
 * fit the budget are enumerated in full, the others sampled; with paired sampling every coalition
 * comes with its complement. When the budget covers all coalitions the values are exact.
 *
 * @param samples coalitions scored per row, beside the empty and the full one
 * @param paired whether each sampled coalition comes with its complement
 */
@Info(
    id = "kernel-shap",
    title = "Kernel SHAP",
    summary = "Shapley values by weighted regression over sampled coalitions of features.",
    reference = "Lundberg and Lee 2017, arXiv:1705.07874; Covert and Lee 2021, arXiv:2012.01536")
public record KernelShap(
    @Param(value = "coalitions scored per row", min = 2, max = 100_000_000) int samples,
    @Param("whether each sampled coalition comes with its complement") boolean paired)
    implements PredictorExplainer {
  /** 1,000 coalitions, paired. */
  public KernelShap() {
    this(1_000, true);
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
        values[i] = shapley(Masking.of(scorer, rows, i, target), rows, i);
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
    CoalitionSample sample = CoalitionSample.draw(g, samples, paired, rows.random(row));
    double[] scores = masking.scores(sample.coalitions());
    ConstrainedRegression regression = new ConstrainedRegression(g);
    for (int s = 0; s < scores.length; s++) {
      regression.add(sample.coalitions()[s], sample.weights()[s], scores[s] - ends[0]);
    }
    return regression.solve(ends[1] - ends[0]);
  }
}
