package org.xai4j.core.importer.onnx;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import onnx.Onnx.TensorProto;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.logic.BitOperation;
import org.xai4j.core.layer.logic.ElementComparison;
import org.xai4j.core.layer.logic.ElementComparison.Relation;
import org.xai4j.core.layer.logic.Select;

/** Comparisons, truth values, choices and bits. */
final class ComparisonHandlers {
  private ComparisonHandlers() {}

  static void register(Map<String, Handler> all) {
    compare(all, "Equal", false, new ElementComparison(Relation.EQUAL), (a, b) -> a == b ? 1 : 0);
    compare(all, "Less", false, new ElementComparison(Relation.LESS), (a, b) -> a < b ? 1 : 0);
    compare(all, "Greater", true, new ElementComparison(Relation.LESS), (a, b) -> a > b ? 1 : 0);
    Layer orEqual = new ElementComparison(Relation.LESS_OR_EQUAL);
    compare(all, "LessOrEqual", false, orEqual, (a, b) -> a <= b ? 1 : 0);
    compare(all, "GreaterOrEqual", true, orEqual, (a, b) -> a >= b ? 1 : 0);
    compare(all, "Xor", false, new ElementComparison(Relation.NOT_EQUAL), (a, b) -> a != b ? 1 : 0);
    Layer both = new Elementwise(Operation.MULTIPLY);
    compare(all, "And", false, both, (a, b) -> a != 0 && b != 0 ? 1 : 0);
    Layer either = new Elementwise(Operation.MAXIMUM);
    compare(all, "Or", false, either, (a, b) -> a != 0 || b != 0 ? 1 : 0);
    all.put("BitwiseAnd", bits(BitOperation.Kind.AND));
    all.put("BitwiseOr", bits(BitOperation.Kind.OR));
    all.put("BitwiseXor", bits(BitOperation.Kind.XOR));
    all.put(
        "BitwiseNot",
        Handler.one(
            call ->
                bits(
                    call,
                    BitOperation.Kind.XOR,
                    call.value(Value.scalar(Value.Kind.INTEGER, -1)))));
    all.put(
        "BitShift",
        Handler.one(
            call ->
                bits(
                    call,
                    call.text("direction", "").equals("LEFT")
                        ? BitOperation.Kind.LEFT
                        : BitOperation.Kind.RIGHT,
                    call.input(1))));
    all.put("Not", Handler.one(ComparisonHandlers::not));
    all.put("Where", Handler.one(ComparisonHandlers::where));
    all.put(
        "IsNaN", Handler.one(call -> asked(call, Activation.of(Activation.Function.NOT_A_NUMBER))));
    all.put(
        "IsInf",
        Handler.one(
            call ->
                asked(
                    call,
                    new Activation(
                        Activation.Function.INFINITE,
                        call.integer("detect_negative", 1),
                        call.integer("detect_positive", 1)))));
  }

  private static Handler bits(BitOperation.Kind kind) {
    return Handler.one(call -> bits(call, kind, call.input(1)));
  }

  private static GraphTensor bits(Call call, BitOperation.Kind kind, GraphTensor other) {
    TensorProto.DataType type = call.integers(0);
    int width =
        switch (type) {
          case INT8, UINT8 -> 8;
          case INT16, UINT16 -> 16;
          case INT32, UINT32 -> 32;
          case INT64, UINT64 -> 64;
          default -> throw call.fail("takes the bits of numbers that are no integers");
        };
    boolean signed = !type.name().startsWith("U");
    return call.emit(new BitOperation(kind, width, signed), call.input(0), other);
  }

  private static GraphTensor asked(Call call, Activation question) {
    GraphTensor answer = call.emit(question, call.input(0));
    return answer instanceof GraphTensor.Known known
        ? call.value(known.values().map(v -> v.map(Value.Kind.BOOLEAN, x -> x)))
        : answer;
  }

  private static void compare(
      Map<String, Handler> all,
      String op,
      boolean swapped,
      Layer layer,
      DoubleBinaryOperator test) {
    all.put(
        op,
        Handler.one(
            call -> {
              GraphTensor a = call.input(0);
              GraphTensor b = call.input(1);
              if (a instanceof GraphTensor.Known x && b instanceof GraphTensor.Known y) {
                if (op.startsWith("Less") || op.startsWith("Greater")) {
                  // Orders between free lengths and numbers cannot be told.
                  ArithmeticHandlers.decided(call, x, y);
                }
                return call.value(
                    x.values()
                        .with(y.values(), (v, w) -> Value.zip(Value.Kind.BOOLEAN, v, w, test)));
              }
              return swapped ? call.emit(layer, b, a) : call.emit(layer, a, b);
            }));
  }

  private static GraphTensor not(Call call) {
    if (call.input(0) instanceof GraphTensor.Known known) {
      return call.value(known.values().map(v -> v.map(Value.Kind.BOOLEAN, a -> a == 0 ? 1 : 0)));
    }
    return call.emit(
        new ElementComparison(Relation.EQUAL),
        call.input(0),
        call.value(Value.scalar(Value.Kind.BOOLEAN, 0)));
  }

  /** Zeros where the softmax of an attention masked everywhere has no numbers. */
  private static Optional<GraphTensor> guarded(
      Call call, GraphTensor condition, GraphTensor yes, GraphTensor no) {
    if (!(yes instanceof GraphTensor.Known zero)
        || zero.values().first().uniform() != 0
        || !(no instanceof GraphTensor.Computed shares)
        || !(condition instanceof GraphTensor.Computed asked)) {
      return Optional.empty();
    }
    Draft.Node question = call.draft().node(asked.node());
    Draft.Node softmax = call.draft().node(shares.node());
    boolean fits =
        question.layer() instanceof Activation a
            && a.function() == Activation.Function.NOT_A_NUMBER
            && question.inputs().get(0) == shares.node();
    return fits && softmax.layer() instanceof Softmax s
        ? Optional.of(
            call.emit(
                new Softmax(s.axis(), s.logarithm(), true),
                call.draft().tensor(softmax.inputs().get(0))))
        : Optional.empty();
  }

  /** A choice; one with a known condition and one known side is a mask, as attention has it. */
  private static GraphTensor where(Call call) {
    GraphTensor yes = call.input(1);
    GraphTensor no = call.input(2);
    if (!(call.input(0) instanceof GraphTensor.Known known)) {
      Optional<GraphTensor> guarded = guarded(call, call.input(0), yes, no);
      if (guarded.isPresent()) {
        return guarded.get();
      }
      return call.emit(new Select(), call.input(0), yes, no);
    }
    Twin<Value> condition = known.values();
    if (yes instanceof GraphTensor.Known y && no instanceof GraphTensor.Known n) {
      Twin<Value> chosen =
          condition.with(y.values(), (c, a) -> Value.zip(a.kind(), c, a, (p, q) -> p != 0 ? q : 0));
      Twin<Value> other =
          condition.with(n.values(), (c, b) -> Value.zip(b.kind(), c, b, (p, q) -> p != 0 ? 0 : q));
      return call.value(chosen.with(other, (a, b) -> Value.zip(a.kind(), a, b, Double::sum)));
    }
    boolean one = known.constant() && !Double.isNaN(condition.first().uniform());
    GraphTensor all = condition.first().uniform() != 0 ? yes : no;
    GraphTensor.Known shape =
        call.value(
            condition.with(
                yes.shape().with(no.shape(), Value::broadcast),
                (c, s) -> Value.filled(Value.Kind.REAL, 0, Value.broadcast(c.shape(), s))));
    if (one && all.shaped(shape.shape())) {
      return all;
    }
    if (yes instanceof GraphTensor.Computed && no instanceof GraphTensor.Computed) {
      return call.emit(new Select(), known, yes, no);
    }
    boolean keepsYes = no instanceof GraphTensor.Known;
    GraphTensor kept = keepsYes ? yes : no;
    Twin<Value> fill = ((GraphTensor.Known) (keepsYes ? no : yes)).values();
    Twin<Value> mask =
        condition.map(c -> c.map(Value.Kind.REAL, p -> (p != 0) == keepsYes ? 1 : 0));
    Twin<Value> added =
        mask.with(fill, (m, f) -> Value.zip(Value.Kind.REAL, m, f, (p, q) -> p != 0 ? 0 : q));
    GraphTensor masked = ArithmeticHandlers.apply(call, Operation.MULTIPLY, kept, call.value(mask));
    return ArithmeticHandlers.apply(call, Operation.ADD, masked, call.value(added));
  }
}
