package org.xai4j.agnostic.shapley;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.run.InputException;

/**
 * Exact Shapley values over all 2^g coalitions of g features, φᵢ = Σ_{S ∌ i} |S|!(g − |S| −
 * 1)!/g!·(v(S ∪ i) − v(S)), where v(S) is the score with the features outside S at the baseline,
 * averaged over a background set if one is given.
 */
@Info(
    id = "exact-shapley",
    title = "Exact Shapley values",
    summary = "Shapley values over all coalitions of up to 20 features.",
    reference = "Shapley 1953, A value for n-person games")
public record ExactShapley() implements PredictorExplainer {
  /** Most features: about a million coalitions. */
  private static final int LIMIT = 20;

  /** Coalitions handed over at once. */
  private static final int BLOCK = 8192;

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
        int g = masking.grouping().count();
        if (model.additive()) {
          values[i] = Additive.values(masking);
          continue;
        }
        InputException.check(
            g <= LIMIT,
            "The method exact-shapley takes at most %d features, but row %d has %d; form fewer"
                + " groups, for example grid:4x4, or use kernel-shap, shapley-sampling or"
                + " partition-shap.",
            LIMIT,
            rows.first() + i,
            g);
        values[i] = values(coalitionScores(masking, g), g);
      }
      return rows.ungrouped(values);
    };
  }

  /** The score of every coalition, at the index whose bits are its members. */
  static double[] coalitionScores(Masking masking, int g) {
    double[] scores = new double[1 << g];
    long[][] keep = new long[Math.min(BLOCK, scores.length)][1];
    for (int from = 0; from < scores.length; from += keep.length) {
      for (int i = 0; i < keep.length; i++) {
        keep[i][0] = (long) from + i;
      }
      System.arraycopy(masking.scores(keep), 0, scores, from, keep.length);
    }
    return scores;
  }

  /** Shapley values from the scores of all coalitions. */
  static double[] values(double[] scores, int g) {
    double[] weight = new double[g];
    weight[0] = 1.0 / g;
    for (int s = 1; s < g; s++) {
      weight[s] = weight[s - 1] * s / (g - s);
    }
    double[] values = new double[g];
    for (int set = 0; set < scores.length; set++) {
      double w = set + 1 < scores.length ? weight[Integer.bitCount(set)] : 0;
      for (int i = 0; i < g; i++) {
        if ((set >>> i & 1) == 0) {
          values[i] += w * (scores[set | 1 << i] - scores[set]);
        }
      }
    }
    return values;
  }
}
