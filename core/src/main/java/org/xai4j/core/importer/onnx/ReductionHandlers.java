package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.cells.Product;
import org.xai4j.core.layer.logic.ElementComparison;
import org.xai4j.core.layer.logic.Select;

/** Means, sums and maxima over whole axes, and losses. */
final class ReductionHandlers {
  private ReductionHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("ReduceMean", Handler.one(call -> reduce(call, Reduction.Kind.MEAN, call.input(0))));
    all.put("ReduceSum", Handler.one(call -> reduce(call, Reduction.Kind.SUM, call.input(0))));
    all.put("ReduceMax", Handler.one(call -> reduce(call, Reduction.Kind.MAX, call.input(0))));
    all.put("ReduceMin", Handler.one(ReductionHandlers::minimum));
    all.put("ReduceLogSumExp", Handler.one(ReductionHandlers::logSumExp));
    all.put("NegativeLogLikelihoodLoss", Handler.one(call -> loss(call, call.input(0))));
    all.put("SoftmaxCrossEntropyLoss", ReductionHandlers::crossEntropy);
    all.put("ReduceLogSum", Handler.one(ReductionHandlers::logSum));
    all.put("ReduceProd", Handler.one(ReductionHandlers::product));
    all.put("ReduceL1", Handler.one(ReductionHandlers::absolute));
    all.put("ReduceL2", Handler.one(ReductionHandlers::norm));
    all.put(
        "ReduceSumSquare", Handler.one(call -> reduce(call, Reduction.Kind.SUM, squared(call))));
  }

  /** Of each row the negative logarithm of its class's share, and the logarithms of all shares. */
  private static List<GraphTensor> crossEntropy(Call call) {
    GraphTensor shares = call.emit(new Softmax(1, true), call.input(0));
    return List.of(loss(call, shares), shares);
  }

  /** −w[t]·x[n, t[n, …], …] of logarithms x [n, classes, …] and classes t [n, …]. */
  private static GraphTensor loss(Call call, GraphTensor x) {
    call.check(
        call.text("reduction", "mean").equals("none"),
        "adds up or averages the losses of all rows; reduction none gives each its own");
    call.check(
        x.rank() > 1 && x.fixed(1) && call.input(1) instanceof GraphTensor.Computed,
        "needs logarithms [n, classes, ...] and classes that are an input of the model");
    GraphTensor labels =
        ShapeHandlers.reshape(
            call,
            call.input(1),
            call.input(1)
                .shape()
                .map(
                    s -> {
                      long[] wide = new long[s.length + 1];
                      Arrays.setAll(wide, i -> i == 0 ? s[0] : i == 1 ? 1 : s[i - 1]);
                      return wide;
                    }));
    long[] along = new long[x.rank() - 1];
    Arrays.fill(along, 1);
    along[0] = x.shape().first()[1];
    double[] classes = IntStream.range(0, (int) along[0]).asDoubleStream().toArray();
    int ignored = call.integer("ignore_index", -1);
    if (ignored >= 0 && ignored < classes.length) {
      // No label is equal to it.
      classes[ignored] = Double.NaN;
    }
    GraphTensor hit =
        call.emit(
            new ElementComparison(ElementComparison.Relation.EQUAL),
            labels,
            call.value(Value.of(Value.Kind.INTEGER, classes, along)));
    GraphTensor chosen =
        call.emit(new Select(), hit, x, call.value(Value.scalar(Value.Kind.REAL, 0)));
    if (call.has(2)) {
      Value weights = call.constant(2, "weight").reshaped(along);
      chosen = ArithmeticHandlers.apply(call, Operation.MULTIPLY, chosen, call.value(weights));
    }
    GraphTensor sum = call.emit(new Reduction(Reduction.Kind.SUM, List.of(1), false), chosen);
    return ArithmeticHandlers.scaled(call, sum, -1);
  }

  /** log Σ eˣ, with the maximum taken out. */
  private static GraphTensor logSumExp(Call call) {
    GraphTensor x = call.input(0);
    GraphTensor top = reduce(call, Reduction.Kind.MAX, x, true);
    GraphTensor rest =
        call.emit(
            Activation.of(Activation.Function.EXP),
            call.emit(new Elementwise(Operation.SUBTRACT), x, top));
    GraphTensor sum =
        call.emit(
            Activation.of(Activation.Function.LOG), reduce(call, Reduction.Kind.SUM, rest, true));
    GraphTensor all = call.emit(new Elementwise(Operation.ADD), sum, top);
    boolean keeps = call.integer("keepdims", 1) != 0 || axes(call, x).isEmpty();
    return keeps ? all : ShapeHandlers.without(call, all, axes(call, x));
  }

  private static GraphTensor logSum(Call call) {
    return call.emit(
        Activation.of(Activation.Function.LOG), reduce(call, Reduction.Kind.SUM, call.input(0)));
  }

  /** A product along one axis after the other. */
  private static GraphTensor product(Call call) {
    GraphTensor x = call.input(0);
    List<Integer> axes = axes(call, x);
    axes.forEach(axis -> call.notBatch(x, axis));
    GraphTensor result = x;
    for (int axis : axes) {
      result = call.emit(new Product(axis), result);
    }
    return call.integer("keepdims", 1) != 0 ? result : ShapeHandlers.without(call, result, axes);
  }

  private static GraphTensor minimum(Call call) {
    GraphTensor negative = ArithmeticHandlers.scaled(call, call.input(0), -1);
    return ArithmeticHandlers.scaled(call, reduce(call, Reduction.Kind.MAX, negative), -1);
  }

  private static GraphTensor absolute(Call call) {
    GraphTensor magnitude = call.emit(Activation.of(Activation.Function.ABS), call.input(0));
    return reduce(call, Reduction.Kind.SUM, magnitude);
  }

  private static GraphTensor norm(Call call) {
    return call.emit(
        Activation.of(Activation.Function.SQRT), reduce(call, Reduction.Kind.SUM, squared(call)));
  }

  private static GraphTensor squared(Call call) {
    return call.emit(new Activation(Activation.Function.POWER, 2, 0), call.input(0));
  }

  /** The axes reduced; none where nothing is. */
  private static List<Integer> axes(Call call, GraphTensor x) {
    Optional<Value> given = call.list("axes", 1);
    List<Integer> axes = new ArrayList<>();
    for (long axis : given.map(Value::longs).orElse(new long[0])) {
      axes.add(call.axis(axis, x.rank()));
    }
    if (axes.isEmpty()) {
      if (call.integer("noop_with_empty_axes", 0) != 0) {
        return axes;
      }
      axes = IntStream.range(0, x.rank()).boxed().toList();
    }
    return axes;
  }

  private static GraphTensor reduce(Call call, Reduction.Kind kind, GraphTensor x) {
    return reduce(call, kind, x, call.integer("keepdims", 1) != 0);
  }

  private static GraphTensor reduce(Call call, Reduction.Kind kind, GraphTensor x, boolean keep) {
    List<Integer> axes = axes(call, x);
    if (axes.isEmpty()) {
      return x;
    }
    axes.forEach(axis -> call.notBatch(x, axis));
    if (x instanceof GraphTensor.Known) {
      // Known arrays may end without axes, which ND4J's do not.
      GraphTensor reduced = call.emit(new Reduction(kind, axes, true), x);
      return keep ? reduced : ShapeHandlers.without(call, reduced, axes);
    }
    return call.emit(new Reduction(kind, axes, keep), x);
  }
}
