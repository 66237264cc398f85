package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Broadcasting;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.ElementTypes;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Growth;
import org.xai4j.core.importer.onnx.internal.Names;
import org.xai4j.core.importer.onnx.internal.StoredTensors;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.cells.RepeatRows;
import org.xai4j.core.network.Layers;
import org.xai4j.core.run.InputException;

/**
 * What all conversions of one file share: the draft of the network and facts about the file. Shapes
 * follow from shapes, once for each probe; no layer is run.
 */
final class Graph {
  private final Draft draft;
  private final DataType type;
  private final int opset;
  private final long declaredBatch;
  private final StoredTensors stored;
  private final Map<String, Integer> readers;
  private final ElementTypes types;
  private final Map<GraphTensor.Known, Integer> constants = new HashMap<>();

  Graph(
      Draft draft,
      DataType type,
      int opset,
      long declaredBatch,
      StoredTensors stored,
      Map<String, Integer> readers,
      ElementTypes types) {
    this.draft = draft;
    this.type = type;
    this.opset = opset;
    this.declaredBatch = declaredBatch;
    this.stored = stored;
    this.readers = new HashMap<>(readers);
    this.types = types;
  }

  Draft draft() {
    return draft;
  }

  DataType type() {
    return type;
  }

  int opset() {
    return opset;
  }

  /** The batch size the file fixes, −1 if it leaves it free. */
  long declaredBatch() {
    return declaredBatch;
  }

  ElementTypes types() {
    return types;
  }

  StoredTensors stored() {
    return stored;
  }

  int readers(String tensor) {
    return readers.getOrDefault(tensor, 0);
  }

  GraphTensor emit(Layer layer, String name, boolean keepName, GraphTensor... from) {
    if (Arrays.stream(from).allMatch(t -> t instanceof GraphTensor.Known)) {
      return fold(layer, name, from);
    }
    List<Integer> inputs = new ArrayList<>();
    for (GraphTensor tensor : from) {
      inputs.add(
          tensor instanceof GraphTensor.Known known
              ? constant(known)
              : ((GraphTensor.Computed) tensor).node());
    }
    if (!RepeatRows.stretches(layer)) {
      for (int i = 0; i < from.length; i++) {
        if (from[i] instanceof GraphTensor.Known known
            && known.rank() > 0
            && known.batch(0)
            && draft.node(inputs.get(i)).layer() instanceof Constant) {
          inputs.set(i, repeated(inputs.get(i)));
        }
      }
    }
    Twin<long[]> shape = shape(layer, inputs);
    if (RepeatRows.stretches(layer) && !(layer instanceof MatMul)) {
      covered(name, shape, from);
    }
    return draft.add(new Draft.Node(name, layer, inputs, shape), keepName);
  }

  /** A constant of one row as one of a row for each of the batch. */
  private int repeated(int constant) {
    Draft.Node node = draft.node(constant);
    Layer layer = new RepeatRows();
    List<Integer> inputs = List.of(constant, 0);
    return draft
        .add(new Draft.Node(node.name() + ".rows", layer, inputs, shape(layer, inputs)), true)
        .node();
  }

  /** A constant that lost its length must not be what the output has its length from. */
  private static void covered(String name, Twin<long[]> shape, GraphTensor... from) {
    for (boolean first : new boolean[] {true, false}) {
      long[][] shapes =
          Arrays.stream(from)
              .map(t -> first ? t.shape().first() : t.shape().second())
              .toArray(long[][]::new);
      InputException.check(
          Arrays.equals(Broadcasting.shape(shapes), first ? shape.first() : shape.second()),
          "The ONNX node '%s' takes a free length from a constant; give the length (an input of that"
              + " length, or --length).",
          name);
    }
  }

  private int constant(GraphTensor.Known known) {
    Integer made = constants.get(known);
    if (made != null) {
      return made;
    }
    Optional<Integer> merged = merged(known);
    if (merged.isPresent()) {
      constants.put(known, merged.get());
      return merged.get();
    }
    INDArray value = rows(known).array(type);
    Draft.Node node =
        new Draft.Node(
            Names.clean(known.name(), "constant"),
            new Constant(value),
            List.of(),
            Twin.both(value.shape()));
    int index = draft.add(node, true).node();
    constants.put(known, index);
    return index;
  }

  /** A constant whose first axis is the batch merged with another one, the same for all rows. */
  private Optional<Integer> merged(GraphTensor.Known known) {
    if (known.rank() == 0 || !known.batch(0)) {
      return Optional.empty();
    }
    Twin<Long> rows = draft.node(0).shape().map(s -> s[0]);
    Value one = known.values().first();
    Value two = known.values().second();
    long block = one.shape()[0] / rows.first();
    if (block < 2
        || one.shape()[0] != block * rows.first()
        || two.shape()[0] != block * rows.second()) {
      return Optional.empty();
    }
    long[] first = LongStream.range(0, block).toArray();
    Value row = one.take(0, first);
    for (Value whole : List.of(one, two)) {
      for (long i = 0; i < whole.shape()[0] / block; i++) {
        long from = i * block;
        if (!whole.take(0, LongStream.range(from, from + block).toArray()).sameAs(row)) {
          return Optional.empty();
        }
      }
    }
    List<Long> shape = new ArrayList<>(Arrays.stream(one.shape()).boxed().toList());
    shape.add(0, 1L);
    long[] wide = shape.stream().mapToLong(d -> d).toArray();
    int constant =
        constant(
            new GraphTensor.Known(known.name(), Twin.both(row.reshaped(divided(wide, block)))));
    int repeated = repeated(constant);
    shape.remove(0);
    shape.set(0, -1L);
    Layer layer = new Reshape(shape);
    List<Integer> inputs = List.of(repeated);
    return Optional.of(
        draft
            .add(
                new Draft.Node(known.name() + ".merged", layer, inputs, shape(layer, inputs)), true)
            .node());
  }

  private static long[] divided(long[] shape, long block) {
    long[] other = shape.clone();
    other[1] = block;
    return other;
  }

  /** A known tensor without its batch axis, along which all its rows are equal. */
  private static Value rows(GraphTensor.Known known) {
    Value first = known.values().first();
    if (known.constant()) {
      return first;
    }
    Value second = known.values().second();
    for (int axis = 0; axis < first.rank(); axis++) {
      if (known.batch(axis) && second.shape()[axis] > 0) {
        first = first.take(axis, 0).sameAs(second.take(axis, 0)) ? first.take(axis, 0) : first;
        second = second.take(axis, 0);
        Value wide = first.expanded(known.values().first().shape());
        if (first.sameAs(second) && wide.sameAs(known.values().first())) {
          return first;
        }
      }
    }
    double uniform = known.values().first().uniform();
    if (uniform == known.values().second().uniform()) {
      long[] units = new long[known.rank()];
      Arrays.fill(units, 1);
      return Value.filled(known.values().first().kind(), uniform, units);
    }
    throw new InputException(
        "The constant '"
            + known.name()
            + "' of the ONNX file depends on a free length, such as a table of positions does; give"
            + " the length (an input of that length, or --length), or export the model with fixed"
            + " lengths.");
  }

  private Twin<long[]> shape(Layer layer, List<Integer> inputs) {
    return new Twin<>(
        output(layer, inputs.stream().map(i -> draft.node(i).shape().first()).toList()),
        output(layer, inputs.stream().map(i -> draft.node(i).shape().second()).toList()));
  }

  private static long[] output(Layer layer, List<long[]> shapes) {
    Growth.check(layer, shapes);
    return OutputShape.of(layer, shapes.toArray(long[][]::new));
  }

  /** Computes a layer of known inputs, in double precision. */
  private GraphTensor fold(Layer layer, String name, GraphTensor... from) {
    List<Value> first = new ArrayList<>();
    List<Value> second = new ArrayList<>();
    boolean same = true;
    for (GraphTensor tensor : from) {
      GraphTensor.Known known = (GraphTensor.Known) tensor;
      first.add(known.values().first());
      second.add(known.values().second());
      same &= known.values().first() == known.values().second();
    }
    Value one = run(layer, first);
    return new GraphTensor.Known(name, same ? Twin.both(one) : new Twin<>(one, run(layer, second)));
  }

  private static Value run(Layer layer, List<Value> values) {
    Value head = values.get(0);
    if (head.length() == 0) {
      return head;
    }
    Growth.check(layer, values.stream().map(Value::shape).toList());
    INDArray[] arrays = values.stream().map(v -> v.array(DataType.DOUBLE)).toArray(INDArray[]::new);
    Layer wide = Layers.map(layer, weights -> weights.castTo(DataType.DOUBLE));
    INDArray result = Engines.reference().apply(wide, arrays);
    long[] shape = layer instanceof Activation ? head.shape() : result.shape().clone();
    return Value.of(head.kind(), NdArrays.doubles(result), shape);
  }

  /** The output's node: a network's output is computed and keeps the batch first. */
  GraphTensor.Computed output(String name, Optional<GraphTensor> tensor) {
    if (tensor.isPresent() && tensor.get() instanceof GraphTensor.Computed computed) {
      InputException.check(
          computed.rank() > 0 && computed.batch(0),
          "The output '%s' of the ONNX model does not have the batch as its first axis; export the"
              + " model with a free batch axis (dynamic_axes or dynamic_shapes in PyTorch).",
          name);
      Twin<long[]> input = draft.node(0).shape();
      InputException.check(
          computed.shape().first()[0] == input.first()[0]
              && computed.shape().second()[0] == input.second()[0],
          "The output '%s' of the ONNX model has %d rows where the input has %d; export a model"
              + " with one row of scores for each row of the input.",
          name,
          computed.shape().first()[0],
          input.first()[0]);
      return computed;
    }
    InputException.check(
        tensor.isEmpty() || !(tensor.get() instanceof GraphTensor.Codes),
        "The output '%s' of the ONNX model holds codes of quantised numbers; export the model with"
            + " an output of floating-point numbers.",
        name);
    throw new InputException(
        "The output '" + name + "' of the ONNX model does not depend on its input.");
  }
}
