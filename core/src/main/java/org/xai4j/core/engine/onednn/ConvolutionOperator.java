package org.xai4j.core.engine.onednn;

import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.AffineFirst;
import org.xai4j.core.tensor.Tensor;

/**
 * A convolution in one or two dimensions, alone or with an activation behind it. Layouts are
 * oneDNN's choice, but the few channels of a first layer stay row-major.
 */
final class ConvolutionOperator implements AffineFirst {
  /** Inputs of so many channels are images. */
  private static final int FEW = 4;

  private final OneDnnDevice device;
  private final Convolution layer;
  private final PackedWeights weights;
  private final OneDnnTensor bias;
  private final Optional<Pointwise> activation;
  private final Optional<Winograd> fewProducts;
  private final Prepared<MemoryLayout> forward = new Prepared<>();
  private final Prepared<MemoryLayout> backward = new Prepared<>();

  /** How the adjoint runs; empty until one is asked for, as it may have weights of its own. */
  private Optional<Adjoint> adjoint = Optional.empty();

  /** From a signal of the outputs and the shape of the inputs to the signal at those. */
  @FunctionalInterface
  private interface Adjoint {
    OneDnnTensor at(OneDnnTensor signal, long... shape);
  }

  private ConvolutionOperator(
      OneDnnDevice device, Convolution layer, Optional<Activation> activation, boolean exact) {
    this.device = device;
    this.layer = layer;
    this.activation = activation.map(a -> new Pointwise(a));
    INDArray w = layer.weights();
    long[] shape = w.shape();
    long[] dims = shape;
    if (layer.groups() > 1) {
      dims = new long[shape.length + 1];
      System.arraycopy(shape, 1, dims, 2, shape.length - 1);
      dims[0] = layer.groups();
      dims[1] = shape[0] / layer.groups();
    }
    weights = new PackedWeights((OneDnnTensor) device.weights(w).reshape(dims));
    bias = (OneDnnTensor) device.of(layer.bias());
    fewProducts = exact ? Optional.empty() : Winograd.of(device, layer, bias, this.activation);
  }

  /** By the definition: each output is right to rounding of its own products. */
  static ConvolutionOperator exact(OneDnnDevice device, Convolution layer) {
    return new ConvolutionOperator(device, layer, Optional.empty(), true);
  }

  /** By minimal filtering where that is faster. */
  static ConvolutionOperator fastest(
      OneDnnDevice device, Convolution layer, Optional<Activation> activation) {
    return new ConvolutionOperator(device, layer, activation, false);
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    OneDnnTensor x = (OneDnnTensor) inputs[0];
    double operations = operations(x.shape());
    if (fewProducts.isPresent() && fewProducts.get().pays(x.shape(), operations)) {
      return fewProducts.get().forward(x, operations);
    }
    Kernel kernel = forward.get(x.layout(), operations, this::forward);
    OneDnnTensor source = x.in(kernel.layout(0));
    OneDnnTensor y = OneDnnTensor.empty(device, kernel.layout(3));
    kernel.run(source.memory(), weights.in(kernel.layout(1)).memory(), bias.memory(), y.memory());
    return y;
  }

  @Override
  public Tensor behind(Recorded recorded, Tensor signal) {
    return activation.isPresent()
        ? activation.get().gradientFromOutput((OneDnnTensor) recorded.output(), signal)
        : signal;
  }

  @Override
  public Tensor adjoint(Tensor signal, long... input) {
    return transposed((OneDnnTensor) signal, input);
  }

  @Override
  public Tensor zeros(Recorded recorded) {
    return recorded.output().mul(0);
  }

  @Override
  public void accumulate(Tensor sum, Tensor versions) {
    ((OneDnnTensor) sum).accumulate((OneDnnTensor) versions);
  }

  /**
   * The adjoint of this convolution.
   *
   * @param signal of the output's shape
   * @param shape of the input
   */
  OneDnnTensor transposed(OneDnnTensor signal, long[] shape) {
    return chosen().at(signal, shape);
  }

  private synchronized Adjoint chosen() {
    if (adjoint.isEmpty()) {
      // Its weights outlive the chunk that asks first.
      adjoint = Optional.of(Chunks.outside(this::choose));
    }
    return adjoint.get();
  }

  private Adjoint choose() {
    Optional<Adjoint> turned =
        TurnedConvolution.of(layer, FEW)
            .map(this::alike)
            .map(convolution -> (signal, shape) -> (OneDnnTensor) convolution.forward(signal));
    return turned
        .or(
            () ->
                TurnedConvolution.ByChannel.of(device, layer, FEW).map(image -> image::transposed))
        .orElse(this::own);
  }

  /** oneDNN's own. */
  private OneDnnTensor own(OneDnnTensor signal, long... shape) {
    Kernel kernel = backward.get(MemoryLayout.plain(shape), shared(shape), this::backward);
    OneDnnTensor s = signal.in(kernel.layout(2));
    OneDnnTensor g = OneDnnTensor.empty(device, kernel.layout(0));
    kernel.run(g.memory(), weights.in(kernel.layout(1)).memory(), s.memory());
    return g;
  }

  private ConvolutionOperator alike(Convolution other) {
    return fewProducts.isPresent()
        ? fastest(device, other, Optional.empty())
        : exact(device, other);
  }

  /** Multiplications and additions for a batch of inputs. */
  private double operations(long[] shape) {
    double perCell = 2.0 * layer.weights().length() / layer.weights().size(0);
    for (long length : OutputShape.of(layer, shape)) {
      perCell *= length;
    }
    return perCell;
  }

  /**
   * What several threads may share of the adjoint: of one with steps nothing, as it adds up in
   * another order where their parts meet.
   */
  private double shared(long[] shape) {
    boolean steps = layer.stride().stream().anyMatch(step -> step > 1);
    return steps ? 0 : operations(shape);
  }

  private static long[] longs(List<Integer> list, int from, int to, int less) {
    return list.subList(from, to).stream().mapToLong(i -> i - less).toArray();
  }

  private convolution_forward.primitive_desc description(
      memory.desc source, long[] shape, boolean training, primitive_attr attributes) {
    int axes = layer.stride().size();
    return new convolution_forward.primitive_desc(
        OneDnn.ENGINE,
        training ? prop_kind.forward_training : prop_kind.forward_inference,
        algorithm.convolution_direct,
        source,
        MemoryLayout.any(weights.shape()),
        bias.layout().description(),
        MemoryLayout.any(OutputShape.of(layer, shape)),
        longs(layer.stride(), 0, axes, 0),
        longs(layer.dilation(), 0, axes, 1),
        longs(layer.padding(), 0, axes, 0),
        longs(layer.padding(), axes, 2 * axes, 0),
        attributes,
        false);
  }

  private static memory.desc source(long[] shape) {
    return shape[1] < FEW ? MemoryLayout.plain(shape).description() : MemoryLayout.any(shape);
  }

  private Kernel forward(MemoryLayout x) {
    post_ops operations = new post_ops();
    activation.ifPresent(a -> a.append(operations));
    memory.desc source = source(x.shape());
    var description = description(source, x.shape(), false, Kernels.then(operations));
    if (description.impl_info_str().getString().contains("gemm")) {
      // Some processors have no row-major kernel for few channels.
      memory.desc any = MemoryLayout.any(x.shape());
      description = description(any, x.shape(), false, Kernels.then(operations));
    }
    return new Kernel(
        new convolution_forward(description),
        description,
        new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_BIAS, dnnl.DNNL_ARG_DST},
        MemoryLayout.of(description.src_desc()),
        MemoryLayout.of(description.weights_desc()),
        bias.layout(),
        MemoryLayout.of(description.dst_desc()));
  }

  private Kernel backward(MemoryLayout x) {
    long[] shape = x.shape();
    int axes = layer.stride().size();
    var hint = description(source(shape), shape, true, OneDnn.attributes());
    var description =
        new convolution_backward_data.primitive_desc(
            OneDnn.ENGINE,
            algorithm.convolution_direct,
            source(shape),
            MemoryLayout.any(weights.shape()),
            MemoryLayout.any(OutputShape.of(layer, shape)),
            longs(layer.stride(), 0, axes, 0),
            longs(layer.dilation(), 0, axes, 1),
            longs(layer.padding(), 0, axes, 0),
            longs(layer.padding(), axes, 2 * axes, 0),
            hint,
            OneDnn.attributes(),
            false);
    return new Kernel(
        new convolution_backward_data(description),
        description,
        new int[] {dnnl.DNNL_ARG_DIFF_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DIFF_DST},
        MemoryLayout.of(description.diff_src_desc()),
        MemoryLayout.of(description.weights_desc()),
        MemoryLayout.of(description.diff_dst_desc()));
  }
}
