package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.importer.onnx.internal.ElementTypes;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Names;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.run.InputException;

/**
 * Converts the nodes of a graph in order. A branch whose condition is known when the file is read
 * and a loop of a known number of turns are written out.
 */
final class NodeWalk {
  /** A loop with more turns is not written out. */
  private static final long MOST_TURNS = 1024;

  /** Operators of which the number of results depends on values. */
  private static final Set<String> CHOOSING = Set.of("NonMaxSuppression", "Unique");

  private final Graph graph;
  private final ElementTypes types;
  private final Runnable passed;
  private final Map<String, Integer> counters = new HashMap<>();

  /**
   * Starts.
   *
   * @param graph takes the layers
   * @param types of the tensors
   * @param passed is told of each node
   */
  NodeWalk(Graph graph, ElementTypes types, Runnable passed) {
    this.graph = graph;
    this.types = types;
    this.passed = passed;
  }

  /** What a node reads, the graphs inside it included. */
  static Set<String> read(NodeProto node) {
    Set<String> read = new HashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        attribute.getG().getNodeList().forEach(inner -> read.addAll(read(inner)));
        attribute.getG().getOutputList().forEach(output -> read.add(output.getName()));
      }
    }
    return read;
  }

  /** Converts nodes. */
  void pass(List<NodeProto> nodes, Map<String, GraphTensor> tensors) {
    for (NodeProto node : nodes) {
      int number = counters.merge(node.getOpType(), 1, Integer::sum);
      String name = Names.clean(node.getName(), node.getOpType() + "_" + number);
      types.pass(node, name, tensors);
      convert(node, name, tensors);
      passed.run();
    }
  }

  private static boolean flows(NodeProto node) {
    return Conversion.standard(node.getDomain())
        && (node.getOpType().equals("If") || node.getOpType().equals("Loop"));
  }

  private List<GraphTensor> flow(Call call, NodeProto node, Map<String, GraphTensor> tensors) {
    if (node.getOpType().equals("Loop")) {
      return loop(call, node, tensors);
    }
    Value condition = call.constant(0, "condition");
    boolean holds = condition.doubles()[0] != 0;
    return inside(graphOf(call, node, holds ? "then_branch" : "else_branch"), List.of(), tensors);
  }

  private static GraphProto graphOf(Call call, NodeProto node, String key) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(key) && a.hasG())
        .findFirst()
        .orElseThrow(() -> call.fail("lacks its %s", key))
        .getG();
  }

  /** The outputs of a graph inside a node. */
  private List<GraphTensor> inside(
      GraphProto inner, List<GraphTensor> inputs, Map<String, GraphTensor> around) {
    Map<String, GraphTensor> tensors = new HashMap<>(around);
    for (int i = 0; i < inputs.size(); i++) {
      tensors.put(inner.getInput(i).getName(), inputs.get(i));
    }
    for (TensorProto tensor : inner.getInitializerList()) {
      Value value = graph.stored().read(tensor);
      tensors.put(tensor.getName(), new GraphTensor.Known(tensor.getName(), Twin.both(value)));
    }
    // What the graph makes may bear names from around it.
    inner.getNodeList().forEach(n -> n.getOutputList().forEach(tensors::remove));
    pass(inner.getNodeList(), tensors);
    List<GraphTensor> outputs = new ArrayList<>();
    inner
        .getOutputList()
        .forEach(
            output -> {
              GraphTensor made = tensors.get(output.getName());
              InputException.check(
                  made != null,
                  "The ONNX graph '%s' does not make its output '%s'; the file is damaged.",
                  inner.getName(),
                  output.getName());
              outputs.add(java.util.Objects.requireNonNull(made));
            });
    return outputs;
  }

  private List<GraphTensor> loop(Call call, NodeProto node, Map<String, GraphTensor> tensors) {
    GraphProto body = graphOf(call, node, "body");
    long turns = call.has(0) ? call.constant(0, "number of turns").longs()[0] : MOST_TURNS + 1;
    boolean goes = !call.has(1) || call.constant(1, "condition").doubles()[0] != 0;
    List<GraphTensor> state = new ArrayList<>();
    for (int i = 2; i < call.arity(); i++) {
      state.add(call.input(i));
    }
    List<List<GraphTensor>> scanned = new ArrayList<>();
    for (int i = state.size() + 1; i < body.getOutputCount(); i++) {
      scanned.add(new ArrayList<>());
    }
    for (long turn = 0; turn < turns && goes; turn++) {
      call.check(turn < MOST_TURNS, "has more than %d turns", MOST_TURNS);
      List<GraphTensor> inputs = new ArrayList<>();
      inputs.add(call.value(Value.scalar(Value.Kind.INTEGER, (double) turn)));
      inputs.add(call.value(Value.scalar(Value.Kind.BOOLEAN, 1)));
      inputs.addAll(state);
      List<GraphTensor> outputs = inside(body, inputs, tensors);
      if (!(outputs.get(0) instanceof GraphTensor.Known known && known.constant())) {
        throw call.fail("ends when a computed condition holds, which is not supported");
      }
      goes = known.values().first().doubles()[0] != 0;
      state = new ArrayList<>(outputs.subList(1, state.size() + 1));
      for (int i = 0; i < scanned.size(); i++) {
        scanned.get(i).add(raised(call, outputs.get(state.size() + 1 + i)));
      }
    }
    List<GraphTensor> results = new ArrayList<>(state);
    for (List<GraphTensor> parts : scanned) {
      call.check(!parts.isEmpty(), "collects the values of no turn");
      results.add(IndexHandlers.concat(call, 0, parts));
    }
    return results;
  }

  /** With a leading axis of length 1. */
  private static GraphTensor raised(Call call, GraphTensor x) {
    return ShapeHandlers.reshape(
        call,
        x,
        x.shape()
            .map(
                s -> {
                  long[] wide = new long[s.length + 1];
                  Arrays.setAll(wide, i -> i == 0 ? 1 : s[i - 1]);
                  return wide;
                }));
  }

  private void convert(NodeProto node, String name, Map<String, GraphTensor> tensors) {
    @Nullable Handler handler = Handlers.of(node).orElse(null);
    if (handler == null && !flows(node)) {
      InputException.check(
          !node.getDomain().equals("ai.onnx.ml"),
          "The ONNX node '%s' has the operator ai.onnx.ml.%s, of trees and other classical models;"
              + " only neural networks can be read. The Java API explains any model as a"
              + " Predictor.",
          name,
          node.getOpType());
      InputException.check(
          !CHOOSING.contains(node.getOpType()),
          "The ONNX node '%s' (%s) gives as many results as the values say, not one for each row;"
              + " end the file in front of it (onnx.utils.extract_model) and explain the numbers it"
              + " chooses from.",
          name,
          node.getOpType());
      String domain = Conversion.standard(node.getDomain()) ? "" : node.getDomain() + ".";
      throw new InputException(
          "The ONNX node '"
              + name
              + "' has the operator "
              + domain
              + node.getOpType()
              + ", which is not supported (--engine onnxruntime runs it, for methods that only ask"
              + " for predictions); supported are "
              + String.join(", ", Handlers.ALL.keySet())
              + ".");
    }
    List<Optional<GraphTensor>> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      InputException.check(
          input.isEmpty() || tensors.containsKey(input),
          "The ONNX node '%s' (%s) reads '%s', which nothing before it makes; the file is damaged.",
          name,
          node.getOpType(),
          input);
      inputs.add(Optional.ofNullable(tensors.get(input)));
    }
    List<GraphTensor> outputs;
    try {
      Call call = new Call(node, name, inputs, graph);
      if (MarkHandlers.reads(call)) {
        outputs = MarkHandlers.convert(call);
      } else if (handler != null && QuantHandlers.reads(call)) {
        outputs = QuantHandlers.moved(call, handler);
      } else {
        outputs = handler == null ? flow(call, node, tensors) : handler.convert(call);
      }
    } catch (InputException e) {
      String message = String.valueOf(e.getMessage());
      String prefix = "The ONNX node '" + name + "' (" + node.getOpType() + ")";
      throw message.contains("ONNX") ? e : new InputException(prefix + ": " + message, e);
    } catch (RuntimeException e) {
      // The numeric library's own checks: shapes that do not fit together.
      throw new InputException(
          "The ONNX node '"
              + name
              + "' ("
              + node.getOpType()
              + ") does not fit its inputs: "
              + e.getMessage(),
          e);
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      InputException.check(
          node.getOutput(i).isEmpty() || !tensors.containsKey(node.getOutput(i)),
          "The ONNX node '%s' (%s) makes '%s', which is there already; the file is damaged.",
          name,
          node.getOpType(),
          node.getOutput(i));
      GraphTensor made =
          i < outputs.size()
              ? outputs.get(i)
              : new GraphTensor.Missing(
                  "has an output that is not supported: " + node.getOutput(i));
      if (made instanceof GraphTensor.Computed computed) {
        graph.draft().settle(computed.node(), i == 0 ? name : name + "." + node.getOutput(i));
      }
      tensors.put(node.getOutput(i), made);
    }
  }
}
