package org.xai4j.core.engine;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Pooling;

/**
 * A convolution, a rectifier and a maximum over tiles of 2×2, as one operator. The maximum comes
 * before the rectifier, with which it commutes, so that the rectifier sees a quarter of the cells.
 *
 * <p>The gradient of a convolution of few input channels is slow as such. There the signals of the
 * four positions within a tile become four blocks of channels, and the four positions within 2×2
 * input pixels four times the input channels: W′[(a, b, o), (q, r, i), p, s] = W[o, i, 2p + q − a,
 * 2s + r − b] maps the parts of the input to the parts z[2y + a, 2x + b] of the output.
 */
final class PooledConvolution implements Operator {
  /** Above this, the plain gradient is no slower. */
  private static final int FEW_CHANNELS = 4;

  private final Convolution layer;
  private final ConvolutionOperator convolution;
  private final PoolingOperator pooling;
  private final ReluOperator relu = new ReluOperator();
  private final int channels;
  private final int maps;
  private final Optional<ConvolutionOperator> blocks;

  private PooledConvolution(Convolution layer, Pooling pooling) {
    this.layer = layer;
    this.convolution = new ConvolutionOperator(layer);
    this.pooling = new PoolingOperator(pooling);
    channels = (int) layer.weights().size(1);
    maps = (int) layer.weights().size(0);
    boolean plain =
        channels <= FEW_CHANNELS
            && layer.groups() == 1
            && layer.stride().stream().allMatch(s -> s == 1)
            && layer.dilation().stream().allMatch(d -> d == 1)
            && layer.padding().stream().allMatch(p -> p == 0);
    blocks = plain ? Optional.of(new ConvolutionOperator(spread())) : Optional.empty();
  }

  private Convolution spread() {
    int kh = (int) layer.weights().size(2);
    int kw = (int) layer.weights().size(3);
    int h = kh / 2 + 1;
    int w = kw / 2 + 1;
    double[] given = Host.doubles(layer.weights());
    double[] spread = new double[4 * maps * 4 * channels * h * w];
    for (int i = 0; i < spread.length; i++) {
      int s = i % w;
      int p = i / w % h;
      int in = i / (w * h) % (4 * channels);
      int out = i / (w * h * 4 * channels);
      int u = 2 * p + in / channels / 2 - out / maps / 2;
      int v = 2 * s + in / channels % 2 - out / maps % 2;
      if (u >= 0 && u < kh && v >= 0 && v < kw) {
        int kernel = (out % maps * channels + in % channels) * kh;
        spread[i] = given[(kernel + u) * kw + v];
      }
    }
    DataType type = layer.weights().dataType();
    return new Convolution(
        Host.array(type, spread, 4L * maps, 4L * channels, h, w),
        Host.array(type, new double[4 * maps], 4L * maps),
        layer.stride(),
        layer.padding(),
        layer.dilation(),
        1);
  }

  /**
   * The fused operator.
   *
   * @param layer the convolution
   * @param pooling what follows its rectifier
   * @return nothing if the layers are not of the kind that gains
   */
  static Optional<PooledConvolution> of(Convolution layer, Pooling pooling) {
    boolean fits =
        pooling.equals(Pooling.square(Pooling.Kind.MAX, 2, 2))
            && layer.weights().rank() == 4
            && layer.weights().dataType() == DataType.FLOAT;
    return fits ? Optional.of(new PooledConvolution(layer, pooling)) : Optional.empty();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return record(inputs).output();
  }

  @Override
  public Recorded record(INDArray... inputs) {
    INDArray z = convolution.forward(inputs);
    return new Recorded(relu.forward(pooling.forward(z)), z);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray z = (INDArray) recorded.memo();
    boolean even = z.size(2) % 2 == 0 && z.size(3) % 2 == 0;
    if (blocks.isEmpty() || !even) {
      INDArray[] rectified = relu.gradient(inputs, recorded, signal);
      INDArray[] pooled = pooling.gradient(new INDArray[] {z}, recorded, rectified[0]);
      return convolution.gradient(inputs, recorded, pooled[0]);
    }
    INDArray g = Ops.empty(DataType.FLOAT, z.size(0), 4L * maps, signal.size(2), signal.size(3));
    int[] parts = Scratch.ints(2, g.length());
    Tiles.rectifiedBlocks(
        Scratch.bits(0, z),
        Scratch.bits(1, signal),
        parts,
        (int) z.size(0),
        maps,
        (int) signal.size(2),
        (int) signal.size(3));
    Host.writeBits(parts, g);
    INDArray x = inputs[0];
    long[] shape = {x.size(0), 4L * channels, half(x.size(2)), half(x.size(3))};
    INDArray model = Ops.empty(DataType.FLOAT, shape);
    INDArray apart = blocks.get().gradient(new INDArray[] {model}, recorded, g)[0];
    return new INDArray[] {join(apart, x.shape())};
  }

  private static long half(long length) {
    return (length + 1) / 2;
  }

  /** [n, 4c, h/2, w/2], the pixels of even and odd rows and columns, to [n, c, h, w]. */
  private INDArray join(INDArray parts, long[] shape) {
    INDArray x = Ops.empty(DataType.FLOAT, shape);
    int[] in = Scratch.bits(0, parts);
    int[] out = Scratch.ints(1, x.length());
    int h = (int) shape[2];
    int w = (int) shape[3];
    int hh = (int) half(h);
    int hw = (int) half(w);
    for (int plane = 0; plane < shape[0] * channels; plane++) {
      int n = plane / channels;
      int c = plane % channels;
      for (int y = 0; y < h; y++) {
        int even = ((n * 4 * channels + y % 2 * 2 * channels + c) * hh + y / 2) * hw;
        int odd = even + channels * hh * hw;
        for (int i = 0; i < w; i++) {
          out[(plane * h + y) * w + i] = in[(i % 2 == 0 ? even : odd) + i / 2];
        }
      }
    }
    Host.writeBits(out, x);
    return x;
  }
}
