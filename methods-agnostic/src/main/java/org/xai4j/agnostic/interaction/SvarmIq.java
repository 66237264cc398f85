package org.xai4j.agnostic.interaction;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;

/**
 * SVARM-IQ: interactions of sets of up to {@code order} features from strata of drawn coalitions. A
 * set K of k features has one stratum for each of its subsets L and each size: the coalitions T of
 * that size with T ∩ K = L. The index is Σ_L (−1)^(k − l) Σ_w p(w)·(mean score of the stratum of L
 * and l + w), with p the index's weight of w other features; every drawn coalition falls into one
 * stratum of each set and so tells something of all of them. When all coalitions are drawn the
 * values are exact.
 *
 * <p>Every different coalition counts once. A stratum that none falls into takes the mean score of
 * its size (the paper draws one for each stratum first, which takes more calls than most rows are
 * worth).
 *
 * @param order most features of a set
 * @param index k-SII, SII or STII
 * @param samples coalitions scored per row, beside the empty and the full one
 */
@Info(
    id = "svarm-iq",
    title = "SVARM-IQ",
    summary = "What sets of features bring together, by strata of drawn coalitions.",
    reference = "Kolpaczki et al. 2024, arXiv:2401.13371")
public record SvarmIq(
    @Param(value = "most features of a set", min = 1, max = 7) int order,
    @Param("which index: k-sii, sii or stii") InteractionKind index,
    @Param(value = "coalitions scored per row", min = 2, max = 10_000_000) int samples)
    implements Explainer<Predictor> {
  /** Refuses indices that are no mean of derivatives. */
  public SvarmIq {
    InputException.check(
        index != InteractionKind.FSII && index != InteractionKind.MOEBIUS,
        "svarm-iq gives the indices k-sii, sii and stii; for fsii use kernel-shap-iq, for moebius"
            + " interaction-index.");
  }

  /** Sets of up to two features, k-SII, 2,000 coalitions. */
  public SvarmIq() {
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
    double needed = index == InteractionKind.STII ? DrawnGame.border(features, order) : 0;
    InputException.check(
        samples >= needed,
        "The index stii of sets of up to %d of %d features needs all smaller coalitions, %.0f with"
            + " their complements, more than samples=%d; raise samples or lower the order.",
        order,
        features,
        needed,
        samples);
  }

  private SetRun.Answer solve(SetRun.Game game, FeatureSets sets) {
    DrawnGame drawn = DrawnGame.of(game, samples);
    double[] means = means(drawn);
    double[] values = new double[sets.bits().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of(sets.bits().get(i), drawn, means);
    }
    return new SetRun.Answer(drawn.base(), index.finished(order, sets, values));
  }

  /** The mean score of each size; sizes that were not drawn lie between their neighbours. */
  private static double[] means(DrawnGame drawn) {
    int g = drawn.features();
    double[] means = new double[g + 1];
    int[] counts = new int[g + 1];
    counts[0] = 1;
    for (int i = 0; i < drawn.sets().length; i++) {
      int size = Long.bitCount(drawn.sets()[i]);
      counts[size]++;
      means[size] += (drawn.scores()[i] - means[size]) / counts[size];
    }
    for (int size = 1; size < g; size++) {
      if (counts[size] == 0) {
        int next = size;
        while (counts[next] == 0) {
          next++;
        }
        means[size] = means[size - 1] + (means[next] - means[size - 1]) / (next - size + 1);
      }
    }
    return means;
  }

  private double of(long set, DrawnGame drawn, double[] means) {
    int k = Long.bitCount(set);
    int g = drawn.features();
    long[] members = new long[k];
    for (long rest = set; rest != 0; rest &= rest - 1) {
      members[k - Long.bitCount(rest)] = Long.lowestOneBit(rest);
    }
    double[][] sums = new double[1 << k][g + 1];
    int[][] counts = new int[1 << k][g + 1];
    counts[0][0] = 1;
    for (int i = 0; i < drawn.sets().length; i++) {
      long coalition = drawn.sets()[i];
      int shared = 0;
      for (int j = 0; j < k; j++) {
        shared |= (coalition & members[j]) != 0 ? 1 << j : 0;
      }
      int size = Long.bitCount(coalition);
      sums[shared][size] += drawn.scores()[i];
      counts[shared][size]++;
    }
    double value = 0;
    for (int shared = 0; shared < sums.length; shared++) {
      int l = Integer.bitCount(shared);
      double mean = 0;
      for (int w = 0; w <= g - k; w++) {
        int count = counts[shared][l + w];
        mean += share(k, w, g) * (count > 0 ? sums[shared][l + w] / count : means[l + w]);
      }
      value += (k - l) % 2 == 0 ? mean : -mean;
    }
    return value;
  }

  /** The index's weight of the derivatives of k features at sets of w others; they add up to 1. */
  private double share(int k, int w, int g) {
    if (index != InteractionKind.STII) {
      return 1.0 / (g - k + 1);
    }
    if (k < order) {
      return w == 0 ? 1 : 0;
    }
    return (double) k / g * InteractionKind.binomial(g - k, w) / InteractionKind.binomial(g - 1, w);
  }
}
