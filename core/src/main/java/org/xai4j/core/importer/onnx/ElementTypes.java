package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.ValueInfoProto;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.run.InputException;

/**
 * Which tensors of a file hold integers. A network computes with floating-point numbers, so what
 * depends on the type is refused: divisions of integers and casts that round.
 */
final class ElementTypes {
  private static final Set<DataType> INTEGERS =
      EnumSet.of(
          DataType.INT64,
          DataType.INT32,
          DataType.INT16,
          DataType.INT8,
          DataType.UINT64,
          DataType.UINT32,
          DataType.UINT16,
          DataType.UINT8);

  /** Integers that hold all that networks count: casts among them change nothing. */
  private static final Set<DataType> WIDE =
      EnumSet.of(DataType.INT64, DataType.INT32, DataType.UINT64, DataType.UINT32);

  private static final Set<DataType> NUMBERS =
      EnumSet.of(
          DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16, DataType.BOOL);

  private final Set<String> integers = new HashSet<>();
  private final Map<String, List<NodeProto>> readers = new HashMap<>();

  /**
   * Starts with what the file declares.
   *
   * @param input of the model
   * @param stored tensors of the file
   * @param nodes that are converted
   */
  ElementTypes(ValueInfoProto input, List<TensorProto> stored, List<NodeProto> nodes) {
    DataType type = type(input.getType().getTensorType().getElemType());
    InputException.check(
        NUMBERS.contains(type) || INTEGERS.contains(type),
        "The input '%s' of the ONNX model takes elements of the type %s; only numbers can be"
            + " explained.",
        input.getName(),
        type);
    if (INTEGERS.contains(type)) {
      integers.add(input.getName());
    }
    for (TensorProto tensor : stored) {
      if (INTEGERS.contains(type(tensor.getDataType()))) {
        integers.add(tensor.getName());
      }
    }
    for (NodeProto node : nodes) {
      for (String name : node.getInputList()) {
        readers.computeIfAbsent(name, n -> new ArrayList<>()).add(node);
      }
    }
  }

  private static DataType type(long number) {
    DataType type = DataType.forNumber((int) number);
    return type == null ? DataType.UNDEFINED : type;
  }

  /**
   * Checks a node and notes the type of its outputs.
   *
   * @param node of the file
   * @param name for messages
   * @param tensors made so far
   * @throws InputException if its result depends on the type in a way that a network does not have
   */
  void pass(NodeProto node, String name, Map<String, GraphTensor> tensors) {
    List<String> inputs = node.getInputList();
    boolean computed =
        inputs.stream().anyMatch(i -> tensors.get(i) instanceof GraphTensor.Computed);
    boolean whole;
    switch (node.getOpType()) {
      case "Cast" -> {
        DataType to = type(attribute(node, "to"));
        whole = INTEGERS.contains(to);
        boolean from = !inputs.isEmpty() && integers.contains(inputs.get(0));
        InputException.check(
            !computed || !whole || (from && WIDE.contains(to)) || indexOnly(node),
            "The ONNX node '%s' (Cast) rounds computed numbers to integers (%s), which is not"
                + " supported; export the model without the cast.",
            name,
            to);
      }
      case "Div" -> {
        whole = inputs.stream().allMatch(integers::contains);
        InputException.check(
            !computed || !whole,
            "The ONNX node '%s' (Div) divides computed integers, which drops the rest and is not"
                + " supported; export the model with a division of real numbers.",
            name);
      }
      case "Shape", "Size", "ArgMax", "ArgMin", "NonZero" -> whole = true;
      case "Constant" -> whole = integerConstant(node);
      case "ConstantOfShape" -> whole = integerConstant(node);
      case "Where" -> whole = inputs.size() > 1 && integers.contains(inputs.get(1));
      default -> whole = !inputs.isEmpty() && integers.contains(inputs.get(0));
    }
    if (whole) {
      integers.addAll(node.getOutputList());
    }
  }

  /** Whether what a node makes is read as an index of a table alone, where it must be whole. */
  private boolean indexOnly(NodeProto node) {
    List<NodeProto> users = readers.getOrDefault(node.getOutput(0), List.of());
    return !users.isEmpty()
        && users.stream()
            .allMatch(
                u ->
                    u.getOpType().equals("Gather")
                        && u.getInputCount() > 1
                        && u.getInput(1).equals(node.getOutput(0)));
  }

  private static long attribute(NodeProto node, String key) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(key))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(0);
  }

  private static boolean integerConstant(NodeProto node) {
    return node.getAttributeList().stream()
        .anyMatch(
            a ->
                a.getName().startsWith("value_int")
                    || (a.getName().equals("value")
                        && INTEGERS.contains(type(a.getT().getDataType()))));
  }
}
