package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;

/** Arithmetic of two or more arrays, with broadcasting. */
final class ArithmeticHandlers {
  private ArithmeticHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Add", binary(Operation.ADD));
    all.put("Sub", binary(Operation.SUBTRACT));
    all.put("Mul", binary(Operation.MULTIPLY));
    all.put("Div", binary(Operation.DIVIDE));
    all.put("Max", chain(Operation.MAXIMUM));
    all.put("Min", chain(Operation.MINIMUM));
    all.put("Sum", chain(Operation.ADD));
    all.put("Mean", Handler.one(ArithmeticHandlers::mean));
    all.put("Neg", Handler.one(call -> scaled(call, call.input(0), -1)));
    all.put("Pow", Handler.one(ArithmeticHandlers::power));
    all.put("Where", Handler.one(ArithmeticHandlers::where));
  }

  private static Handler binary(Operation operation) {
    return Handler.one(call -> apply(call, operation, call.input(0), call.input(1)));
  }

  private static Handler chain(Operation operation) {
    return Handler.one(call -> chained(call, operation));
  }

  private static Tensor chained(Call call, Operation operation) {
    Tensor result = call.input(0);
    for (Tensor next : call.all().subList(1, call.arity())) {
      result = apply(call, operation, result, next);
    }
    return result;
  }

  private static Tensor mean(Call call) {
    return scaled(call, chained(call, Operation.ADD), 1.0 / call.arity());
  }

  /** A tensor times a number. */
  static Tensor scaled(Call call, Tensor x, double factor) {
    Value.Kind kind =
        x instanceof Tensor.Known known && factor == Math.rint(factor)
            ? known.values().first().kind()
            : Value.Kind.REAL;
    return apply(call, Operation.MULTIPLY, x, call.value(Value.scalar(kind, factor)));
  }

  static Tensor apply(Call call, Operation operation, Tensor a, Tensor b) {
    if (a instanceof Tensor.Known x && b instanceof Tensor.Known y) {
      if (operation == Operation.MAXIMUM || operation == Operation.MINIMUM) {
        decided(call, x, y);
      }
      return call.value(x.values().with(y.values(), (v, w) -> fold(operation, v, w)));
    }
    boolean extreme = operation == Operation.MAXIMUM || operation == Operation.MINIMUM;
    if (extreme && b instanceof Tensor.Known known && known.constant()) {
      double limit = known.values().first().uniform();
      if (!Double.isNaN(limit) && widens(known, a)) {
        return operation == Operation.MAXIMUM
            ? ActivationHandlers.clip(call, a, limit, Double.POSITIVE_INFINITY)
            : ActivationHandlers.clip(call, a, Double.NEGATIVE_INFINITY, limit);
      }
    }
    if (operation == Operation.ADD) {
      int place = b instanceof Tensor.Known ? 0 : 1;
      if ((place == 0 ? a : b) instanceof Tensor.Computed sum
          && (place == 0 ? b : a) instanceof Tensor.Known bias
          && call.soleReader(place)) {
        return add(call, sum, bias);
      }
    }
    Tensor.Computed result = (Tensor.Computed) call.emit(new Elementwise(operation), a, b);
    return Patterns.recognised(call, result);
  }

  /**
   * Refuses to compare a free length with a number: two probes tell the answer for their lengths,
   * not for all.
   */
  static void decided(Call call, Tensor.Known a, Tensor.Known b) {
    call.check(
        a.shape().first().length > 1
            || b.shape().first().length > 1
            || (a.constant() && b.constant())
            || (!a.constant() && !b.constant()),
        "compares a free length with a number; export the model with fixed lengths");
  }

  /** Whether broadcasting with a known tensor leaves the other's shape as it is. */
  private static boolean widens(Tensor.Known known, Tensor other) {
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
  static Tensor add(Call call, Tensor.Computed sum, Tensor.Known bias) {
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
        Tensor x = call.draft().tensor(node.inputs().get(0));
        // A layer that another node made keeps the name of that node.
        return call.draft().settled(sum.node())
            ? call.emitNamed(node.name(), layer, x)
            : call.emit(layer, x);
      }
    }
    return Patterns.recognised(
        call, (Tensor.Computed) call.emit(new Elementwise(Operation.ADD), sum, bias));
  }

  private static Tensor power(Call call) {
    Tensor base = call.input(0);
    Tensor exponent = call.input(1);
    if (base instanceof Tensor.Known x && exponent instanceof Tensor.Known y) {
      return call.value(
          x.values().with(y.values(), (v, w) -> Value.zip(v.kind(), v, w, Math::pow)));
    }
    double constant = call.constant(1, "exponent").uniform();
    call.check(!Double.isNaN(constant), "needs one exponent for all elements");
    if (constant == 1) {
      return base;
    }
    if (constant == 0.5) {
      return call.emit(Activation.of(Activation.Function.SQRT), base);
    }
    return call.emit(new Activation(Activation.Function.POWER, constant, 0), base);
  }

  /** A choice with a known condition and one known side: a mask, as attention has it. */
  private static Tensor where(Call call) {
    Twin<Value> condition = call.known(0, "condition");
    Tensor yes = call.input(1);
    Tensor no = call.input(2);
    if (yes instanceof Tensor.Known y && no instanceof Tensor.Known n) {
      Twin<Value> chosen =
          condition.with(y.values(), (c, a) -> Value.zip(a.kind(), c, a, (p, q) -> p != 0 ? q : 0));
      Twin<Value> other =
          condition.with(n.values(), (c, b) -> Value.zip(b.kind(), c, b, (p, q) -> p != 0 ? 0 : q));
      return call.value(chosen.with(other, (a, b) -> Value.zip(a.kind(), a, b, Double::sum)));
    }
    boolean keepsYes = no instanceof Tensor.Known;
    call.check(keepsYes || yes instanceof Tensor.Known, "chooses between two computed arrays");
    Tensor kept = keepsYes ? yes : no;
    Twin<Value> fill = ((Tensor.Known) (keepsYes ? no : yes)).values();
    Twin<Value> mask =
        condition.map(c -> c.map(Value.Kind.REAL, p -> (p != 0) == keepsYes ? 1 : 0));
    Twin<Value> added =
        mask.with(fill, (m, f) -> Value.zip(Value.Kind.REAL, m, f, (p, q) -> p != 0 ? 0 : q));
    Tensor masked = apply(call, Operation.MULTIPLY, kept, call.value(mask));
    return apply(call, Operation.ADD, masked, call.value(added));
  }
}
