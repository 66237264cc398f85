package org.xai4j.lrp;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;

/**
 * Relevance propagation by a composite of one's own.
 *
 * @param composite which rule each layer has; as text what {@link Composite#parse} reads
 */
@Info(
    id = "lrp",
    title = "LRP with a composite",
    summary = "Rules of one's own per layer type, name and depth.",
    reference = "Montavon et al. 2019, LNCS 11700")
public record Lrp(
    @Param(
            value =
                "a YAML file that assigns the rules, or a line such as"
                    + " first:1=z-box;type:convolution=gamma;epsilon (also: rules=…)",
            also = "rules")
        Composite composite)
    implements RelevanceExplainer {
  /** No rules, which explains nothing. */
  public Lrp() {
    this(Composite.builder().build());
  }

  @Override
  public Composite rules() {
    return composite;
  }

  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    return composite.equals(new Lrp().composite)
        ? Optional.of("it needs rules; give composite=FILE, or rules=RULE.")
        : Optional.empty();
  }
}
