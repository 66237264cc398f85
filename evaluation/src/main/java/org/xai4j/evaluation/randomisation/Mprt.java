package org.xai4j.evaluation.randomisation;

import java.util.List;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;
import org.xai4j.evaluation.similarity.Similarity;

/**
 * Model parameter randomisation test: layers get random weights, one after the other, and the
 * attribution is compared with that of the trained network. A method that explains the model must
 * change, so a low similarity is good. The curve is the similarity against the share of layers
 * reached, the value its mean. NaN where an attribution is constant.
 *
 * @param order of the layers
 * @param similarity of attributions
 * @param absolute whether absolute values are compared
 */
@Info(
    id = "mprt",
    title = "Parameter randomisation",
    summary = "How alike the attribution stays when the layers' weights are randomised.",
    reference = "Adebayo et al. 2018, arXiv:1810.03292")
public record Mprt(
    @Param("order of the layers") Randomised.Order order,
    @Param("similarity of attributions") Similarity similarity,
    @Param("whether absolute values are compared") boolean absolute)
    implements Metric {
  /** From the last layer on, Spearman's correlation of absolute values. */
  public Mprt() {
    this(Randomised.Order.TOP_DOWN, Similarity.SPEARMAN, true);
  }

  @Override
  public Traits traits() {
    return Traits.correlation(Family.RANDOMISATION, Direction.LOWER, Need.METHOD, Need.NETWORK);
  }

  @Override
  public Scores score(Subject subject) {
    SplitRandom random = SplitRandom.of(subject.context().seed()).split("mprt");
    return score(subject, Randomised.networks((Network) subject.model(), order, random));
  }

  /** Scores against given networks. */
  Scores score(Subject subject, List<Network> networks) {
    Subject fixed = subject.fixed();
    return Cascade.score(
        subject,
        networks,
        similarity,
        absolute,
        subject.rows(),
        network -> NdArrays.rows(fixed.explain(network, subject.inputs())));
  }
}
