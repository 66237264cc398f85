package org.xai4j.evaluation.faithfulness;

import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Prediction gap on important features, PGI: E|f(x) − f(x + δ)|, δ normal noise on the k features
 * of the largest |a|, as a curve over the share k/d and its mean. Larger is better.
 *
 * @param samples draws of the noise
 * @param stdev its standard deviation, in the units of the input
 * @param steps how many shares
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "pgi",
    title = "Prediction gap on important features",
    summary = "The score's expected change when noise disturbs the most important features.",
    reference = "Agarwal et al. 2022 (OpenXAI), arXiv:2206.11104")
public record ImportantPredictionGap(
    @Param(value = "draws of the noise", min = 1, max = 100_000) int samples,
    @Param(value = "standard deviation of the noise", min = 0) double stdev,
    @Param(value = "how many shares of features", min = 1, max = 10_000) int steps,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** 100 draws of N(0, 0.1²), ten shares, on probabilities. */
  public ImportantPredictionGap() {
    this(100, 0.1, 10, Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.positive(Family.FAITHFULNESS, Direction.HIGHER, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    return PredictionGaps.of(subject, "pgi", true, samples, stdev, steps, output);
  }
}
