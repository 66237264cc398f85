package org.xai4j.core.importer.onnx;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.PRelu;

/** Element-wise functions of one array. */
final class ActivationHandlers {
  private static final double SELU_ALPHA = 1.6732632;
  private static final double SELU_GAMMA = 1.0507009;

  private ActivationHandlers() {}

  static void register(Map<String, Handler> all) {
    Map.ofEntries(
            Map.entry("Relu", Activation.Function.RELU),
            Map.entry("Mish", Activation.Function.MISH),
            Map.entry("Sigmoid", Activation.Function.SIGMOID),
            Map.entry("Tanh", Activation.Function.TANH),
            Map.entry("Softplus", Activation.Function.SOFTPLUS),
            Map.entry("Softsign", Activation.Function.SOFTSIGN),
            Map.entry("HardSwish", Activation.Function.HARD_SWISH),
            Map.entry("Erf", Activation.Function.ERF),
            Map.entry("Exp", Activation.Function.EXP),
            Map.entry("Log", Activation.Function.LOG),
            Map.entry("Sqrt", Activation.Function.SQRT),
            Map.entry("Abs", Activation.Function.ABS),
            Map.entry("Sin", Activation.Function.SIN),
            Map.entry("Cos", Activation.Function.COS),
            Map.entry("Tan", Activation.Function.TAN),
            Map.entry("Asin", Activation.Function.ASIN),
            Map.entry("Acos", Activation.Function.ACOS),
            Map.entry("Atan", Activation.Function.ATAN),
            Map.entry("Sinh", Activation.Function.SINH),
            Map.entry("Cosh", Activation.Function.COSH),
            Map.entry("Asinh", Activation.Function.ASINH),
            Map.entry("Acosh", Activation.Function.ACOSH),
            Map.entry("Atanh", Activation.Function.ATANH),
            Map.entry("Floor", Activation.Function.FLOOR),
            Map.entry("Ceil", Activation.Function.CEIL),
            Map.entry("Round", Activation.Function.ROUND),
            Map.entry("Sign", Activation.Function.SIGN))
        .forEach((op, function) -> add(all, op, call -> Activation.of(function)));
    add(all, "LeakyRelu", call -> with(call, Activation.Function.LEAKY_RELU, 0.01));
    add(all, "Elu", call -> with(call, Activation.Function.ELU, 1));
    add(all, "Celu", call -> with(call, Activation.Function.CELU, 1));
    add(all, "ThresholdedRelu", call -> with(call, Activation.Function.THRESHOLDED_RELU, 1));
    add(
        all,
        "HardSigmoid",
        call ->
            new Activation(
                Activation.Function.HARD_SIGMOID, call.real("alpha", 0.2), call.real("beta", 0.5)));
    add(all, "Swish", call -> with(call, Activation.Function.SWISH, 1));
    add(
        all,
        "Shrink",
        call ->
            new Activation(
                Activation.Function.SHRINK, call.real("lambd", 0.5), call.real("bias", 0)));
    add(all, "Reciprocal", call -> new Activation(Activation.Function.POWER, -1, 0));
    all.put("Selu", Handler.one(ActivationHandlers::selu));
    add(
        all,
        "Gelu",
        call ->
            Activation.of(
                call.text("approximate", "none").equals("tanh")
                    ? Activation.Function.GELU_TANH
                    : Activation.Function.GELU));
    all.put("Clip", Handler.one(ActivationHandlers::clip));
    all.put("PRelu", Handler.one(ActivationHandlers::prelu));
  }

  private static void add(Map<String, Handler> all, String op, Function<Call, Activation> layer) {
    all.put(op, Handler.one(call -> call.emit(layer.apply(call), call.input(0))));
  }

  private static Activation with(Call call, Activation.Function function, double standard) {
    return new Activation(function, call.real("alpha", standard), 0);
  }

  /** γ·x where x is positive, γ·α·(eˣ − 1) elsewhere. */
  private static GraphTensor selu(Call call) {
    double alpha = call.real("alpha", SELU_ALPHA);
    double gamma = call.real("gamma", SELU_GAMMA);
    if (Math.abs(alpha - SELU_ALPHA) < 1e-4 && Math.abs(gamma - SELU_GAMMA) < 1e-4) {
      return call.emit(Activation.of(Activation.Function.SELU), call.input(0));
    }
    GraphTensor elu = call.emit(new Activation(Activation.Function.ELU, alpha, 0), call.input(0));
    return ArithmeticHandlers.scaled(call, elu, gamma);
  }

  private static GraphTensor clip(Call call) {
    double low = bound(call, 1, "min", Double.NEGATIVE_INFINITY);
    double high = bound(call, 2, "max", Double.POSITIVE_INFINITY);
    return clip(call, call.input(0), low, high);
  }

  /** Limits, of which infinite ones and the rectifier's have a simpler form. */
  static GraphTensor clip(Call call, GraphTensor x, double low, double high) {
    if (low == 0 && high >= Float.MAX_VALUE) {
      return call.emit(Activation.relu(), x);
    }
    return call.emit(new Activation(Activation.Function.CLIP, low, high), x);
  }

  private static double bound(Call call, int place, String key, double standard) {
    return call.has(place) ? call.constant(place, key).doubles()[0] : call.real(key, standard);
  }

  private static GraphTensor prelu(Call call) {
    GraphTensor x = call.input(0);
    if (call.input(1) instanceof GraphTensor.Computed slopes) {
      GraphTensor below = clip(call, x, Double.NEGATIVE_INFINITY, 0);
      return ArithmeticHandlers.apply(
          call,
          Operation.ADD,
          call.emit(Activation.relu(), x),
          ArithmeticHandlers.apply(call, Operation.MULTIPLY, slopes, below));
    }
    Value slope = call.constant(1, "slope");
    while (slope.rank() > x.rank() - 1 && slope.rank() > 0 && slope.shape()[0] == 1) {
      slope = slope.reshaped(java.util.Arrays.copyOfRange(slope.shape(), 1, slope.rank()));
    }
    call.check(slope.rank() < x.rank(), "has slopes that differ between rows");
    return call.emit(new PRelu(slope.array(call.type())), x);
  }

  /** The function of a recurrent layer's gate. */
  static Activation recurrent(Call call, String name, List<Double> alphas, List<Double> betas) {
    return switch (name.toLowerCase(java.util.Locale.ROOT)) {
      case "sigmoid" -> Activation.of(Activation.Function.SIGMOID);
      case "tanh" -> Activation.of(Activation.Function.TANH);
      case "relu" -> Activation.relu();
      case "softsign" -> Activation.of(Activation.Function.SOFTSIGN);
      case "softplus" -> Activation.of(Activation.Function.SOFTPLUS);
      case "leakyrelu" -> new Activation(Activation.Function.LEAKY_RELU, first(alphas, 0.01), 0);
      case "elu" -> new Activation(Activation.Function.ELU, first(alphas, 1), 0);
      case "thresholdedrelu" ->
          new Activation(Activation.Function.THRESHOLDED_RELU, first(alphas, 1), 0);
      case "hardsigmoid" ->
          new Activation(Activation.Function.HARD_SIGMOID, first(alphas, 0.2), first(betas, 0.5));
      default -> throw call.fail("has the activation %s, which is not supported there", name);
    };
  }

  private static double first(List<Double> values, double standard) {
    return values.isEmpty() ? standard : values.get(0);
  }
}
