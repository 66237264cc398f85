package org.xai4j.gradient.cam;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.gradient.GuidedBackprop;

/**
 * Guided Grad-CAM: guided backpropagation times the positive Grad-CAM map, enlarged to the input.
 *
 * @param layer of the map's activations; by default the last convolution
 * @param enlarge how maps get the input's shape
 */
@Info(
    id = "guided-grad-cam",
    title = "Guided Grad-CAM",
    summary = "Guided backpropagation times the enlarged Grad-CAM map.",
    reference = "Selvaraju et al. 2017, arXiv:1610.02391")
public record GuidedGradCam(
    @Param("layer of the activations, by default the last convolution") Optional<String> layer,
    @Param("how maps get the input's shape") Enlargement enlarge)
    implements CamExplainer {
  /** At the last convolution. */
  public GuidedGradCam() {
    this(Optional.empty(), Enlargement.BILINEAR);
  }

  @Override
  public boolean raw() {
    return false;
  }

  @Override
  public boolean relu() {
    return true;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Attributor map = new GradCam(layer, false, true, enlarge).prepare(model, inputs, context);
    Attributor guided = new GuidedBackprop().prepare(model, inputs, context);
    return rows -> guided.attribute(rows).mul(map.attribute(rows));
  }
}
