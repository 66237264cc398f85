package org.xai4j.core.layer;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The adjoint of a convolution over one or two spatial axes. Output length per axis: (in −
 * 1)·stride + dilation·(k − 1) + 1 + outputPadding − begin − end.
 *
 * @param weights [in, out / groups, k…]
 * @param bias [out]
 * @param stride per spatial axis
 * @param padding cut from the output: the begins of all axes, then the ends, as in ONNX
 * @param outputPadding added to the end of the output, per spatial axis
 * @param dilation per spatial axis
 * @param groups number of channel groups
 */
public record TransposedConvolution(
    INDArray weights,
    INDArray bias,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> outputPadding,
    List<Integer> dilation,
    int groups)
    implements Affine {
  /** Copies the lists and checks that the geometry fits the weights. */
  public TransposedConvolution {
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    outputPadding = List.copyOf(outputPadding);
    dilation = List.copyOf(dilation);
    Geometry.check("transposed convolution", weights, stride, padding, dilation);
  }

  @Override
  public TransposedConvolution with(INDArray newWeights, INDArray newBias) {
    return new TransposedConvolution(
        newWeights, newBias, stride, padding, outputPadding, dilation, groups);
  }

  @Override
  public String type() {
    return "TransposedConvolution" + stride.size() + "D";
  }

  @Override
  public Family family() {
    return Family.TRANSPOSED_CONVOLUTION;
  }
}
