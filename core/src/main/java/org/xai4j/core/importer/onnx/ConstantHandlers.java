package org.xai4j.core.importer.onnx;

import java.util.Map;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;

/** Constants, and shapes as constants. */
final class ConstantHandlers {
  private ConstantHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Constant", Handler.one(ConstantHandlers::constant));
    all.put("ConstantOfShape", Handler.one(ConstantHandlers::ofShape));
    all.put("Shape", Handler.one(ConstantHandlers::shape));
    all.put("Size", Handler.one(ConstantHandlers::size));
    all.put("Range", Handler.one(ConstantHandlers::range));
  }

  private static GraphTensor constant(Call call) {
    Value value;
    if (call.hasAttribute("value")) {
      value = call.tensor("value");
    } else if (call.hasAttribute("value_float")) {
      value = Value.scalar(Value.Kind.REAL, call.real("value_float", 0));
    } else if (call.hasAttribute("value_int")) {
      value = Value.scalar(Value.Kind.INTEGER, call.integer("value_int", 0));
    } else if (call.hasAttribute("value_ints")) {
      value = Value.integers(call.longs("value_ints"));
    } else if (call.hasAttribute("value_floats")) {
      double[] reals = call.reals("value_floats").stream().mapToDouble(d -> d).toArray();
      value = Value.of(Value.Kind.REAL, reals, reals.length);
    } else {
      throw call.fail("holds a value of a kind that is not supported");
    }
    return call.value(value);
  }

  private static GraphTensor ofShape(Call call) {
    Value fill =
        call.hasAttribute("value") ? call.tensor("value") : Value.scalar(Value.Kind.REAL, 0);
    return call.value(
        call.known(0, "shape").map(s -> Value.filled(fill.kind(), fill.doubles()[0], s.longs())));
  }

  private static GraphTensor shape(Call call) {
    int rank = call.input(0).rank();
    int start = clamp(call.integer("start", 0), rank);
    int end = clamp(call.integer("end", rank), rank);
    return call.value(
        call.input(0)
            .shape()
            .map(
                s -> Value.integers(java.util.Arrays.copyOfRange(s, start, Math.max(start, end)))));
  }

  private static int clamp(int axis, int rank) {
    return Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank);
  }

  private static GraphTensor size(Call call) {
    return call.value(
        call.input(0).shape().map(s -> Value.scalar(Value.Kind.INTEGER, Value.count(s))));
  }

  private static GraphTensor range(Call call) {
    Twin<Value> limits = call.known(1, "limit");
    double start = call.constant(0, "start").doubles()[0];
    double step = call.constant(2, "step").doubles()[0];
    call.check(step != 0, "counts in steps of 0");
    return call.value(
        limits.map(
            limit -> {
              double steps = Math.ceil((limit.doubles()[0] - start) / step);
              int count = Value.count((long) Math.max(steps, 0));
              double[] values = new double[count];
              java.util.Arrays.setAll(values, i -> start + i * step);
              return Value.of(limit.kind(), values, count);
            }));
  }
}
