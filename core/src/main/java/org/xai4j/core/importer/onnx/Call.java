package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.run.InputException;

/** One ONNX node being converted: its inputs and attributes, and the place to put layers. */
final class Call {
  private final NodeProto node;
  private final String name;
  private final List<Optional<GraphTensor>> inputs;
  private final Graph graph;

  Call(NodeProto node, String name, List<Optional<GraphTensor>> inputs, Graph graph) {
    this.node = node;
    this.name = name;
    this.inputs = inputs;
    this.graph = graph;
  }

  Draft draft() {
    return graph.draft();
  }

  /** The type of the network's weights. */
  DataType type() {
    return graph.type();
  }

  int opset() {
    return graph.opset();
  }

  String op() {
    return node.getOpType();
  }

  String name() {
    return name;
  }

  int outputs() {
    return node.getOutputCount();
  }

  int arity() {
    return inputs.size();
  }

  boolean has(int place) {
    return place < inputs.size() && inputs.get(place).isPresent();
  }

  GraphTensor input(int place) {
    if (!has(place)) {
      throw fail("lacks its input %d", place);
    }
    GraphTensor tensor = inputs.get(place).orElseThrow();
    if (tensor instanceof GraphTensor.Missing missing) {
      throw fail(missing.reason());
    }
    return tensor;
  }

  /** This node as one of another operator. */
  Call as(String op, GraphTensor... from) {
    NodeProto.Builder other = node.toBuilder().setOpType(op).clearInput();
    List<Optional<GraphTensor>> given = new ArrayList<>();
    for (GraphTensor tensor : from) {
      other.addInput("");
      given.add(Optional.of(tensor));
    }
    return new Call(other.build(), name, given, graph);
  }

  /** This node with another first input. */
  Call withFirst(GraphTensor first) {
    List<Optional<GraphTensor>> given = new ArrayList<>(inputs);
    given.set(0, Optional.of(first));
    return new Call(node, name, given, graph);
  }

  /** The element type of a stored input, as ONNX numbers it; 0 if it is not known. */
  int elements(int place) {
    return graph.types().stored(node.getInput(place));
  }

  /** An input whatever it is. */
  GraphTensor raw(int place) {
    return inputs.get(place).orElseThrow();
  }

  List<GraphTensor> all() {
    List<GraphTensor> list = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      list.add(input(i));
    }
    return list;
  }

  /** An input that has to be known, in each probe. */
  Twin<Value> known(int place, String what) {
    if (input(place) instanceof GraphTensor.Known known) {
      return known.values();
    }
    throw fail("needs a constant %s, not a computed one", what);
  }

  /** An input that has to be known and independent of batch size and lengths. */
  Value constant(int place, String what) {
    Twin<Value> values = known(place, what);
    if (!values.first().sameAs(values.second())) {
      throw fail(
          "has a %s that depends on the batch size or on a free length; export the model with"
              + " fixed lengths",
          what);
    }
    return values.first();
  }

  /** Whether an input holds integers. */
  boolean integer(int place) {
    return graph.types().integer(node.getInput(place));
  }

  /** Which integers an input holds. */
  TensorProto.DataType integers(int place) {
    return graph.types().integers(node.getInput(place));
  }

  /** Whether an input holds truth values. */
  boolean truth(int place) {
    return graph.types().truth(node.getInput(place));
  }

  /** Whether this node alone reads an input. */
  boolean soleReader(int place) {
    return graph.readers(node.getInput(place)) == 1;
  }

  /** The batch size the file fixes, −1 if it leaves it free. */
  long declaredBatch() {
    return graph.declaredBatch();
  }

  private Optional<AttributeProto> attribute(String key) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(key)).findFirst();
  }

  boolean hasAttribute(String key) {
    return attribute(key).isPresent();
  }

  int integer(String key, int standard) {
    return attribute(key).map(a -> exact(key, a.getI())).orElse(standard);
  }

  double real(String key, double standard) {
    // Through the decimal form, so that 0.1f means 0.1.
    return attribute(key).map(a -> Double.parseDouble(Float.toString(a.getF()))).orElse(standard);
  }

  String text(String key, String standard) {
    return attribute(key).map(a -> a.getS().toStringUtf8()).orElse(standard);
  }

  List<Integer> integers(String key, List<Integer> standard) {
    return attribute(key)
        .map(a -> a.getIntsList().stream().map(i -> exact(key, i)).toList())
        .orElse(standard);
  }

  private int exact(String key, long value) {
    check(value == (int) value, "has %s = %d, which cannot be; the file is damaged", key, value);
    return (int) value;
  }

  long[] longs(String key) {
    return attribute(key)
        .map(a -> a.getIntsList().stream().mapToLong(i -> i).toArray())
        .orElse(new long[0]);
  }

  List<Double> reals(String key) {
    return attribute(key)
        .map(a -> a.getFloatsList().stream().map(Float::doubleValue).toList())
        .orElse(List.of());
  }

  List<String> texts(String key) {
    return attribute(key)
        .map(a -> a.getStringsList().stream().map(s -> s.toStringUtf8()).toList())
        .orElse(List.of());
  }

  Value tensor(String key) {
    TensorProto tensor =
        attribute(key).map(AttributeProto::getT).orElse(TensorProto.getDefaultInstance());
    return graph.stored().read(tensor);
  }

  /** Integers that are an attribute in older operator sets and an input in newer ones. */
  Optional<Value> list(String key, int place) {
    if (has(place)) {
      return Optional.of(constant(place, key));
    }
    return hasAttribute(key) ? Optional.of(Value.integers(longs(key))) : Optional.empty();
  }

  /** A non-negative axis. */
  int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= Math.max(rank, 1)) {
      throw fail("names axis %d of an array with %d axes", axis, rank);
    }
    return (int) positive;
  }

  /** Refuses what would mix the rows of a batch. */
  void notBatch(GraphTensor tensor, int axis) {
    if (tensor instanceof GraphTensor.Computed && tensor.batch(axis)) {
      throw fail(
          "works along the batch axis, so that rows depend on each other; export the model with the"
              + " batch as its first axis");
    }
  }

  /** A known tensor made here. */
  GraphTensor.Known value(Twin<Value> values) {
    return new GraphTensor.Known(op().equals("Constant") ? name : name + ".constant", values);
  }

  GraphTensor.Known value(Value value) {
    return value(Twin.both(value));
  }

  /** Adds a layer, or computes it here and now if all its inputs are known. */
  GraphTensor emit(Layer layer, GraphTensor... from) {
    if (layer instanceof MatMul product) {
      // A sum over the batch, as in xᵀ·x.
      notBatch(from[0], from[0].rank() - (product.transposeFirst() ? 2 : 1));
      notBatch(from[1], from[1].rank() - (product.transposeSecond() ? 1 : 2));
    }
    return byRow(
        Turned.emit(this, layer, from)
            .orElseGet(
                () ->
                    graph.emit(
                        layer, name + "." + layer.type().toLowerCase(Locale.ROOT), false, from)));
  }

  /** Adds a layer under a name that it keeps. */
  GraphTensor emitNamed(String as, Layer layer, GraphTensor... from) {
    return byRow(graph.emit(layer, as, true, from));
  }

  /** Refuses what holds each row against every other, as x·xᵀ does. */
  private GraphTensor byRow(GraphTensor result) {
    int first = IntStream.range(0, result.rank()).filter(result::batch).findFirst().orElse(0);
    for (int axis = first + 1; axis < result.rank(); axis++) {
      notBatch(result, axis);
    }
    return result;
  }

  /** The error of this node. */
  InputException fail(String format, Object... arguments) {
    return new InputException(
        "The ONNX node '"
            + name
            + "' ("
            + op()
            + ") "
            + String.format(Locale.ROOT, format, arguments)
            + ".");
  }

  void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw fail(format, arguments);
    }
  }
}
