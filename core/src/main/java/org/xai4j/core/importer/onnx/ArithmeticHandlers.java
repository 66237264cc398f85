package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.cells.Power;
import org.xai4j.core.layer.logic.BitOperation;

/** Arithmetic of two or more arrays, with broadcasting. */
final class ArithmeticHandlers {
  private ArithmeticHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Add", binary(Operation.ADD));
    all.put("Sub", binary(Operation.SUBTRACT));
    all.put("Mul", binary(Operation.MULTIPLY));
    all.put("Div", Handler.one(ArithmeticHandlers::quotient));
    all.put("Max", chain(Operation.MAXIMUM));
    all.put("Min", chain(Operation.MINIMUM));
    all.put("Sum", chain(Operation.ADD));
    all.put("Mean", Handler.one(ArithmeticHandlers::mean));
    all.put("Neg", Handler.one(call -> wrapped(call, scaled(call, call.input(0), -1))));
    all.put("Pow", Handler.one(ArithmeticHandlers::power));
    all.put("Mod", Handler.one(ArithmeticHandlers::remainder));
  }

  private static Handler binary(Operation operation) {
    return Handler.one(call -> wrapped(call, apply(call, operation, call.input(0), call.input(1))));
  }

  /** Integers of 8 and 16 bits keep their lowest bits. */
  private static GraphTensor wrapped(Call call, GraphTensor result) {
    int width =
        switch (call.integers(0)) {
          case INT8, UINT8 -> 8;
          case INT16, UINT16 -> 16;
          default -> 0;
        };
    if (width == 0 || result instanceof GraphTensor.Known) {
      return result;
    }
    boolean signed = !call.integers(0).name().startsWith("U");
    return call.emit(
        new BitOperation(BitOperation.Kind.XOR, width, signed),
        result,
        call.value(Value.scalar(Value.Kind.INTEGER, 0)));
  }

  private static Handler chain(Operation operation) {
    return Handler.one(call -> chained(call, operation));
  }

  private static GraphTensor chained(Call call, Operation operation) {
    GraphTensor result = call.input(0);
    for (GraphTensor next : call.all().subList(1, call.arity())) {
      result = apply(call, operation, result, next);
    }
    return result;
  }

  private static GraphTensor mean(Call call) {
    return scaled(call, chained(call, Operation.ADD), 1.0 / call.arity());
  }

  /** A tensor times a number. */
  static GraphTensor scaled(Call call, GraphTensor x, double factor) {
    Value.Kind kind =
        x instanceof GraphTensor.Known known && factor == Math.rint(factor)
            ? known.values().first().kind()
            : Value.Kind.REAL;
    return apply(call, Operation.MULTIPLY, x, call.value(Value.scalar(kind, factor)));
  }

  static GraphTensor apply(Call call, Operation operation, GraphTensor a, GraphTensor b) {
    if (a instanceof GraphTensor.Known x && b instanceof GraphTensor.Known y) {
      if (operation == Operation.MAXIMUM || operation == Operation.MINIMUM) {
        decided(call, x, y);
      }
      return call.value(x.values().with(y.values(), (v, w) -> fold(operation, v, w)));
    }
    boolean extreme = operation == Operation.MAXIMUM || operation == Operation.MINIMUM;
    if (extreme && b instanceof GraphTensor.Known known && known.constant()) {
      double limit = known.values().first().uniform();
      if (!Double.isNaN(limit) && widens(known, a)) {
        return operation == Operation.MAXIMUM
            ? ActivationHandlers.clip(call, a, limit, Double.POSITIVE_INFINITY)
            : ActivationHandlers.clip(call, a, Double.NEGATIVE_INFINITY, limit);
      }
    }
    if (operation == Operation.ADD) {
      Optional<GraphTensor> places = offset(a, b).or(() -> offset(b, a));
      if (places.isPresent()) {
        return places.get();
      }
      int place = b instanceof GraphTensor.Known ? 0 : 1;
      if ((place == 0 ? a : b) instanceof GraphTensor.Computed sum
          && (place == 0 ? b : a) instanceof GraphTensor.Known bias
          && call.soleReader(place)) {
        return add(call, sum, bias);
      }
    }
    GraphTensor.Computed result =
        (GraphTensor.Computed) call.emit(new Elementwise(operation), a, b);
    return Patterns.recognised(call, result);
  }

  /** A place in each row plus the row's number times a length. */
  private static Optional<GraphTensor> offset(GraphTensor places, GraphTensor rows) {
    if (!(places instanceof GraphTensor.Computed within)
        || !(rows instanceof GraphTensor.Known known)
        || known.rank() == 0
        || !known.batch(0)) {
      return Optional.empty();
    }
    double step = known.values().first().doubles()[1];
    boolean counts =
        step >= 1
            && counts(known.values().first(), step)
            && counts(known.values().second(), step)
            && within.rank() == known.rank();
    return counts ? Optional.of(new GraphTensor.Offset(within, (long) step)) : Optional.empty();
  }

  private static boolean counts(Value value, double step) {
    double[] all = value.doubles();
    return value.shape()[0] == all.length
        && IntStream.range(0, all.length).allMatch(i -> all[i] == i * step);
  }

  /**
   * Refuses to compare a free length with a number: two probes tell the answer for their lengths,
   * not for all.
   */
  static void decided(Call call, GraphTensor.Known a, GraphTensor.Known b) {
    call.check(
        a.shape().first().length > 1
            || b.shape().first().length > 1
            || (a.constant() && b.constant())
            || (!a.constant() && !b.constant()),
        "compares a free length with a number; export the model with fixed lengths");
  }

  /** Whether broadcasting with a known tensor leaves the other's shape as it is. */
  private static boolean widens(GraphTensor.Known known, GraphTensor other) {
    return other.shaped(known.shape().with(other.shape(), Value::broadcast));
  }

  private static Value fold(Operation operation, Value a, Value b) {
    boolean whole = a.kind() == Value.Kind.INTEGER && b.kind() == Value.Kind.INTEGER;
    DoubleBinaryOperator combine =
        switch (operation) {
          case ADD -> (x, y) -> x + y;
          case SUBTRACT -> (x, y) -> x - y;
          case MULTIPLY -> (x, y) -> x * y;
          case DIVIDE -> whole ? (x, y) -> truncated(x / y) : (x, y) -> x / y;
          case MAXIMUM -> Math::max;
          case MINIMUM -> Math::min;
        };
    return Value.zip(a.kind(), a, b, combine);
  }

  private static double truncated(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  /**
   * Adds a constant. One per unit or channel goes into the bias of the layer before, if nothing
   * else reads that layer.
   */
  static GraphTensor add(Call call, GraphTensor.Computed sum, GraphTensor.Known bias) {
    Draft.Node node = call.draft().node(sum.node());
    if (node.layer() instanceof Affine affine && bias.constant() && widens(bias, sum)) {
      Value value = bias.values().first();
      long units = affine.bias().length();
      int axis = affine instanceof Dense ? sum.rank() - 1 : 1;
      long[] wide = new long[sum.rank()];
      Arrays.fill(wide, 1);
      System.arraycopy(value.shape(), 0, wide, wide.length - value.rank(), value.rank());
      if (value.length() == wide[axis]) {
        INDArray more = value.reshaped(value.length()).expanded(units).array(call.type());
        Affine layer = affine.with(affine.weights(), affine.bias().add(more));
        GraphTensor x = call.draft().tensor(node.inputs().get(0));
        // A layer that another node made keeps the name of that node.
        return call.draft().settled(sum.node())
            ? call.emitNamed(node.name(), layer, x)
            : call.emit(layer, x);
      }
    }
    return Patterns.recognised(
        call, (GraphTensor.Computed) call.emit(new Elementwise(Operation.ADD), sum, bias));
  }

  private static GraphTensor power(Call call) {
    GraphTensor base = call.input(0);
    GraphTensor exponent = call.input(1);
    if (base instanceof GraphTensor.Known x && exponent instanceof GraphTensor.Known y) {
      return call.value(
          x.values().with(y.values(), (v, w) -> Value.zip(v.kind(), v, w, Math::pow)));
    }
    double constant =
        exponent instanceof GraphTensor.Known known && known.constant()
            ? known.values().first().uniform()
            : Double.NaN;
    if (Double.isNaN(constant)) {
      return call.emit(new Power(), base, exponent);
    }
    if (constant == 1) {
      return base;
    }
    if (constant == 0.5) {
      return call.emit(Activation.of(Activation.Function.SQRT), base);
    }
    return call.emit(new Activation(Activation.Function.POWER, constant, 0), base);
  }

  /** A quotient; that of integers without its rest. */
  private static GraphTensor quotient(Call call) {
    GraphTensor result = apply(call, Operation.DIVIDE, call.input(0), call.input(1));
    boolean whole = call.integer(0) && call.integer(1);
    return result instanceof GraphTensor.Computed && whole
        ? call.emit(Activation.of(Activation.Function.TRUNCATE), result)
        : result;
  }

  /** a − b·⌊a/b⌋, with fmod a − b·trunc(a/b). */
  private static GraphTensor remainder(Call call) {
    boolean truncates = call.integer("fmod", 0) != 0;
    GraphTensor a = call.input(0);
    GraphTensor b = call.input(1);
    if (a instanceof GraphTensor.Known x && b instanceof GraphTensor.Known y) {
      return call.value(
          x.values()
              .with(
                  y.values(),
                  (v, w) ->
                      Value.zip(
                          v.kind(),
                          v,
                          w,
                          (p, q) -> truncates ? p % q : p - q * Math.floor(p / q))));
    }
    GraphTensor ratio = call.emit(new Elementwise(Operation.DIVIDE), a, b);
    GraphTensor times =
        call.emit(
            Activation.of(truncates ? Activation.Function.TRUNCATE : Activation.Function.FLOOR),
            ratio);
    return call.emit(
        new Elementwise(Operation.SUBTRACT),
        a,
        call.emit(new Elementwise(Operation.MULTIPLY), b, times));
  }
}
