package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.xai4j.core.importer.onnx.internal.CodeRange;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Embedding;

/**
 * Quantised models as networks of their dequantised weights: real = (code − zero point)·scale.
 * Activations are cut to the range of their codes, which may stand for a ReLU, but not rounded, so
 * that the network has a gradient. A dynamic quantisation, whose scale follows from the batch, cuts
 * nothing: it is read as scale 1 and zero point 0.
 */
final class QuantHandlers {
  /** What moves codes or picks the largest does the same to the numbers they stand for. */
  private static final Set<String> MOVES =
      Set.of(
          "DepthToSpace",
          "Expand",
          "Flatten",
          "Gather",
          "Identity",
          "MaxPool",
          "Reshape",
          "Slice",
          "SpaceToDepth",
          "Split",
          "Squeeze",
          "Tile",
          "Transpose",
          "Unsqueeze");

  private QuantHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("QuantizeLinear", Handler.one(call -> codes(call, call.input(0), 1)));
    all.put("DequantizeLinear", Handler.one(call -> reals(call, 0)));
    all.put("DynamicQuantizeLinear", QuantHandlers::dynamic);
    all.put("ConvInteger", Handler.one(call -> integers(call, "Conv", 0)));
    all.put("MatMulInteger", Handler.one(call -> integers(call, "MatMul", -1)));
    all.put("QLinearConv", Handler.one(QuantHandlers::convolution));
    all.put(
        "QLinearMatMul",
        Handler.one(call -> codes(call, product(call, "MatMul", reals(call, 3, -1)), 6)));
  }

  /** Operators of ONNX Runtime's own, which its quantisation writes. */
  static void registerOwn(Map<String, Handler> all) {
    all.put("QuantizeLinear", Handler.one(call -> codes(call, call.input(0), 1)));
    all.put("DequantizeLinear", Handler.one(call -> reals(call, 0)));
    all.put(
        "QLinearAdd", Handler.one(call -> codes(call, product(call, "Add", reals(call, 3)), 6)));
    all.put(
        "QLinearMul", Handler.one(call -> codes(call, product(call, "Mul", reals(call, 3)), 6)));
    all.put("QGemm", Handler.one(QuantHandlers::gemm));
    all.put("QLinearGlobalAveragePool", Handler.one(call -> one(call, "GlobalAveragePool")));
    all.put("QLinearAveragePool", Handler.one(call -> one(call, "AveragePool")));
    all.put("QLinearLeakyRelu", Handler.one(call -> one(call, "LeakyRelu")));
    all.put("QLinearSigmoid", Handler.one(call -> one(call, "Sigmoid")));
    all.put("QLinearConcat", Handler.one(QuantHandlers::joined));
  }

  /** Whether a node that does not know of codes reads some. */
  static boolean reads(Call call) {
    return !call.op().startsWith("Q")
        && !Set.of("DequantizeLinear", "ConvInteger", "MatMulInteger").contains(call.op())
        && IntStream.range(0, call.arity())
            .anyMatch(i -> call.has(i) && call.raw(i) instanceof GraphTensor.Codes);
  }

  /** Converts such a node. */
  static List<GraphTensor> moved(Call call, Handler handler) {
    if (call.raw(0) instanceof GraphTensor.Codes codes && MOVES.contains(call.op())) {
      return handler.convert(call.withFirst(codes.value())).stream()
          .<GraphTensor>map(
              x ->
                  x instanceof GraphTensor.Computed computed
                      ? new GraphTensor.Codes(computed, codes.scale(), codes.zero())
                      : x)
          .toList();
    }
    throw call.fail("computes with codes of quantised numbers, which is not supported");
  }

  private static GraphTensor real(Call call, String op, GraphTensor... from) {
    Handler handler = java.util.Objects.requireNonNull(Handlers.ALL.get(op));
    return handler.convert(call.as(op, from)).get(0);
  }

  private static GraphTensor one(Call call, String op) {
    call.check(call.integer("channels_last", 0) == 0, "has the channels last");
    return codes(call, real(call, op, reals(call, 0)), 3);
  }

  private static GraphTensor product(Call call, String op, GraphTensor second) {
    return real(call, op, reals(call, 0), second);
  }

  private static GraphTensor joined(Call call) {
    List<GraphTensor> parts = new ArrayList<>();
    for (int i = 2; i < call.arity(); i += 3) {
      parts.add(reals(call, i));
    }
    return codes(call, real(call, "Concat", parts.toArray(new GraphTensor[0])), 0);
  }

  private static GraphTensor convolution(Call call) {
    List<GraphTensor> from = new ArrayList<>(List.of(reals(call, 0), reals(call, 3, 0)));
    if (call.has(8)) {
      from.add(bias(call, 8, 1));
    }
    return codes(call, real(call, "Conv", from.toArray(new GraphTensor[0])), 6);
  }

  private static GraphTensor gemm(Call call) {
    int axis = call.integer("transB", 0) != 0 ? 0 : 1;
    List<GraphTensor> from = new ArrayList<>(List.of(reals(call, 0), reals(call, 3, axis)));
    if (call.has(6)) {
      from.add(bias(call, 6, call.real("alpha", 1)));
    }
    GraphTensor result = real(call, "Gemm", from.toArray(new GraphTensor[0]));
    return call.has(7) ? codes(call, result, 7) : result;
  }

  /** A bias whose scale is that of the products. */
  private static GraphTensor bias(Call call, int place, double factor) {
    Value bias = call.constant(place, "bias");
    double first = single(call, 1, "scale");
    Value second = call.constant(4, "scale");
    Value factors = second.map(Value.Kind.REAL, s -> s * first * factor);
    return call.value(
        Value.zip(Value.Kind.REAL, bias.map(Value.Kind.REAL, b -> b), factors, (b, s) -> b * s));
  }

  private static double single(Call call, int place, String what) {
    Value value = call.constant(place, what);
    call.check(value.length() == 1, "quantises computed numbers with %d scales", value.length());
    return value.doubles()[0];
  }

  /** Numbers as codes; scale and zero point are the inputs at a place and behind it. */
  private static GraphTensor codes(Call call, GraphTensor x, int place) {
    CodeRange range =
        call.has(place + 1)
            ? CodeRange.of(call.elements(place + 1))
            : CodeRange.of(call.integer("output_dtype", 2));
    if (x instanceof GraphTensor.Known known) {
      Value scale = call.constant(place, "scale");
      Value zero = zero(call, place + 1);
      Twin<long[]> shape = x.shape();
      return call.value(
          known
              .values()
              .with(
                  shape,
                  (value, s) -> {
                    IntToDoubleFunction scales = along(call, scale, s);
                    IntToDoubleFunction zeros = along(call, zero, s);
                    double[] cells = value.doubles().clone();
                    for (int i = 0; i < cells.length; i++) {
                      double code =
                          Math.rint(cells[i] / scales.applyAsDouble(i)) + zeros.applyAsDouble(i);
                      cells[i] = Math.min(Math.max(code, range.low()), range.high());
                    }
                    return Value.of(Value.Kind.INTEGER, cells, s);
                  }));
    }
    double scale = single(call, place, "scale");
    double zero = call.has(place + 1) ? single(call, place + 1, "zero point") : 0;
    double low = (range.low() - zero) * scale;
    double high = (range.high() - zero) * scale;
    GraphTensor cut = call.emit(new Activation(Activation.Function.CLIP, low, high), x);
    return new GraphTensor.Codes((GraphTensor.Computed) cut, scale, zero);
  }

  private static Value zero(Call call, int place) {
    return call.has(place) ? call.constant(place, "zero point") : Value.scalar(Value.Kind.REAL, 0);
  }

  private static GraphTensor reals(Call call, int place) {
    return reals(call, place, call.integer("axis", 1));
  }

  /**
   * The numbers that codes stand for.
   *
   * @param place of the codes; behind it those of scale and zero point
   * @param axis along which scales differ
   */
  private static GraphTensor reals(Call call, int place, int axis) {
    GraphTensor x = call.raw(place);
    Value scale = call.constant(place + 1, "scale");
    Value zero = zero(call, place + 2);
    if (x instanceof GraphTensor.Known known) {
      return call.value(known.values().map(v -> reals(call, v, scale, zero, axis)));
    }
    double factor = single(call, place + 1, "scale");
    double shift = zero.doubles()[0];
    if (x instanceof GraphTensor.Codes codes) {
      if (codes.scale() == factor && codes.zero() == shift) {
        return codes.value();
      }
      return shifted(call, counted(call, codes), -shift, factor);
    }
    if (call.input(place) instanceof GraphTensor.Computed computed
        && call.draft().node(computed.node()).layer() instanceof Embedding table) {
      // Rows of a table of codes: the table itself is dequantised.
      Draft.Node node = call.draft().node(computed.node());
      return TokenShift.looked(
          call, table.weights().sub(shift).muli(factor), call.draft().tensor(node.inputs().get(0)));
    }
    return shifted(call, call.input(place), -shift, factor);
  }

  /** Codes as numbers. */
  private static GraphTensor counted(Call call, GraphTensor.Codes codes) {
    GraphTensor scaled = ArithmeticHandlers.scaled(call, codes.value(), 1 / codes.scale());
    return shifted(call, scaled, codes.zero(), 1);
  }

  private static GraphTensor shifted(Call call, GraphTensor x, double shift, double factor) {
    GraphTensor moved =
        shift == 0
            ? x
            : ArithmeticHandlers.apply(
                call, Operation.ADD, x, call.value(Value.scalar(Value.Kind.REAL, shift)));
    return factor == 1 ? moved : ArithmeticHandlers.scaled(call, moved, factor);
  }

  private static Value reals(Call call, Value codes, Value scale, Value zero, int axis) {
    IntToDoubleFunction scales = along(call, scale, axis, codes.shape());
    IntToDoubleFunction zeros = along(call, zero, axis, codes.shape());
    double[] cells = codes.doubles().clone();
    for (int i = 0; i < cells.length; i++) {
      cells[i] = (cells[i] - zeros.applyAsDouble(i)) * scales.applyAsDouble(i);
    }
    return Value.of(Value.Kind.REAL, cells, codes.shape());
  }

  private static IntToDoubleFunction along(Call call, Value value, long[] shape) {
    return along(call, value, call.integer("axis", 1), shape);
  }

  /** The scale of each cell: one, one per index of an axis, or one per block of an axis. */
  private static IntToDoubleFunction along(Call call, Value value, int axis, long[] shape) {
    double[] values = value.doubles();
    if (values.length == 1) {
      return i -> values[0];
    }
    int at = call.axis(axis, shape.length);
    int inner = Value.count(Arrays.copyOfRange(shape, at + 1, shape.length));
    int length = (int) shape[at];
    if (value.rank() == 1) {
      call.check(values.length == length, "has %d scales for %d parts", values.length, length);
      return i -> values[i / inner % length];
    }
    int block = call.integer("block_size", 0);
    int blocks = block > 0 ? (length + block - 1) / block : 0;
    call.check(
        block > 0 && value.rank() == shape.length && value.shape()[at] == blocks,
        "has scales of shape %s for numbers of shape %s",
        Arrays.toString(value.shape()),
        Arrays.toString(shape));
    return i ->
        values[(i / (inner * length) * blocks + i / inner % length / block) * inner + i % inner];
  }

  private static List<GraphTensor> dynamic(Call call) {
    if (call.input(0) instanceof GraphTensor.Computed x) {
      return List.of(
          new GraphTensor.Codes(x, 1, 0),
          call.value(Value.scalar(Value.Kind.REAL, 1)),
          call.value(Value.scalar(Value.Kind.INTEGER, 0)));
    }
    throw call.fail("quantises a constant when it runs, which is not supported");
  }

  /** A product of codes less their zero points; one of the second's columns may have its own. */
  private static GraphTensor integers(Call call, String op, int axis) {
    Value first = zero(call, 2);
    call.check(first.length() == 1, "has %d zero points of its first input", first.length());
    GraphTensor x = call.raw(0);
    if (x instanceof GraphTensor.Codes codes) {
      x =
          codes.zero() == first.doubles()[0]
              ? ArithmeticHandlers.scaled(call, codes.value(), 1 / codes.scale())
              : shifted(call, counted(call, codes), -first.doubles()[0], 1);
    } else {
      x = shifted(call, call.input(0), -first.doubles()[0], 1);
    }
    GraphTensor weights = call.raw(1);
    Value second = zero(call, 3);
    if (weights instanceof GraphTensor.Known known) {
      Value unit = Value.scalar(Value.Kind.REAL, 1);
      weights = call.value(known.values().map(v -> reals(call, v, unit, second, axis)));
    } else {
      call.check(
          weights instanceof GraphTensor.Codes c && c.zero() == second.doubles()[0],
          "multiplies computed codes of another zero point");
      GraphTensor.Codes codes = (GraphTensor.Codes) weights;
      weights = ArithmeticHandlers.scaled(call, codes.value(), 1 / codes.scale());
    }
    return real(call, op, x, weights);
  }
}
