package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Reduction;

/** Means, sums and maxima over whole axes. */
final class ReductionHandlers {
  private ReductionHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("ReduceMean", Handler.one(call -> reduce(call, Reduction.Kind.MEAN, call.input(0))));
    all.put("ReduceSum", Handler.one(call -> reduce(call, Reduction.Kind.SUM, call.input(0))));
    all.put("ReduceMax", Handler.one(call -> reduce(call, Reduction.Kind.MAX, call.input(0))));
    all.put("ReduceMin", Handler.one(ReductionHandlers::minimum));
    all.put("ReduceL1", Handler.one(ReductionHandlers::absolute));
    all.put("ReduceL2", Handler.one(ReductionHandlers::norm));
    all.put(
        "ReduceSumSquare", Handler.one(call -> reduce(call, Reduction.Kind.SUM, squared(call))));
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

  private static GraphTensor reduce(Call call, Reduction.Kind kind, GraphTensor x) {
    Optional<Value> given = call.list("axes", 1);
    List<Integer> axes = new ArrayList<>();
    for (long axis : given.map(Value::longs).orElse(new long[0])) {
      axes.add(call.axis(axis, x.rank()));
    }
    if (axes.isEmpty()) {
      if (call.integer("noop_with_empty_axes", 0) != 0) {
        return x;
      }
      axes = IntStream.range(0, x.rank()).boxed().toList();
    }
    axes.forEach(axis -> call.notBatch(x, axis));
    boolean keep = call.integer("keepdims", 1) != 0;
    if (x instanceof GraphTensor.Known) {
      // Known arrays may end without axes, which ND4J's do not.
      GraphTensor reduced = call.emit(new Reduction(kind, axes, true), x);
      return keep ? reduced : ShapeHandlers.without(call, reduced, axes);
    }
    return call.emit(new Reduction(kind, axes, keep), x);
  }
}
