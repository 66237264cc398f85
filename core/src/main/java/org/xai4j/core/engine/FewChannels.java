package org.xai4j.core.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;

/**
 * What runs in Java of a convolution of few input channels: its gradient, by {@link Planes}, and
 * convolution, rectifier and 2×2 maximum as one, by {@link TiledConvolution}.
 */
final class FewChannels {
  /** Up to here it was measured to gain over oneDNN, forward and backward. */
  private static final int FEW = 3;

  private final float[] weights;
  private final float[] biases;
  private final long[] shape;

  private FewChannels(Convolution layer) {
    weights = Host.floats(layer.weights());
    biases = Host.floats(layer.bias());
    shape = layer.weights().shape();
  }

  /**
   * The layer made ready.
   *
   * @param layer a convolution
   * @return null if the layer is not of the kind that gains
   */
  static @Nullable FewChannels of(Convolution layer) {
    boolean gains =
        Ops.HOST
            && layer.weights().rank() == 4
            && layer.weights().dataType() == DataType.FLOAT
            && layer.weights().size(1) <= FEW
            && layer.groups() == 1
            && layer.stride().stream().allMatch(s -> s == 1)
            && layer.dilation().stream().allMatch(d -> d == 1)
            && layer.padding().stream().allMatch(p -> p == 0);
    return gains ? new FewChannels(layer) : null;
  }

  /**
   * The adjoint of the convolution.
   *
   * @param images the input
   * @param signal of the convolution's output
   * @return the input's signal
   */
  INDArray back(INDArray images, INDArray signal) {
    INDArray s = Ops.plain(signal);
    INDArray g = Ops.empty(DataType.FLOAT, images.shape());
    Planes planes = new Planes(weights, shape, (int) images.size(2), (int) images.size(3));
    float[] image = new float[(int) g.stride(0)];
    float[] values = new float[(int) s.stride(0)];
    for (int n = 0; n < g.size(0); n++) {
      Host.read(s, (long) n * values.length, values, 0, values.length);
      planes.back(values, image);
      Host.write(image, 0, image.length, g, (long) n * image.length);
    }
    return g;
  }

  private long pooled(INDArray images, int axis) {
    return (images.size(axis) - shape[axis] + 1) / 2;
  }

  /**
   * Convolution, rectifier and maximum over tiles of 2×2.
   *
   * @param images the input
   * @param keep whether the winners are kept for the gradient
   * @return the output, with the winners as memo
   */
  Operator.Recorded pooled(INDArray images, boolean keep) {
    INDArray x = Ops.plain(images);
    int rows = (int) x.size(0);
    INDArray y = Ops.empty(DataType.FLOAT, rows, shape[0], pooled(x, 2), pooled(x, 3));
    TiledConvolution tiles = tiles(x);
    int length = tiles.pooledLength();
    int memo = tiles.memoLength();
    float @Nullable [] winners = keep ? new float[rows * memo] : null;
    int size = (int) x.stride(0);
    float[] pixels = new float[tiles.images() * size];
    float[] values = new float[tiles.images() * length];
    for (int n = 0; n < rows; n += tiles.images()) {
      int count = Math.min(tiles.images(), rows - n);
      Host.read(x, (long) n * size, pixels, 0, count * size);
      tiles.forward(pixels, count, values, winners, n * memo);
      Host.write(values, 0, count * length, y, (long) n * length);
    }
    return new Operator.Recorded(y, winners == null ? Operator.Recorded.NOTHING : winners);
  }

  /**
   * The adjoint of {@link #pooled}.
   *
   * @param images the input
   * @param winners its memo
   * @param signal of the pooled output
   * @return the input's signal
   */
  INDArray pooledBack(INDArray images, float[] winners, INDArray signal) {
    INDArray s = Ops.plain(signal);
    INDArray g = Ops.empty(DataType.FLOAT, images.shape());
    int rows = (int) g.size(0);
    TiledConvolution tiles = tiles(images);
    int length = tiles.pooledLength();
    int size = (int) g.stride(0);
    float[] pixels = new float[tiles.images() * size];
    float[] values = new float[tiles.images() * length];
    for (int n = 0; n < rows; n += tiles.images()) {
      int count = Math.min(tiles.images(), rows - n);
      Host.read(s, (long) n * length, values, 0, count * length);
      tiles.back(winners, n * tiles.memoLength(), values, count, pixels);
      Host.write(pixels, 0, count * size, g, (long) n * size);
    }
    return g;
  }

  private TiledConvolution tiles(INDArray images) {
    return new TiledConvolution(
        weights,
        shape,
        biases,
        (int) images.size(2),
        (int) images.size(3),
        Math.max(1, (int) images.size(0)));
  }
}
