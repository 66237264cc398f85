package org.xai4j.agnostic.interaction;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.ConstrainedRegression;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;

/**
 * KernelSHAP-IQ: interactions of sets of up to {@code order} features by weighted regression over
 * drawn coalitions, as Kernel SHAP finds Shapley values. The Shapley interaction index is found
 * size by size, each in the game that the smaller sets leave; the faithful index is one regression
 * by the Shapley kernel over all sets that a coalition contains, with the sum of all fixed. When
 * all coalitions are drawn the values are exact; for three and more features this is what the paper
 * conjectures, and what our tests find.
 *
 * @param order most features of a set
 * @param index k-SII, SII or FSII
 * @param samples coalitions scored per row, beside the empty and the full one
 */
@Info(
    id = "kernel-shap-iq",
    title = "KernelSHAP-IQ",
    summary = "What sets of features bring together, by regression over drawn coalitions.",
    reference =
        "Fumagalli et al. 2024, arXiv:2405.10852; FSII: Tsai, Yeh and Ravikumar 2023,"
            + " arXiv:2203.00870")
public record KernelShapIq(
    @Param(value = "most features of a set", min = 1, max = 7) int order,
    @Param("which index: k-sii, sii or fsii") InteractionKind index,
    @Param(value = "coalitions scored per row", min = 2, max = 10_000_000) int samples)
    implements Explainer<Predictor> {
  /** Unknowns of one linear system, at most. */
  private static final int LARGEST = 2_500;

  /** Refuses indices that no regression gives. */
  public KernelShapIq {
    InputException.check(
        index != InteractionKind.STII && index != InteractionKind.MOEBIUS,
        "kernel-shap-iq gives the indices k-sii, sii and fsii; for stii use svarm-iq, for moebius"
            + " interaction-index.");
  }

  /** Sets of up to two features, k-SII, 2,000 coalitions. */
  public KernelShapIq() {
    this(2, InteractionKind.K_SII, 2_000);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public SetInteractions explain(Predictor model, INDArray given, Context context) {
    return new SetRun(this, order, index, this::check, this::solve).explain(model, given, context);
  }

  private void check(int features) {
    int k = Math.min(order, features);
    boolean faithful = index == InteractionKind.FSII;
    InputException.check(
        !faithful || k < features,
        "With %d features, sets of up to %d are all there are; use interaction-index.",
        features,
        order);
    double system = 0;
    for (int s = 1; s <= k; s++) {
      double sets = InteractionKind.binomial(features, s);
      system = faithful ? system + sets : InteractionKind.binomial(features, s - 1);
    }
    InputException.check(
        system <= LARGEST,
        "Sets of up to %d of %d features make a system of %.0f unknowns, too many; lower the order,"
            + " form groups, or use svarm-iq.",
        order,
        features,
        system);
    double needed = faithful ? system : 0;
    for (int s = 1; !faithful && s <= k; s++) {
      double more = DrawnGame.border(features, s) + SiiRegression.unknowns(features, s);
      needed = Math.max(needed, more);
    }
    InputException.check(
        samples >= needed,
        "Sets of up to %d of %d features need at least %.0f coalitions, more than samples=%d; raise"
            + " samples, lower the order, or use svarm-iq.",
        order,
        features,
        needed,
        samples);
  }

  private SetRun.Answer solve(SetRun.Game game, FeatureSets sets) {
    DrawnGame drawn = DrawnGame.of(game, samples);
    double[] values = index == InteractionKind.FSII ? faithful(drawn, sets) : shapley(drawn, sets);
    return new SetRun.Answer(drawn.base(), index.finished(order, sets, values));
  }

  private double[] shapley(DrawnGame drawn, FeatureSets sets) {
    double[] values = new double[sets.bits().size()];
    double[] rest = drawn.scores().clone();
    int from = 0;
    for (int s = 1; s <= Math.min(order, drawn.features()); s++) {
      int size = s;
      long[] same =
          sets.bits().stream()
              .mapToLong(Long::longValue)
              .filter(set -> Long.bitCount(set) == size)
              .toArray();
      double[] found = new SiiRegression(drawn, s, same, rest).solve();
      System.arraycopy(found, 0, values, from, found.length);
      from += found.length;
    }
    return values;
  }

  private static double[] faithful(DrawnGame drawn, FeatureSets sets) {
    int columns = sets.bits().size();
    long[] bits = sets.bits().stream().mapToLong(Long::longValue).toArray();
    ConstrainedRegression regression = new ConstrainedRegression(columns, columns);
    int known = drawn.weights().length;
    for (int i = 0; i < known; i++) {
      long[] contained = new long[(columns + 63) >>> 6];
      for (int c = 0; c < columns; c++) {
        if ((bits[c] & ~drawn.sets()[i]) == 0) {
          contained[c >>> 6] |= 1L << c;
        }
      }
      regression.add(contained, drawn.weights()[i], drawn.scores()[i]);
    }
    return regression.solve(drawn.scores()[known]);
  }
}
