package org.xai4j.benchmarks.speed;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;

/** ResNet-50 (He et al. 2016) with random weights, batch normalisation merged: 3×224×224. */
final class ResidualNetwork {
  private static final int[] WIDTHS = {64, 128, 256, 512};
  private static final int[] BLOCKS = {3, 4, 6, 3};

  private final NetworkBuilder builder = Network.builder(3, 224, 224);
  private int layers;

  private ResidualNetwork() {}

  /** The network; the same weights in every run. */
  static Network of() {
    ResidualNetwork made = new ResidualNetwork();
    int last = made.rectified(made.convolution(0, 3, 64, 7, 2));
    Pooling pool =
        new Pooling(
            Pooling.Kind.MAX,
            List.of(3, 3),
            List.of(2, 2),
            List.of(1, 1, 1, 1),
            List.of(1, 1),
            false,
            false);
    last = made.builder.add("pool", pool, last);
    int inside = 64;
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      for (int block = 0; block < BLOCKS[stage]; block++) {
        int stride = block == 0 && stage > 0 ? 2 : 1;
        last = made.block(last, inside, WIDTHS[stage], stride);
        inside = 4 * WIDTHS[stage];
      }
    }
    last = made.builder.add("mean", new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false), last);
    Dense dense =
        new Dense(SpeedModels.random(0.02, inside, 1000), Nd4j.zeros(DataType.FLOAT, 1000L));
    return made.builder.build(made.builder.add("scores", dense, last));
  }

  private int block(int from, int inside, int width, int stride) {
    int out = 4 * width;
    int body = rectified(convolution(from, inside, width, 1, 1));
    body = rectified(convolution(body, width, width, 3, stride));
    body = convolution(body, width, out, 1, 1);
    boolean same = inside == out && stride == 1;
    int shortcut = same ? from : convolution(from, inside, out, 1, stride);
    int sum =
        builder.add("sum" + layers++, new Elementwise(Elementwise.Operation.ADD), body, shortcut);
    return rectified(sum);
  }

  private int rectified(int from) {
    return builder.add("relu" + layers++, Activation.relu(), from);
  }

  private int convolution(int from, int in, int out, int size, int stride) {
    int pad = size / 2;
    double scale = 1 / Math.sqrt((double) in * size * size);
    Convolution layer =
        new Convolution(
            SpeedModels.random(scale, out, in, size, size),
            Nd4j.zeros(DataType.FLOAT, (long) out),
            List.of(stride, stride),
            List.of(pad, pad, pad, pad),
            List.of(1, 1),
            1);
    return builder.add("conv" + layers++, layer, from);
  }
}
