package org.xai4j.evaluation.robustness;

import java.util.List;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Relative representation stability: the largest ratio of the attribution's relative change to that
 * of a layer's output, Δ = ‖(L(x) − L(x′))/L(x)‖, over neighbours within uniform noise that get the
 * same prediction: max ‖(a(x) − a(x′))/a(x)‖/max(Δ, ε) with ε = 10⁻⁶. Not defined (NaN) where no
 * neighbour has the same prediction.
 *
 * @param samples draws per instance
 * @param radius largest noise per element
 * @param layer of the representation; what the last layer with weights reads if empty
 */
@Info(
    id = "relative-representation-stability",
    title = "Relative representation stability",
    summary = "The attribution's relative change per relative change of a hidden layer.",
    reference = "Agarwal et al. 2022, arXiv:2203.06877")
public record RelativeRepresentationStability(
    @Param(value = "draws per instance", min = 1, max = 100_000) int samples,
    @Param(value = "largest noise per element", min = 0) double radius,
    @Param("layer of the representation; what the last layer with weights reads if empty")
        String layer)
    implements Metric {
  /** 10 draws of noise up to 0.02. */
  public RelativeRepresentationStability() {
    this(10, 0.02, "");
  }

  @Override
  public Traits traits() {
    return Traits.positive(
        Family.ROBUSTNESS, Direction.LOWER, Need.METHOD, Need.NUMBERS, Need.NETWORK);
  }

  @Override
  public Scores score(Subject subject) {
    Scorer scorer = subject.scorer(head((Network) subject.model()));
    double[][] own = NdArrays.rows(scorer.outputs());
    return RelativeStability.score(
        subject, samples, radius, moved -> RelativeStability.relative(own, scorer.outputs(moved)));
  }

  private Network head(Network network) {
    if (!layer.isEmpty()) {
      return network.upTo(network.node(layer));
    }
    List<Node> weighted =
        network.nodes().stream().filter(n -> !Layers.arrays(n.layer()).isEmpty()).toList();
    InputException.check(!weighted.isEmpty(), "The network has no weights; name a layer.");
    Node last = weighted.get(weighted.size() - 1);
    return network.upTo(network.nodes().get(last.inputs().get(0)));
  }
}
