package org.xai4j.gradient.cam;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.LayerChoice;

/**
 * LayerCAM: with activations A of a layer and gradients g of the score with respect to them, over
 * channels c and cells s, L(s) = max(Σ_c max(g, 0)·A, 0).
 *
 * @param layer of the activations; by default the last convolution
 * @param raw whether maps keep the layer's resolution [n, 1, …]; else they get the input's shape,
 *     the same for all its channels
 * @param relu whether negative values are cut off
 * @param enlarge how maps get the input's shape
 */
@Info(
    id = "layer-cam",
    title = "LayerCAM",
    summary = "A layer's activations, each times its positive gradient.",
    reference = "Jiang et al. 2021, doi:10.1109/TIP.2021.3089943")
public record LayerCam(
    @Param("layer of the activations, by default the last convolution") Optional<String> layer,
    @Param("whether maps keep the layer's resolution") boolean raw,
    @Param("whether negative values are cut off") boolean relu,
    @Param("how maps get the input's shape") Enlargement enlarge)
    implements CamExplainer {
  /** The positive part at the last convolution, enlarged. */
  public LayerCam() {
    this(Optional.empty(), false, true, Enlargement.BILINEAR);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    return Cam.attributor(
        model, LayerChoice.convolution(model, layer), context, this, LayerCam::map);
  }

  private static Tensor map(Tensor a, Tensor g) {
    return a.mul(g.positive()).sum(1);
  }
}
