package org.xai4j.core.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** An activation that oneDNN has. */
final class Pointwise implements Operator {
  private final Function function;

  /** From the input, and for those that allow it from the output. */
  private final Prepared<MemoryLayout> fromInput = new Prepared<>();

  private final Prepared<MemoryLayout> fromOutput = new Prepared<>();

  /**
   * A function of oneDNN's with its constants, and its twin whose slope follows from the output.
   */
  private record Function(
      algorithm forward, double alpha, double beta, Optional<algorithm> fromOutput) {
    static Function of(algorithm forward, double alpha, double beta) {
      return new Function(forward, alpha, beta, Optional.empty());
    }

    static Function of(algorithm forward, double alpha, algorithm fromOutput) {
      return new Function(forward, alpha, 0, Optional.of(fromOutput));
    }
  }

  Pointwise(Activation layer) {
    function = function(layer).orElseThrow();
  }

  /** Whether oneDNN has the function. */
  static boolean has(Activation layer) {
    return function(layer).isPresent();
  }

  /** Whether a layer before it can run it too: its slope then follows from the output. */
  static boolean follows(Activation layer) {
    return function(layer).flatMap(Function::fromOutput).isPresent();
  }

  private static Optional<Function> function(Activation layer) {
    double alpha = layer.alpha();
    return Optional.ofNullable(
        switch (layer.function()) {
          case RELU ->
              Function.of(algorithm.eltwise_relu, 0, algorithm.eltwise_relu_use_dst_for_bwd);
          case LEAKY_RELU ->
              alpha < 0
                  ? Function.of(algorithm.eltwise_relu, alpha, 0)
                  : Function.of(
                      algorithm.eltwise_relu, alpha, algorithm.eltwise_relu_use_dst_for_bwd);
          case ELU -> Function.of(algorithm.eltwise_elu, alpha, 0);
          case GELU -> Function.of(algorithm.eltwise_gelu_erf, 0, 0);
          case GELU_TANH -> Function.of(algorithm.eltwise_gelu_tanh, 0, 0);
          case SILU -> Function.of(algorithm.eltwise_swish, 1, 0);
          case MISH -> Function.of(algorithm.eltwise_mish, 0, 0);
          case SIGMOID ->
              Function.of(
                  algorithm.eltwise_logistic, 0, algorithm.eltwise_logistic_use_dst_for_bwd);
          case TANH ->
              Function.of(algorithm.eltwise_tanh, 0, algorithm.eltwise_tanh_use_dst_for_bwd);
          case SOFTPLUS -> Function.of(algorithm.eltwise_soft_relu, 1, 0);
          case HARD_SIGMOID -> Function.of(algorithm.eltwise_hardsigmoid, alpha, layer.beta());
          case HARD_SWISH -> Function.of(algorithm.eltwise_hardswish, 1.0 / 6, 0.5);
          // oneDNN takes no bounds the wrong way round.
          case CLIP ->
              alpha <= layer.beta()
                  ? Function.of(algorithm.eltwise_clip, alpha, layer.beta())
                  : null;
          case EXP -> Function.of(algorithm.eltwise_exp, 0, algorithm.eltwise_exp_use_dst_for_bwd);
          case LOG -> Function.of(algorithm.eltwise_log, 0, 0);
          case SQRT ->
              Function.of(algorithm.eltwise_sqrt, 0, algorithm.eltwise_sqrt_use_dst_for_bwd);
          default -> null;
        });
  }

  /** Lets a primitive run the function on its result. */
  void append(post_ops operations) {
    operations.append_eltwise(
        function.forward(), (float) function.alpha(), (float) function.beta());
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    return ((OneDnnTensor) inputs[0]).map(function.forward(), function.alpha(), function.beta());
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    if (function.fromOutput().isPresent()) {
      return new Tensor[] {gradientFromOutput((OneDnnTensor) recorded.output(), signal)};
    }
    OneDnnTensor x = (OneDnnTensor) inputs[0];
    Kernel kernel =
        fromInput.get(
            x.layout(),
            OneDnn.numbers(x.layout()),
            layout -> backward(function.forward(), layout, dnnl.DNNL_ARG_SRC));
    return new Tensor[] {run(kernel, x, signal)};
  }

  /** The gradient of a layer whose input was not kept. */
  OneDnnTensor gradientFromOutput(OneDnnTensor output, Tensor signal) {
    Kernel kernel =
        fromOutput.get(
            output.layout(),
            OneDnn.numbers(output.layout()),
            layout -> backward(function.fromOutput().orElseThrow(), layout, dnnl.DNNL_ARG_DST));
    return run(kernel, output, signal);
  }

  private static OneDnnTensor run(Kernel kernel, OneDnnTensor known, Tensor signal) {
    OneDnnTensor s = ((OneDnnTensor) signal).in(known.layout());
    OneDnnTensor g = known.like();
    kernel.run(known.memory(), s.memory(), g.memory());
    return g;
  }

  private Kernel backward(algorithm slope, MemoryLayout layout, int known) {
    memory.desc x = layout.description();
    float alpha = (float) function.alpha();
    float beta = (float) function.beta();
    var hint =
        new eltwise_forward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.forward_training,
            slope,
            x,
            x,
            alpha,
            beta,
            OneDnn.attributes(),
            false);
    var description =
        new eltwise_backward.primitive_desc(
            OneDnn.ENGINE, slope, x, x, x, alpha, beta, hint, OneDnn.attributes(), false);
    return new Kernel(
        new eltwise_backward(description),
        description,
        new int[] {known, dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_SRC},
        layout,
        layout,
        layout);
  }
}
