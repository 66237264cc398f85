package org.xai4j.gradient;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.model.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Guided Grad-CAM: guided backpropagation times the Grad-CAM map, enlarged bilinearly to the input.
 *
 * @param layer of the map's activations; by default the last convolution
 */
@Info(
    id = "guided-grad-cam",
    title = "Guided Grad-CAM",
    summary = "Guided backpropagation times the enlarged Grad-CAM map.",
    reference = "Selvaraju et al. 2017, arXiv:1610.02391")
public record GuidedGradCam(
    @Param("layer of the activations, by default the last convolution") Optional<String> layer)
    implements CamExplainer {
  /** At the last convolution. */
  public GuidedGradCam() {
    this(Optional.empty());
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Attributor map = new GradCam(layer, false, true).prepare(model, inputs, context);
    Attributor guided = new GuidedBackprop().prepare(model, inputs, context);
    return rows -> guided.attribute(rows).mul(map.attribute(rows));
  }
}
