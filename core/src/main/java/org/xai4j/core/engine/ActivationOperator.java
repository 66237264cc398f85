package org.xai4j.core.engine;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;

/**
 * Element-wise functions and their slopes: in double precision, and for single precision in main
 * memory in vector loops where there are any.
 */
final class ActivationOperator implements Operator {
  /** Elements at once, so that what a function runs through several times stays in the cache. */
  static final int BLOCK = 2048;

  private final Scalar function;
  private final Optional<FloatFunction> loops;

  ActivationOperator(Activation layer) {
    function = Scalar.of(layer);
    loops = Ops.HOST ? FloatFunction.of(layer) : Optional.empty();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    if (loops.isPresent() && inputs[0].dataType() == DataType.FLOAT) {
      return run(loops.get().value(), Ops.plain(inputs[0]), Optional.empty());
    }
    double[] values = Host.doubles(inputs[0]);
    for (int i = 0; i < values.length; i++) {
      values[i] = function.value(values[i]);
    }
    return Host.array(inputs[0].dataType(), values, inputs[0].shape());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    if (loops.isPresent() && inputs[0].dataType() == DataType.FLOAT) {
      return new INDArray[] {
        run(loops.get().slope(), Ops.plain(inputs[0]), Optional.of(Ops.plain(signal)))
      };
    }
    double[] values = Host.doubles(inputs[0]);
    double[] s = Host.doubles(signal);
    for (int i = 0; i < values.length; i++) {
      values[i] = s[i] * function.slope(values[i]);
    }
    return new INDArray[] {Host.array(inputs[0].dataType(), values, inputs[0].shape())};
  }

  /** A function of x, times a signal if there is one. */
  private static INDArray run(FloatFunction.Loop loop, INDArray x, Optional<INDArray> signal) {
    INDArray y = Ops.empty(DataType.FLOAT, x.shape());
    float[] from = new float[BLOCK];
    float[] to = new float[BLOCK];
    for (long at = 0; at < x.length(); at += BLOCK) {
      int count = (int) Math.min(BLOCK, x.length() - at);
      Host.read(x, at, from, 0, count);
      loop.run(from, to, count);
      if (signal.isPresent()) {
        Host.read(signal.get(), at, from, 0, count);
        FloatLoops.times(to, from, count);
      }
      Host.write(to, 0, count, y, at);
    }
    return y;
  }
}
