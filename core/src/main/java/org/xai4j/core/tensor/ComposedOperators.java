package org.xai4j.core.tensor;

import java.util.Arrays;
import java.util.Optional;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.PRelu;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.tensor.Tensor.Sign;

/** Operators written with the operations of tensors alone: they run on every device. */
public final class ComposedOperators {
  private ComposedOperators() {}

  /**
   * The operator of a layer that moves, adds or scales numbers.
   *
   * @param device holds the layer's weights
   * @param layer any layer
   * @return nothing for layers that need more than tensors can do
   */
  public static Optional<Operator> of(Device device, Layer layer) {
    if (layer instanceof Dropout || layer instanceof Input) {
      return one((x) -> x, (x, signal) -> signal);
    } else if (layer instanceof Constant l) {
      return Optional.of(new ConstantOperator(device.of(l.value())));
    } else if (layer instanceof Reshape) {
      return one(
          x -> x.reshape(OutputShape.of(layer, x.shape())),
          (x, signal) -> signal.reshape(x.shape()));
    } else if (layer instanceof Transpose l) {
      int[] order = l.permutation().stream().mapToInt(i -> i).toArray();
      int[] back = new int[order.length];
      for (int i = 0; i < order.length; i++) {
        back[order[i]] = i;
      }
      return one(x -> x.permute(order), (x, signal) -> signal.permute(back));
    } else if (layer instanceof Expand) {
      return one(
          x -> x.broadcast(OutputShape.of(layer, x.shape())),
          (x, signal) -> reduced(signal, x.shape()));
    } else if (layer instanceof BatchNormalization l) {
      Tensor scale = device.of(l.scale());
      Tensor shift = device.of(l.shift());
      return one(
          x -> x.mul(along(scale, l.axis(), x)).add(along(shift, l.axis(), x)),
          (x, signal) -> signal.mul(along(scale, l.axis(), x)));
    } else if (layer instanceof PRelu l) {
      Tensor slope = device.of(l.slope());
      return one(
          x -> x.positive().add(x.negative().mul(slope)),
          (x, signal) ->
              signal.mul(x.mask(Sign.NOT_NEGATIVE).add(x.mask(Sign.NEGATIVE).mul(slope))));
    } else if (layer instanceof Reduction l && l.kind() != Reduction.Kind.MAX) {
      return Optional.of(reduction(l));
    } else if (layer instanceof Elementwise l) {
      return Optional.of(new ElementwiseOperator(l.operation()));
    }
    return Optional.empty();
  }

  /** A function of one tensor. */
  @FunctionalInterface
  private interface Function {
    Tensor of(Tensor x);
  }

  /** A signal passed back through a function at x. */
  @FunctionalInterface
  private interface Back {
    Tensor of(Tensor x, Tensor signal);
  }

  private record One(Function function, Back back) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      return function.of(inputs[0]);
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      return new Tensor[] {back.of(inputs[0], signal)};
    }
  }

  private static Optional<Operator> one(Function function, Back back) {
    return Optional.of(new One(function, back));
  }

  private static Operator reduction(Reduction layer) {
    return new One(
        x -> {
          int[] axes = layer.axes().stream().mapToInt(i -> i).toArray();
          Tensor sum = x.sum(axes);
          double share = layer.kind() == Reduction.Kind.MEAN ? share(layer, x) : 1;
          return sum.mul(share).reshape(OutputShape.of(layer, x.shape()));
        },
        (x, signal) -> {
          long[] kept = x.shape();
          layer.axes().forEach(axis -> kept[axis < 0 ? axis + kept.length : axis] = 1);
          double share = layer.kind() == Reduction.Kind.MEAN ? share(layer, x) : 1;
          return signal.mul(share).reshape(kept).broadcast(x.shape());
        });
  }

  private static double share(Reduction layer, Tensor x) {
    return 1.0 / layer.axes().stream().mapToLong(x::size).reduce(1, (a, b) -> a * b);
  }

  private static Tensor along(Tensor channel, int axis, Tensor x) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    shape[axis < 0 ? axis + shape.length : axis] = channel.length();
    return channel.reshape(shape);
  }

  /**
   * Sums over the axes that broadcasting added or stretched.
   *
   * @param x of a broadcast shape
   * @param shape before it was broadcast
   * @return a tensor of that shape
   */
  public static Tensor reduced(Tensor x, long... shape) {
    long[] wide = x.shape();
    int extra = wide.length - shape.length;
    int[] axes =
        java.util.stream.IntStream.range(0, wide.length)
            .filter(i -> i < extra || (shape[i - extra] == 1 && wide[i] != 1))
            .toArray();
    return axes.length == 0 ? x.reshape(shape) : x.sum(axes).reshape(shape);
  }

  private record ConstantOperator(Tensor value) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      return value;
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      return new Tensor[0];
    }
  }

  /** Arithmetic of two tensors with broadcasting. */
  private record ElementwiseOperator(Elementwise.Operation operation) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      Tensor a = inputs[0];
      Tensor b = inputs[1];
      return switch (operation) {
        case ADD -> a.add(b);
        case SUBTRACT -> a.sub(b);
        case MULTIPLY -> a.mul(b);
        case DIVIDE -> a.div(b);
        case MAXIMUM -> a.max(b);
        case MINIMUM -> a.min(b);
      };
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      return new Tensor[] {
        gradient(0, inputs, recorded, signal), gradient(1, inputs, recorded, signal)
      };
    }

    @Override
    public Tensor gradient(int input, Tensor[] inputs, Recorded recorded, Tensor signal) {
      Tensor a = inputs[0];
      Tensor b = inputs[1];
      boolean first = input == 0;
      Tensor wide =
          switch (operation) {
            case ADD -> signal;
            case SUBTRACT -> first ? signal : signal.mul(-1);
            case MULTIPLY -> signal.mul(first ? b : a);
            case DIVIDE -> first ? signal.div(b) : signal.mul(a).div(b.mul(b)).mul(-1);
            case MAXIMUM -> chosen(first, signal, a.sub(b).mask(Sign.NOT_NEGATIVE));
            case MINIMUM -> chosen(first, signal, b.sub(a).mask(Sign.NOT_NEGATIVE));
          };
      return reduced(wide, inputs[input].shape());
    }

    private static Tensor chosen(boolean first, Tensor signal, Tensor winner) {
      Tensor taken = signal.mul(winner);
      return first ? taken : signal.sub(taken);
    }
  }
}
