package org.xai4j.core.layer;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cross-correlation over one to three spatial axes: x [n, in, w], [n, in, h, w] or [n, in, d, h,
 * w].
 *
 * @param weights [out, in / groups, k…], one k per spatial axis
 * @param bias [out]
 * @param stride per spatial axis
 * @param padding zeros added: the begins of all axes, then the ends, as in ONNX
 * @param dilation per spatial axis
 * @param groups number of channel groups, 1 for an ordinary convolution
 */
public record Convolution(
    INDArray weights,
    INDArray bias,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation,
    int groups)
    implements Affine {
  /** Copies the lists and checks that the geometry fits the weights. */
  public Convolution {
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
    Geometry.check("convolution", weights, stride, padding, dilation);
  }

  @Override
  public Convolution with(INDArray newWeights, INDArray newBias) {
    return new Convolution(newWeights, newBias, stride, padding, dilation, groups);
  }

  @Override
  public String type() {
    return "Convolution" + stride.size() + "D";
  }

  @Override
  public Family family() {
    return Family.CONVOLUTION;
  }
}
