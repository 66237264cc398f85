package org.xai4j.lrp;

import java.nio.file.Path;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.composite.CompositeFile;

/**
 * Relevance propagation by a composite of one's own.
 *
 * @param composite path of a YAML file as {@link CompositeFile} describes it
 */
@Info(
    id = "lrp",
    title = "LRP with a composite",
    summary = "Rules per layer type, name and depth, read from a file.",
    reference = "Montavon et al. 2019, LNCS 11700")
public record Lrp(@Param("path of the YAML file that assigns the rules") String composite)
    implements RelevanceExplainer {
  /** No file. */
  public Lrp() {
    this("");
  }

  @Override
  public Composite rules() {
    return CompositeFile.read(Path.of(composite));
  }

  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    return composite.isEmpty()
        ? Optional.of("it needs a file of rules; give composite=FILE.")
        : Optional.empty();
  }
}
