package org.xai4j.agnostic.perturbation;

import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Total Sobol indices: the share of the variance of the score that a feature takes part in, alone
 * or with others, when every feature moves between the baseline and its own value, m·x + (1 − m)·b
 * with m uniform in [0, 1]. Jansen's estimator, Tᵢ = Σⱼ (f(Aⱼ) − f(Aⱼ with mᵢ of
 * Bⱼ))²/(2·samples·V), where V is the variance of f over A and B, and A and B come from one
 * quasi-random Sobol sequence, shifted at random. Values are not negative and not signed.
 *
 * @param samples points of each of A and B; the model is asked samples·(g + 2) times per row
 */
@Info(
    id = "sobol",
    title = "Sobol attribution",
    summary = "The share of the score's variance that a feature takes part in.",
    reference = "Fel et al. 2021, arXiv:2111.04138; Jansen 1999, doi:10.1016/S0010-4655(98)00154-4")
public record Sobol(
    @Param(value = "points of each of the two samples", min = 2, max = 1_000_000) int samples)
    implements PredictorExplainer {
  /** Most features: the sequence has two dimensions for each. */
  private static final int LIMIT = 500;

  /** 32 points. */
  public Sobol() {
    this(32);
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    Predictor scorer = context.predictor(model);
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      double[][] values = new double[rows.size()][];
      for (int i = 0; i < values.length; i++) {
        Grouping grouping = rows.grouping(i);
        InputException.check(
            grouping.count() <= LIMIT,
            "The method sobol takes at most %d features, but row %d has %d; form fewer groups, for"
                + " example grid:11x11.",
            LIMIT,
            rows.first() + i,
            grouping.count());
        SoftMasking masking = new SoftMasking(scorer, rows, i, grouping.ids(), target);
        values[i] = totals(masking, grouping.count(), rows.random(i));
      }
      return rows.ungrouped(values);
    };
  }

  private double[] totals(SoftMasking masking, int g, SplitRandom random) {
    double[][] first = new double[samples][g];
    double[][] second = new double[samples][g];
    points(first, second, g, random);
    double[] scores = new double[2 * samples];
    score(masking, first, scores, 0);
    score(masking, second, scores, samples);
    double variance = variance(scores);
    double[] totals = new double[g];
    if (variance == 0) {
      return totals;
    }
    double[] changed = new double[samples];
    for (int i = 0; i < g; i++) {
      exchange(first, second, i);
      score(masking, first, changed, 0);
      exchange(first, second, i);
      for (int j = 0; j < samples; j++) {
        double step = scores[j] - changed[j];
        totals[i] += step * step / (2 * samples * variance);
      }
    }
    return totals;
  }

  /** The Sobol sequence, shifted by one random vector modulo 1. */
  private static void points(double[][] first, double[][] second, int g, SplitRandom random) {
    double[] shift = new double[2 * g];
    for (int d = 0; d < shift.length; d++) {
      shift[d] = random.nextDouble();
    }
    SobolSequenceGenerator sequence = new SobolSequenceGenerator(2 * g);
    for (int j = 0; j < first.length; j++) {
      double[] point = sequence.nextVector();
      for (int d = 0; d < g; d++) {
        first[j][d] = (point[d] + shift[d]) % 1;
        second[j][d] = (point[g + d] + shift[g + d]) % 1;
      }
    }
  }

  private static void exchange(double[][] first, double[][] second, int feature) {
    for (int j = 0; j < first.length; j++) {
      double level = first[j][feature];
      first[j][feature] = second[j][feature];
      second[j][feature] = level;
    }
  }

  private static void score(SoftMasking masking, double[][] levels, double[] into, int at) {
    double[][] batch = levels;
    for (int done = 0; done < levels.length; done += masking.batch()) {
      int count = Math.min(masking.batch(), levels.length - done);
      if (levels.length > masking.batch()) {
        batch = java.util.Arrays.copyOfRange(levels, done, done + count);
      }
      masking.score(batch, count, into, at + done);
    }
  }

  private static double variance(double[] scores) {
    double mean = 0;
    for (double s : scores) {
      mean += s / scores.length;
    }
    double variance = 0;
    for (double s : scores) {
      variance += (s - mean) * (s - mean) / scores.length;
    }
    return variance;
  }
}
