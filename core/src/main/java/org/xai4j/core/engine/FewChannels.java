package org.xai4j.core.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;

/** The gradient of a convolution of few input channels, image by image by {@link Planes}. */
final class FewChannels {
  /** Above this many input channels oneDNN is no slower. */
  private static final int FEW = 3;

  private final float[] weights;
  private final long[] shape;

  private FewChannels(Convolution layer) {
    weights = Host.floats(layer.weights());
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

  private Planes planes(INDArray images) {
    return new Planes(weights, shape, (int) images.size(2), (int) images.size(3));
  }

  /**
   * The adjoint of the convolution, a maximum over tiles of 2×2 and a rectifier.
   *
   * @param images the input
   * @param z the convolution's output
   * @param pooled the rectified maxima
   * @param signal of the pooled output
   * @return the input's signal
   */
  INDArray pooledBack(INDArray images, INDArray z, INDArray pooled, INDArray signal) {
    INDArray s = Ops.plain(signal);
    INDArray y = Ops.plain(pooled);
    INDArray g = Ops.empty(DataType.FLOAT, images.shape());
    Planes planes = planes(images);
    float[] image = new float[(int) g.stride(0)];
    int[] cells = new int[(int) z.stride(0)];
    int[] bits = new int[(int) s.stride(0)];
    int[] tops = new int[bits.length];
    for (int n = 0; n < g.size(0); n++) {
      Host.readBits(z, (long) n * cells.length, cells);
      Host.readBits(s, (long) n * bits.length, bits);
      Host.readBits(y, (long) n * tops.length, tops);
      planes.pooledBack(cells, tops, bits, image);
      Host.write(image, 0, image.length, g, (long) n * image.length);
    }
    return g;
  }

  /**
   * The adjoint of the convolution alone.
   *
   * @param images the input
   * @param signal of the convolution's output
   * @return the input's signal
   */
  INDArray back(INDArray images, INDArray signal) {
    INDArray s = Ops.plain(signal);
    INDArray g = Ops.empty(DataType.FLOAT, images.shape());
    Planes planes = planes(images);
    float[] image = new float[(int) g.stride(0)];
    float[] values = new float[(int) s.stride(0)];
    for (int n = 0; n < g.size(0); n++) {
      Host.read(s, (long) n * values.length, values, 0, values.length);
      planes.back(values, image);
      Host.write(image, 0, image.length, g, (long) n * image.length);
    }
    return g;
  }
}
