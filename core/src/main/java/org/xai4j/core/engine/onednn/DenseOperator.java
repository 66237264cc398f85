package org.xai4j.core.engine.onednn;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.tensor.AffineFirst;
import org.xai4j.core.tensor.Tensor;

/** y = x·W + b on the last axis, alone or with an activation behind it; gradient s·Wᵀ. */
final class DenseOperator implements AffineFirst {
  /** Rows that share the reading of the weights. */
  private static final long MANY = 32;

  private final OneDnnDevice device;
  private final Dense layer;
  private final PackedWeights weights;
  private final PackedWeights transposed;
  private final OneDnnTensor bias;
  private final Optional<Pointwise> activation;
  private final Prepared<Long> forward = new Prepared<>();
  private final Prepared<Long> backward = new Prepared<>();

  DenseOperator(OneDnnDevice device, Dense layer, Optional<Activation> activation) {
    this.device = device;
    this.layer = layer;
    this.activation = activation.map(a -> new Pointwise(a));
    OneDnnTensor w = device.weights(layer.weights());
    long in = w.size(0);
    long out = w.size(1);
    weights = new PackedWeights(w);
    long[] steps = layer.weights().stride();
    long[] columns = {steps[1], steps[0]};
    transposed = new PackedWeights(w.view(MemoryLayout.of(new long[] {out, in}, columns), 0));
    bias = (OneDnnTensor) device.of(layer.bias()).reshape(1, out);
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    OneDnnTensor x = ((OneDnnTensor) inputs[0]).plain();
    long rows = x.length() / weights.shape()[0];
    Kernel kernel = forward.get(rows, operations(rows), this::forward);
    OneDnnTensor y = OneDnnTensor.empty(device, kernel.layout(3));
    kernel.run(x.memory(), weights.in(kernel.layout(1)).memory(), bias.memory(), y.memory());
    return y.reshape(OutputShape.of(layer, x.shape()));
  }

  @Override
  public Tensor behind(Recorded recorded, Tensor signal) {
    return activation.isPresent()
        ? activation.get().gradientFromOutput((OneDnnTensor) recorded.output(), signal)
        : signal;
  }

  @Override
  public Tensor adjoint(Tensor signal, long... input) {
    OneDnnTensor s = ((OneDnnTensor) signal).plain();
    long rows = s.length() / weights.shape()[1];
    Kernel kernel = backward.get(rows, operations(rows), this::backward);
    OneDnnTensor g = OneDnnTensor.empty(device, kernel.layout(2));
    kernel.run(s.memory(), transposed.in(kernel.layout(1)).memory(), g.memory());
    return g.reshape(input);
  }

  @Override
  public Tensor zeros(Recorded recorded) {
    return recorded.output().mul(0);
  }

  @Override
  public void accumulate(Tensor sum, Tensor versions) {
    ((OneDnnTensor) sum).accumulate((OneDnnTensor) versions);
  }

  private double operations(long rows) {
    return 2.0 * rows * layer.weights().length();
  }

  private Kernel forward(long rows) {
    post_ops operations = new post_ops();
    activation.ifPresent(a -> a.append(operations));
    MemoryLayout x = MemoryLayout.plain(rows, weights.shape()[0]);
    MemoryLayout y = MemoryLayout.plain(rows, weights.shape()[1]);
    var description =
        product(
            rows,
            weights,
            w ->
                new matmul.primitive_desc(
                    OneDnn.ENGINE,
                    x.description(),
                    w,
                    bias.layout().description(),
                    y.description(),
                    Kernels.then(operations),
                    false));
    return new Kernel(
        new matmul(description),
        description,
        new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_BIAS, dnnl.DNNL_ARG_DST},
        x,
        MemoryLayout.of(description.weights_desc()),
        bias.layout(),
        y);
  }

  private Kernel backward(long rows) {
    MemoryLayout s = MemoryLayout.plain(rows, weights.shape()[1]);
    MemoryLayout g = MemoryLayout.plain(rows, weights.shape()[0]);
    var description =
        product(
            rows,
            transposed,
            w ->
                new matmul.primitive_desc(
                    OneDnn.ENGINE,
                    s.description(),
                    w,
                    g.description(),
                    OneDnn.attributes(),
                    false));
    return new Kernel(
        new matmul(description),
        description,
        new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST},
        s,
        MemoryLayout.of(description.weights_desc()),
        g);
  }

  /**
   * A product whose weights lie as they are for one row, which reads each of them once, else as it
   * wants. On processors with AVX2 alone it wants blocks, but for many rows is faster with columns
   * one behind the other.
   */
  private static matmul.primitive_desc product(
      long rows, PackedWeights weights, Function<memory.desc, matmul.primitive_desc> make) {
    if (rows == 1) {
      return make.apply(weights.layout().description());
    }
    long[] shape = weights.shape();
    matmul.primitive_desc blocked = make.apply(MemoryLayout.any(shape));
    return rows >= MANY && blocked.impl_info_str().getString().endsWith("avx2")
        ? make.apply(MemoryLayout.strided(shape, new long[] {1, shape[0]}))
        : blocked;
  }
}
