package org.xai4j.core.engine.onednn;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Maximum and average pooling; a recorded maximum remembers its winners. */
final class PoolingOperator implements Operator {
  private final OneDnnDevice device;
  private final Pooling layer;
  private final Operator reference;
  private final Map<MemoryLayout, Kernel> forward = new ConcurrentHashMap<>();
  private final Map<MemoryLayout, Kernel> recorded = new ConcurrentHashMap<>();
  private final Map<MemoryLayout, Kernel> backward = new ConcurrentHashMap<>();

  /**
   * Pooling.
   *
   * @param reference runs what oneDNN does in another way
   */
  PoolingOperator(OneDnnDevice device, Pooling layer, Operator reference) {
    this.device = device;
    this.layer = layer;
    this.reference = reference;
  }

  private boolean max() {
    return layer.kind() == Pooling.Kind.MAX;
  }

  /**
   * Whether the library has this pooling: it has no windows of padding alone, and divides an
   * average by the whole window even where that reaches beyond the padding.
   */
  private boolean runs(long[] shape) {
    long[] y = OutputShape.of(layer, shape);
    int axes = layer.kernel().size();
    for (int i = 0; i < axes; i++) {
      int before = layer.padding().get(i);
      long behind = behind(shape, y, i);
      long start = (y[2 + i] - 1) * layer.stride().get(i) - before;
      boolean alone = before >= extent(i) || start >= shape[2 + i];
      boolean beyond = behind > layer.padding().get(axes + i);
      if (alone || (beyond && !max() && layer.countPadding())) {
        return false;
      }
    }
    return true;
  }

  private int extent(int axis) {
    return layer.dilation().get(axis) * (layer.kernel().get(axis) - 1) + 1;
  }

  /** How far the last window reaches behind the input. */
  private long behind(long[] x, long[] y, int axis) {
    return (y[2 + axis] - 1) * layer.stride().get(axis)
        + extent(axis)
        - x[2 + axis]
        - layer.padding().get(axis);
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    OneDnnTensor x = (OneDnnTensor) inputs[0];
    if (!runs(x.shape())) {
      return reference.forward(inputs);
    }
    x = x.in(x.layout().byCells());
    Kernel kernel = forward.computeIfAbsent(x.layout(), layout -> forward(layout, false));
    OneDnnTensor y = OneDnnTensor.empty(device, kernel.layout(1));
    kernel.run(x.memory(), y.memory());
    return y;
  }

  @Override
  public Recorded record(Tensor... inputs) {
    OneDnnTensor x = (OneDnnTensor) inputs[0];
    if (!max() || !runs(x.shape())) {
      return Recorded.of(forward(inputs));
    }
    x = x.in(x.layout().byCells());
    Kernel kernel = recorded.computeIfAbsent(x.layout(), layout -> forward(layout, true));
    OneDnnTensor y = OneDnnTensor.empty(device, kernel.layout(1));
    Block winners = Arena.block(kernel.layout(2).bytes());
    winners.retain();
    kernel.run(x.memory(), y.memory(), winners.start());
    return new Recorded(y, winners);
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded known, Tensor signal) {
    OneDnnTensor x = (OneDnnTensor) inputs[0];
    if (!runs(x.shape())) {
      return reference.gradient(inputs, reference.record(inputs), signal);
    }
    if (max() && !(known.memo() instanceof Block)) {
      return gradient(inputs, record(inputs), signal);
    }
    Kernel kernel = backward.computeIfAbsent(x.layout().byCells(), this::backward);
    OneDnnTensor s = ((OneDnnTensor) signal).in(kernel.layout(0));
    OneDnnTensor g = OneDnnTensor.empty(device, kernel.layout(1));
    if (known.memo() instanceof Block winners) {
      kernel.run(s.memory(), g.memory(), winners.start());
    } else {
      kernel.run(s.memory(), g.memory());
    }
    return new Tensor[] {g};
  }

  private static long[] longs(List<Integer> list, int from, int to, int less) {
    return list.subList(from, to).stream().mapToLong(i -> i - less).toArray();
  }

  private algorithm kind() {
    return max()
        ? algorithm.pooling_max
        : layer.countPadding()
            ? algorithm.pooling_avg_include_padding
            : algorithm.pooling_avg_exclude_padding;
  }

  private long[] behind(long[] shape) {
    long[] y = OutputShape.of(layer, shape);
    long[] behind = new long[layer.kernel().size()];
    for (int i = 0; i < behind.length; i++) {
      behind[i] = Math.max(0, behind(shape, y, i));
    }
    return behind;
  }

  private pooling_forward.primitive_desc description(MemoryLayout x, boolean training) {
    int axes = layer.kernel().size();
    return new pooling_forward.primitive_desc(
        OneDnn.ENGINE,
        training ? prop_kind.forward_training : prop_kind.forward_inference,
        kind(),
        x.description(),
        MemoryLayout.any(OutputShape.of(layer, x.shape())),
        longs(layer.stride(), 0, axes, 0),
        longs(layer.kernel(), 0, axes, 0),
        longs(layer.dilation(), 0, axes, 1),
        longs(layer.padding(), 0, axes, 0),
        behind(x.shape()),
        OneDnn.attributes(),
        false);
  }

  private Kernel forward(MemoryLayout x, boolean training) {
    var description = description(x, training);
    MemoryLayout y = MemoryLayout.of(description.dst_desc());
    return training
        ? new Kernel(
            new pooling_forward(description),
            description,
            new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_WORKSPACE},
            x,
            y,
            MemoryLayout.of(description.workspace_desc()))
        : new Kernel(
            new pooling_forward(description),
            description,
            new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST},
            x,
            y);
  }

  private Kernel backward(MemoryLayout x) {
    int axes = layer.kernel().size();
    var hint = description(x, true);
    memory.desc y = hint.dst_desc();
    var description =
        new pooling_backward.primitive_desc(
            OneDnn.ENGINE,
            kind(),
            x.description(),
            y,
            longs(layer.stride(), 0, axes, 0),
            longs(layer.kernel(), 0, axes, 0),
            longs(layer.dilation(), 0, axes, 1),
            longs(layer.padding(), 0, axes, 0),
            behind(x.shape()),
            hint,
            OneDnn.attributes(),
            false);
    return max()
        ? new Kernel(
            new pooling_backward(description),
            description,
            new int[] {dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_SRC, dnnl.DNNL_ARG_WORKSPACE},
            MemoryLayout.of(y),
            x,
            MemoryLayout.of(hint.workspace_desc()))
        : new Kernel(
            new pooling_backward(description),
            description,
            new int[] {dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_SRC},
            MemoryLayout.of(y),
            x);
  }
}
