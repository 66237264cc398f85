package org.xai4j.core.engine.onednn;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** y = scale·x + shift along the channels in one pass, alone or with a ReLU behind it. */
final class BatchNormalizationOperator implements Operator {
  private final OneDnnTensor scale;
  private final OneDnnTensor shift;
  private final OneDnnTensor zeros;
  private final OneDnnTensor ones;
  private final Optional<Pointwise> relu;
  private final Prepared<MemoryLayout> forward = new Prepared<>();
  private final Prepared<MemoryLayout> backward = new Prepared<>();

  /**
   * Batch normalisation of axis 1.
   *
   * @param relu a ReLU behind it
   */
  BatchNormalizationOperator(
      OneDnnDevice device, BatchNormalization layer, Optional<Activation> relu) {
    scale = (OneDnnTensor) device.of(layer.scale());
    shift = (OneDnnTensor) device.of(layer.shift());
    zeros = (OneDnnTensor) device.filled(DataType.FLOAT, 0, scale.length());
    ones = (OneDnnTensor) device.filled(DataType.FLOAT, 1, scale.length());
    this.relu = relu.map(a -> new Pointwise(a));
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    OneDnnTensor given = (OneDnnTensor) inputs[0];
    if ((given.layout().plain() && relu.isEmpty()) || given.layout().filled()) {
      // oneDNN's own pass over row-major images is plain code on many processors, and it leaves
      // anything in the cells that fill blocks up, where others expect zeros.
      Tensor y = given.mul(along(scale, given)).add(along(shift, given));
      return relu.isPresent() ? relu.get().forward(y) : y;
    }
    OneDnnTensor x = given.in(given.layout().byCells());
    return run(
        forward.get(x.layout(), OneDnn.numbers(x.layout()), l -> make(l, relu.isPresent())),
        x,
        shift);
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    OneDnnTensor s =
        relu.isPresent()
            ? relu.get().gradientFromOutput((OneDnnTensor) recorded.output(), signal)
            : (OneDnnTensor) signal;
    if (s.layout().plain() || s.layout().filled()) {
      return new Tensor[] {s.mul(along(scale, s))};
    }
    Kernel kernel = backward.get(s.layout(), OneDnn.numbers(s.layout()), l -> make(l, false));
    return new Tensor[] {run(kernel, s, zeros)};
  }

  private static Tensor along(OneDnnTensor channels, Tensor x) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    shape[1] = channels.length();
    return channels.reshape(shape);
  }

  private OneDnnTensor run(Kernel kernel, OneDnnTensor x, OneDnnTensor added) {
    OneDnnTensor y = x.like();
    kernel.run(
        x.memory(), zeros.memory(), ones.memory(), scale.memory(), added.memory(), y.memory());
    return y;
  }

  private Kernel make(MemoryLayout x, boolean rectified) {
    memory.desc both = x.description();
    int flags =
        dnnl.dnnl_use_global_stats
            | dnnl.dnnl_use_scale
            | dnnl.dnnl_use_shift
            | (rectified ? dnnl.dnnl_fuse_norm_relu : 0);
    var description =
        new batch_normalization_forward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.forward_inference.value,
            both,
            both,
            0f,
            flags,
            OneDnn.attributes(),
            false);
    MemoryLayout channel = zeros.layout();
    return new Kernel(
        new batch_normalization_forward(description),
        description,
        new int[] {
          dnnl.DNNL_ARG_SRC,
          dnnl.DNNL_ARG_MEAN,
          dnnl.DNNL_ARG_VARIANCE,
          dnnl.DNNL_ARG_SCALE,
          dnnl.DNNL_ARG_SHIFT,
          dnnl.DNNL_ARG_DST
        },
        x,
        channel,
        channel,
        channel,
        channel,
        x);
  }
}
