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
 * Grad-CAM++: with activations A of a layer and gradients g of the score with respect to them, over
 * channels c and cells s, L(s) = max(Σ_c w_c·A, 0), w_c = Σ_s α·max(g, 0), α = g²/(2g² + g³·Σ_s A).
 *
 * @param layer of the activations; by default the last convolution
 * @param raw whether maps keep the layer's resolution [n, 1, …]; else they get the input's shape,
 *     the same for all its channels
 * @param relu whether negative values are cut off
 * @param enlarge how maps get the input's shape
 */
@Info(
    id = "grad-cam-plus-plus",
    title = "Grad-CAM++",
    summary = "A layer's channels, weighted by their positive gradients with cell-wise shares.",
    reference = "Chattopadhay et al. 2018, arXiv:1710.11063")
public record GradCamPlusPlus(
    @Param("layer of the activations, by default the last convolution") Optional<String> layer,
    @Param("whether maps keep the layer's resolution") boolean raw,
    @Param("whether negative values are cut off") boolean relu,
    @Param("how maps get the input's shape") Enlargement enlarge)
    implements CamExplainer {
  /** The positive part at the last convolution, enlarged. */
  public GradCamPlusPlus() {
    this(Optional.empty(), false, true, Enlargement.BILINEAR);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    return Cam.attributor(
        model, LayerChoice.convolution(model, layer), context, this, GradCamPlusPlus::map);
  }

  private static Tensor map(Tensor a, Tensor g) {
    // g² is cancelled from both sides of the share; where nothing is left below, there is no share.
    Tensor below = g.mul(a.sum(Cam.cells(a))).add(2);
    Tensor weights = g.positive().div(below, 0).sum(Cam.cells(a));
    return a.mul(weights).sum(1);
  }
}
