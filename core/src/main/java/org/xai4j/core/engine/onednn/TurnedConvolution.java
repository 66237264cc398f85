package org.xai4j.core.engine.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
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

  /**
   * The adjoint of a first convolution, from a few outputs to the one to three channels of an
   * image: each output's signal is convolved with its turned kernel, and the results are added up,
   * channel by channel of the image. oneDNN's own adjoint is a product of matrices whose columns it
   * then adds to the image.
   */
  static final class ByChannel {
    /** Outputs beyond which oneDNN's own adjoint is faster. */
    private static final int MANY = 16;

    private final OneDnnDevice device;
    private final long channels;
    private final long outputs;
    private final int block;
    private final long[] kernel;
    private final long[] before;
    private final long[] after;
    private final List<PackedWeights> weights;
    private final OneDnnTensor ones;
    private final Prepared<MemoryLayout> spread = new Prepared<>();
    private final Prepared<MemoryLayout> first = new Prepared<>();
    private final Prepared<MemoryLayout> next = new Prepared<>();

    private ByChannel(OneDnnDevice device, Convolution layer, int block) {
      this.device = device;
      this.block = block;
      long[] shape = layer.weights().shape();
      outputs = shape[0];
      channels = shape[1];
      kernel = new long[] {shape[2], shape[3]};
      before = new long[2];
      after = new long[2];
      for (int axis = 0; axis < 2; axis++) {
        before[axis] = kernel[axis] - 1 - layer.padding().get(axis);
        after[axis] = kernel[axis] - 1 - layer.padding().get(2 + axis);
      }
      float[] values = NdArrays.floats(layer.weights());
      weights = IntStream.range(0, (int) channels).mapToObj(c -> turned(values, c)).toList();
      float[] all = new float[block];
      Arrays.fill(all, 1);
      ones = (OneDnnTensor) device.of(all, 1, block, 1);
    }

    /**
     * The adjoint of a layer.
     *
     * @param few channels of an image are fewer
     * @return nothing for layers that it does not serve
     */
    static Optional<ByChannel> of(OneDnnDevice device, Convolution layer, int few) {
      int block = MemoryLayout.channelsPerBlock();
      long[] shape = layer.weights().shape();
      boolean served =
          block > 0
              && shape.length == 4
              && shape[1] < few
              && layer.groups() == 1
              && shape[0] <= MANY
              && shape[0] % block == 0
              && layer.stride().stream().allMatch(step -> step == 1)
              && layer.dilation().stream().allMatch(step -> step == 1)
              && inside(layer.padding(), shape);
      return served ? Optional.of(new ByChannel(device, layer, block)) : Optional.empty();
    }

    private static boolean inside(List<Integer> padding, long[] shape) {
      return IntStream.range(0, 4).allMatch(side -> padding.get(side) < shape[2 + side % 2]);
    }

    /** The kernels that read a channel, turned round: outputs × 1 × 1 × height × width. */
    private PackedWeights turned(float[] values, int channel) {
      int cells = (int) (kernel[0] * kernel[1]);
      float[] turned = new float[(int) outputs * cells];
      for (int o = 0; o < outputs; o++) {
        for (int k = 0; k < cells; k++) {
          turned[(o + 1) * cells - 1 - k] = values[(o * (int) channels + channel) * cells + k];
        }
      }
      return new PackedWeights((OneDnnTensor) device.of(turned, taps()));
    }

    private long[] taps() {
      return new long[] {outputs, 1, 1, kernel[0], kernel[1]};
    }

    /**
     * The signal at the image.
     *
     * @param signal at the outputs
     * @param shape of the images
     */
    OneDnnTensor transposed(OneDnnTensor signal, long... shape) {
      long cells = shape[2] * shape[3];
      double operations = 2.0 * shape[0] * cells * outputs * kernel[0] * kernel[1];
      MemoryLayout image = MemoryLayout.plain(shape);
      Kernel apart = spread.get(image, operations, this::spread);
      OneDnnTensor s = signal.in(apart.layout(0));
      OneDnnTensor parts = OneDnnTensor.empty(device, apart.layout(2));
      OneDnnTensor result = OneDnnTensor.empty(device, shape);
      for (int c = 0; c < channels; c++) {
        OneDnnTensor taps = weights.get(c).in(apart.layout(1));
        apart.run(s.memory(), taps.memory(), parts.memory());
        for (long b = 0; b < outputs / block; b++) {
          Prepared<MemoryLayout> sum = b == 0 ? first : next;
          boolean more = b > 0;
          sum.get(image, operations, layout -> sum(layout, more))
              .run(
                  parts.memory().further(b * cells * block),
                  ones.memory(),
                  result.memory().further(c * cells));
        }
      }
      return result;
    }

    /** Each output's part, at the image. */
    private Kernel spread(MemoryLayout image) {
      long[] shape = image.shape();
      long[] signal = {shape[0], outputs, 0, 0};
      for (int axis = 0; axis < 2; axis++) {
        signal[2 + axis] = shape[2 + axis] + kernel[axis] - 1 - before[axis] - after[axis];
      }
      MemoryLayout from = MemoryLayout.blocked(block, signal);
      MemoryLayout to = MemoryLayout.blocked(block, shape[0], outputs, shape[2], shape[3]);
      var description =
          new convolution_forward.primitive_desc(
              OneDnn.ENGINE,
              prop_kind.forward_inference,
              algorithm.convolution_direct,
              from.description(),
              MemoryLayout.any(taps()),
              to.description(),
              new long[] {1, 1},
              before,
              after,
              OneDnn.attributes(),
              false);
      return new Kernel(
          new convolution_forward(description),
          description,
          new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST},
          from,
          MemoryLayout.of(description.weights_desc()),
          to);
    }

    /** The sum of a block's parts, alone or added to what is there. */
    private Kernel sum(MemoryLayout image, boolean more) {
      long[] shape = image.shape();
      long cells = shape[2] * shape[3];
      MemoryLayout parts =
          MemoryLayout.of(
              new long[] {shape[0], cells, block}, new long[] {outputs * cells, block, 1});
      MemoryLayout result =
          MemoryLayout.of(new long[] {shape[0], cells, 1}, new long[] {channels * cells, 1, 1});
      post_ops operations = new post_ops();
      if (more) {
        operations.append_sum();
      }
      primitive_attr attributes = Kernels.then(operations);
      var description =
          new matmul.primitive_desc(
              OneDnn.ENGINE,
              parts.description(),
              ones.layout().description(),
              result.description(),
              attributes,
              false);
      return new Kernel(
          new matmul(description),
          description,
          new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST},
          parts,
          ones.layout(),
          result);
    }
  }
}
