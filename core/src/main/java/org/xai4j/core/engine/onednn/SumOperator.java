package org.xai4j.core.engine.onednn;

import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.post_ops;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** A residual sum of two tensors of one shape and the activation behind it. */
final class SumOperator implements Operator {
  private final Pointwise activation;
  private final Prepared<MemoryLayout> forward = new Prepared<>();

  SumOperator(Activation activation) {
    this.activation = new Pointwise(activation);
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    OneDnnTensor a = (OneDnnTensor) inputs[0];
    if (!java.util.Arrays.equals(a.shape(), inputs[1].shape())) {
      return activation.forward(a.add(inputs[1]));
    }
    OneDnnTensor b = ((OneDnnTensor) inputs[1]).in(a.layout());
    OneDnnTensor y = a.like();
    forward
        .get(a.layout(), OneDnn.numbers(a.layout()), this::make)
        .run(a.memory(), b.memory(), y.memory());
    return y;
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    Tensor g = activation.gradientFromOutput((OneDnnTensor) recorded.output(), signal);
    return new Tensor[] {
      org.xai4j.core.tensor.ComposedOperators.reduced(g, inputs[0].shape()),
      org.xai4j.core.tensor.ComposedOperators.reduced(g, inputs[1].shape())
    };
  }

  private Kernel make(MemoryLayout layout) {
    post_ops operations = new post_ops();
    activation.append(operations);
    var all = layout.description();
    var description =
        new binary.primitive_desc(
            OneDnn.ENGINE, algorithm.binary_add, all, all, all, Kernels.then(operations), false);
    return new Kernel(
        new binary(description),
        description,
        new int[] {dnnl.DNNL_ARG_SRC_0, dnnl.DNNL_ARG_SRC_1, dnnl.DNNL_ARG_DST},
        layout,
        layout,
        layout);
  }
}
