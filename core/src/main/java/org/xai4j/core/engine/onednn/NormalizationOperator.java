package org.xai4j.core.engine.onednn;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Normalisation by each row's own statistics over the trailing axes: y = γ·(x − m)/√(v + ε) + β.
 * Under instance normalisation each channel is a row with numbers γ and β of its own.
 */
final class NormalizationOperator implements Operator {
  private final OneDnnDevice device;
  private final double epsilon;
  private final boolean instance;
  private final Tensor gamma;
  private final Tensor beta;
  private final Map<MemoryLayout, Passes> passes = new ConcurrentHashMap<>();

  /** Forward and backward over rows of one shape, without γ and β. */
  private record Passes(Kernel forward, Kernel backward) {}

  private NormalizationOperator(
      OneDnnDevice device, INDArray gamma, INDArray beta, double epsilon, boolean instance) {
    this.device = device;
    this.epsilon = epsilon;
    this.instance = instance;
    long[] along = instance ? new long[] {1, gamma.length(), 1} : new long[] {1, 1, gamma.length()};
    this.gamma = device.of(gamma).reshape(along);
    this.beta = device.of(beta).reshape(along);
  }

  static Operator of(OneDnnDevice device, LayerNormalization layer) {
    return new NormalizationOperator(device, layer.gamma(), layer.beta(), layer.epsilon(), false);
  }

  static Operator of(OneDnnDevice device, InstanceNormalization layer) {
    return new NormalizationOperator(device, layer.gamma(), layer.beta(), layer.epsilon(), true);
  }

  /** The rows that are normalised [1, rows, size], or under instance normalisation [n, c, size]. */
  private long[] grouped(Tensor x) {
    if (instance) {
      return new long[] {x.size(0), x.size(1), x.length() / (x.size(0) * x.size(1))};
    }
    return new long[] {1, x.length() / gamma.length(), gamma.length()};
  }

  private static OneDnnTensor rows(Tensor x, long... grouped) {
    return ((OneDnnTensor) x)
        .plain()
        .view(MemoryLayout.plain(grouped[0] * grouped[1], grouped[2]), 0);
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    long[] grouped = grouped(inputs[0]);
    OneDnnTensor x = rows(inputs[0], grouped);
    return normalized(x, statistics(x))
        .reshape(grouped)
        .mul(gamma)
        .add(beta)
        .reshape(inputs[0].shape());
  }

  /** Room for the mean of every row and then for the variance of every row. */
  private OneDnnTensor statistics(OneDnnTensor x) {
    return OneDnnTensor.empty(device, 2, x.size(0));
  }

  private OneDnnTensor normalized(OneDnnTensor x, OneDnnTensor statistics) {
    OneDnnTensor y = x.like();
    OneDnnTensor mean = (OneDnnTensor) statistics.rows(0, 1);
    OneDnnTensor variance = (OneDnnTensor) statistics.rows(1, 2);
    passes(x).forward().run(x.memory(), y.memory(), mean.memory(), variance.memory());
    return y;
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    long[] grouped = grouped(inputs[0]);
    OneDnnTensor x = rows(inputs[0], grouped);
    OneDnnTensor statistics = statistics(x);
    normalized(x, statistics);
    OneDnnTensor s = rows(signal.reshape(grouped).mul(gamma), grouped);
    OneDnnTensor g = x.like();
    OneDnnTensor mean = (OneDnnTensor) statistics.rows(0, 1);
    OneDnnTensor variance = (OneDnnTensor) statistics.rows(1, 2);
    passes(x).backward().run(x.memory(), s.memory(), mean.memory(), variance.memory(), g.memory());
    return new Tensor[] {g.reshape(inputs[0].shape())};
  }

  private Passes passes(OneDnnTensor x) {
    return passes.computeIfAbsent(x.layout(), this::make);
  }

  private Passes make(MemoryLayout x) {
    memory.desc all = x.description();
    MemoryLayout numbers = MemoryLayout.plain(x.shape()[0]);
    var forward =
        new layer_normalization_forward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.forward_training,
            all,
            all,
            numbers.description(),
            (float) epsilon,
            normalization_flags.none,
            OneDnn.attributes(),
            false);
    var backward =
        new layer_normalization_backward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.backward_data,
            all,
            all,
            all,
            numbers.description(),
            (float) epsilon,
            normalization_flags.none,
            forward,
            OneDnn.attributes(),
            false);
    return new Passes(
        new Kernel(
            new layer_normalization_forward(forward),
            forward,
            new int[] {
              dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_MEAN, dnnl.DNNL_ARG_VARIANCE
            },
            x,
            x,
            numbers,
            numbers),
        new Kernel(
            new layer_normalization_backward(backward),
            backward,
            new int[] {
              dnnl.DNNL_ARG_SRC,
              dnnl.DNNL_ARG_DIFF_DST,
              dnnl.DNNL_ARG_MEAN,
              dnnl.DNNL_ARG_VARIANCE,
              dnnl.DNNL_ARG_DIFF_SRC
            },
            x,
            x,
            numbers,
            numbers,
            x));
  }
}
