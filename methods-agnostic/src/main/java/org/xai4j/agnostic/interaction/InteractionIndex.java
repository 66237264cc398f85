package org.xai4j.agnostic.interaction;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;

/**
 * Interactions of sets of up to {@code order} features, exact, from the scores of all sets of
 * features.
 *
 * @param order most features of a set
 * @param index which index
 */
@Info(
    id = "interaction-index",
    title = "Interaction indices",
    summary = "What sets of two, three or more features bring together, from all coalitions.",
    reference =
        "Grabisch and Roubens 1999, doi:10.1007/s001820050125; Sundararajan et al. 2020,"
            + " arXiv:1902.05622; Tsai et al. 2023, arXiv:2203.00870; Bordt and von Luxburg 2023,"
            + " arXiv:2209.04012")
public record InteractionIndex(
    @Param(value = "most features of a set", min = 1, max = 7) int order,
    @Param("which index") InteractionKind index)
    implements Explainer<Predictor> {
  /** Most features: 65,536 coalitions. */
  private static final int LIMIT = 16;

  /** Coalitions handed over at once. */
  private static final int BLOCK = 8192;

  /** Sets of up to three features, k-SII. */
  public InteractionIndex() {
    this(3, InteractionKind.K_SII);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public SetInteractions explain(Predictor model, INDArray given, Context context) {
    return new SetRun(this, order, index, InteractionIndex::check, this::solve)
        .explain(model, given, context);
  }

  private static void check(int features) {
    InputException.check(
        features <= LIMIT,
        "The method interaction-index takes at most %d features, but the rows have %d; form fewer"
            + " groups, for example grid:4x4, or use kernel-shap-iq or svarm-iq, which draw"
            + " coalitions.",
        LIMIT,
        features);
  }

  private SetRun.Answer solve(SetRun.Game game, FeatureSets sets) {
    double[] v = scores(game.masking(), game.features());
    double base = v[0];
    InteractionKind.moebius(v);
    double[] sums = new double[sets.bits().size()];
    for (int set = 1; set < v.length; set++) {
      index.add(set, v[set], order, sets, sums);
    }
    return new SetRun.Answer(base, index.finished(order, sets, sums));
  }

  /** The score of every set, at the index whose bits are its members. */
  private static double[] scores(Masking masking, int g) {
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
}
