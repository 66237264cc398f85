package org.xai4j.agnostic.perturbation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;

/**
 * Feature ablation: the value of a feature g is f(x) − f(x with g at the baseline). The model is
 * asked g + 1 times per row.
 */
@Info(
    id = "feature-ablation",
    title = "Feature ablation",
    summary = "The drop of the score when one feature is set to the baseline.",
    reference = "Zeiler and Fergus 2014, arXiv:1311.2901; Li, Monroe and Jurafsky 2016")
public record FeatureAblation() implements PredictorExplainer {
  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    Predictor scorer = context.predictor(model);
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      double[][] values = new double[rows.size()][];
      for (int i = 0; i < values.length; i++) {
        values[i] = drops(Masking.of(scorer, rows, i, target));
      }
      return rows.ungrouped(values);
    };
  }

  private static double[] drops(Masking masking) {
    int g = masking.grouping().count();
    double[] scores = masking.withoutEach();
    double[] values = new double[g];
    for (int i = 0; i < g; i++) {
      values[i] = scores[g] - scores[i];
    }
    return values;
  }
}
