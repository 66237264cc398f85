package org.xai4j.core.engine.cuda;

import java.util.List;
import java.util.Optional;

/**
 * A convolution on a device and its adjoint, which are each other's gradients.
 *
 * @param device where
 * @param weights [out, in / groups, k…]
 * @param stride per axis
 * @param padding begins, then ends
 * @param dilation per axis
 * @param groups of channels
 */
record Slide(
    CudaDevice device,
    CudaTensor weights,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation,
    int groups) {
  /** Groups of fewer channels do not fill a tile. */
  private static final int THIN = 8;

  private int outChannels() {
    return (int) weights.size(0) / groups;
  }

  private int inChannels() {
    return (int) weights.size(1);
  }

  /** The kernels' structure {@code Sliding}. */
  private int[] packed(long[] in, long[] out) {
    return WindowAxes.joined(
        new int[] {(int) in[0], groups, inChannels(), outChannels()},
        WindowAxes.spatial(in),
        WindowAxes.spatial(out),
        WindowAxes.spatial(weights.shape()),
        WindowAxes.three(stride, 1),
        WindowAxes.before(padding),
        WindowAxes.three(dilation, 1));
  }

  private static int cells(int... axes) {
    return axes[0] * axes[1] * axes[2];
  }

  private int tiles(int channels, long[] shape) {
    int columns = (int) shape[0] * cells(WindowAxes.spatial(shape));
    return Products.tiles(channels) * Products.tiles(columns) * groups;
  }

  /** The convolution of x, of a known shape. */
  CudaTensor forward(CudaTensor x, CudaTensor bias, long... shape) {
    CudaTensor y = x.empty(shape);
    int[] packed = packed(x.shape(), shape);
    if (outChannels() < THIN) {
      device.cells("convolution_thin", x.type(), y.cells(), y, x, weights, bias, y.cells(), packed);
    } else {
      device.blocks(
          "convolution", x.type(), tiles(outChannels(), shape), y, x, weights, bias, packed);
    }
    return y;
  }

  /** The adjoint of the convolution, of a known shape, plus a bias if there is one. */
  CudaTensor back(CudaTensor signal, Optional<CudaTensor> bias, long... shape) {
    CudaTensor g = signal.empty(shape);
    int[] packed = packed(shape, signal.shape());
    CudaTensor added = bias.orElse(signal);
    boolean has = bias.isPresent();
    if (inChannels() < THIN) {
      device.cells(
          "convolution_thin_back",
          signal.type(),
          g.cells(),
          g,
          signal,
          weights,
          added,
          has,
          g.cells(),
          packed);
    } else {
      device.blocks(
          "convolution_back",
          signal.type(),
          tiles(inChannels(), shape),
          g,
          signal,
          weights,
          added,
          has,
          packed);
    }
    return g;
  }
}
