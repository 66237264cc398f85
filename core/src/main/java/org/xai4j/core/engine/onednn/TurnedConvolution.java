package org.xai4j.core.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Convolution;

/**
 * The adjoint of a convolution without steps as a convolution of its own: the kernels turned round
 * in space, inputs and outputs exchanged. oneDNN runs those faster than its own adjoints.
 */
final class TurnedConvolution {
  private TurnedConvolution() {}

  /**
   * The adjoint of a layer.
   *
   * @return nothing for layers of steps or groups, kernels of one cell, images of few channels and
   *     paddings beyond the kernel
   */
  static Optional<Convolution> of(Convolution layer, int few) {
    long[] shape = layer.weights().shape();
    int axes = shape.length - 2;
    boolean steps = layer.stride().stream().anyMatch(step -> step > 1);
    long cells = layer.weights().length() / (shape[0] * shape[1]);
    List<Integer> padding = new ArrayList<>();
    for (int i = 0; i < 2 * axes; i++) {
      int reach = layer.dilation().get(i % axes) * (int) (shape[2 + i % axes] - 1);
      padding.add(reach - layer.padding().get(i));
    }
    boolean runs = !steps && layer.groups() == 1 && cells > 1 && shape[1] >= few;
    return runs && padding.stream().allMatch(p -> p >= 0)
        ? Optional.of(turned(layer, shape, (int) cells, padding))
        : Optional.empty();
  }

  private static Convolution turned(
      Convolution layer, long[] shape, int cells, List<Integer> padding) {
    int outputs = (int) shape[0];
    int inputs = (int) shape[1];
    float[] weights = NdArrays.floats(layer.weights());
    float[] turned = new float[weights.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int k = 0; k < cells; k++) {
          turned[(i * outputs + o) * cells + cells - 1 - k] = weights[(o * inputs + i) * cells + k];
        }
      }
    }
    long[] exchanged = shape.clone();
    exchanged[0] = inputs;
    exchanged[1] = outputs;
    return new Convolution(
        Nd4j.createFromArray(turned).reshape('c', exchanged),
        Nd4j.zeros(layer.weights().dataType(), (long) inputs),
        layer.stride(),
        padding,
        layer.dilation(),
        1);
  }
}
