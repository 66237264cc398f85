package org.xai4j.core.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Softmax or log-softmax along an axis; the gradient follows from the output. */
final class SoftmaxOperator implements Operator {
  private final Softmax layer;
  private final Prepared<MemoryLayout> forward = new Prepared<>();
  private final Prepared<MemoryLayout> backward = new Prepared<>();

  SoftmaxOperator(Softmax layer) {
    this.layer = layer;
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    OneDnnTensor x = ((OneDnnTensor) inputs[0]).plain();
    OneDnnTensor y = x.like();
    forward.get(x.layout(), OneDnn.numbers(x.layout()), this::forward).run(x.memory(), y.memory());
    if (layer.guarded()) {
      guard(y.elements().asBuffer());
    }
    return y;
  }

  /** What is masked everywhere has no number. */
  private static void guard(FloatBuffer cells) {
    for (int i = 0; i < cells.limit(); i++) {
      if (Float.isNaN(cells.get(i))) {
        cells.put(i, 0);
      }
    }
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    OneDnnTensor y = ((OneDnnTensor) recorded.output()).plain();
    OneDnnTensor s = ((OneDnnTensor) signal).in(y.layout());
    int last = y.rank() - 1;
    if (axis(y.rank()) == last) {
      // oneDNN's own pass back is plain code on many processors.
      long[] matrix = {1, y.length() / y.size(last), y.size(last)};
      OneDnnTensor rows = (OneDnnTensor) y.reshape(matrix);
      OneDnnTensor arrived = (OneDnnTensor) s.reshape(matrix);
      Tensor passed =
          layer.logarithm()
              ? arrived.sub(exponential(rows).mul(arrived.sum(2)))
              : spread(arrived, (OneDnnTensor) arrived.mul(rows).sum(2), rows);
      return new Tensor[] {passed.reshape(y.shape())};
    }
    OneDnnTensor g = y.like();
    backward
        .get(y.layout(), OneDnn.numbers(y.layout()), this::backward)
        .run(y.memory(), s.memory(), g.memory());
    return new Tensor[] {g};
  }

  /** (signal − sums)·y. */
  private static OneDnnTensor spread(OneDnnTensor signal, OneDnnTensor sums, OneDnnTensor y) {
    OneDnnTensor g = y.like();
    Kernels.differenceTimes(signal.layout(), sums.layout())
        .run(signal.memory(), sums.memory(), g.memory(), y.memory());
    return g;
  }

  private static Tensor exponential(Tensor x) {
    return ((OneDnnTensor) x).map(algorithm.eltwise_exp, 0, 0);
  }

  private softmax_forward.primitive_desc description(MemoryLayout x) {
    int rank = x.shape().length;
    memory.desc both = x.description();
    return new softmax_forward.primitive_desc(
        OneDnn.ENGINE,
        prop_kind.forward_training,
        kind(),
        both,
        both,
        axis(rank),
        OneDnn.attributes(),
        false);
  }

  private algorithm kind() {
    return layer.logarithm() ? algorithm.softmax_log : algorithm.softmax_accurate;
  }

  private int axis(int rank) {
    return layer.axis() < 0 ? layer.axis() + rank : layer.axis();
  }

  private Kernel forward(MemoryLayout x) {
    var description = description(x);
    return new Kernel(
        new softmax_forward(description),
        description,
        new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST},
        x,
        x);
  }

  private Kernel backward(MemoryLayout y) {
    memory.desc all = y.description();
    var description =
        new softmax_backward.primitive_desc(
            OneDnn.ENGINE,
            kind(),
            all,
            all,
            all,
            axis(y.shape().length),
            description(y),
            OneDnn.attributes(),
            false);
    return new Kernel(
        new softmax_backward(description),
        description,
        new int[] {dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_SRC},
        y,
        y,
        y);
  }
}
