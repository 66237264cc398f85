package org.xai4j.evaluation.faithfulness;

import java.util.List;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * F-Fidelity of the rest: {@link FineTunedFidelity}. Removing parts of what is not in a right
 * explanation costs nothing.
 *
 * @param tuned file of the model fine-tuned with random removal; empty if the explained model was
 *     itself trained so
 * @param alpha share of the rest that is removed
 * @param beta largest share of all features that is removed: that of the fine-tuning
 * @param samples draws of what is removed
 * @param sizes percentages of the features that count as the explanation
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "f-fidelity-minus",
    title = "F-Fidelity−",
    summary =
        "The drop when random parts outside the explanation are removed, by a model fine-tuned for it.",
    reference = "Zheng et al. 2025, arXiv:2410.02970")
public record FineTunedFidelityMinus(
    @Param("file of the fine-tuned model; empty for the explained one") String tuned,
    @Param(value = "share of the rest that is removed", min = 0, max = 1) double alpha,
    @Param(value = "largest share of all features that is removed", min = 0, max = 1) double beta,
    @Param(value = "draws of what is removed", min = 1, max = 100_000) int samples,
    @Param(value = "percentages of features in the explanation", min = 0, max = 100)
        List<Double> sizes,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** The explained model itself, α = 0.5, β = 0.1, 50 draws, 10 to 90 %, probabilities. */
  public FineTunedFidelityMinus() {
    this("", FineTunedFidelity.Removal.standard());
  }

  private FineTunedFidelityMinus(String tuned, FineTunedFidelity.Removal removal) {
    this(
        tuned,
        removal.alpha(),
        removal.beta(),
        removal.samples(),
        removal.sizes(),
        Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.real(Family.FAITHFULNESS, Direction.LOWER);
  }

  @Override
  public Scores score(Subject subject) {
    return FineTunedFidelity.of(
        subject,
        FineTunedFidelity.read(subject, tuned),
        false,
        new FineTunedFidelity.Removal(alpha, beta, samples, sizes),
        output);
  }
}
