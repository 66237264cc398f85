package org.xai4j.core.importer.onnx.internal;

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
import org.xai4j.core.run.InputException;

/**
 * Which tensors of a file hold integers or truth values. A network computes with floating-point
 * numbers, so divisions of integers and casts to them cut the rest off, and casts that also cut the
 * range are refused.
 */
public final class ElementTypes {
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

  private static final Set<String> TRUTHS =
      Set.of(
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "And",
          "Or",
          "Xor",
          "Not",
          "IsNaN",
          "IsInf");

  private final Map<String, DataType> integers = new HashMap<>();
  private final Set<String> truths = new HashSet<>();
  private final Map<String, Integer> stored = new HashMap<>();
  private final Map<String, List<NodeProto>> readers = new HashMap<>();

  /**
   * Starts with what the file declares.
   *
   * @param inputs of the model
   * @param stored tensors of the file
   * @param nodes that are converted
   */
  public ElementTypes(
      List<ValueInfoProto> inputs, List<TensorProto> stored, List<NodeProto> nodes) {
    for (ValueInfoProto input : inputs) {
      DataType type = type(input.getType().getTensorType().getElemType());
      InputException.check(
          NUMBERS.contains(type) || INTEGERS.contains(type),
          "The input '%s' of the ONNX model takes elements of the type %s; only numbers can be"
              + " explained.",
          input.getName(),
          type);
      note(input.getName(), type);
    }
    for (TensorProto tensor : stored) {
      note(tensor.getName(), type(tensor.getDataType()));
      this.stored.put(tensor.getName(), (int) tensor.getDataType());
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

  private void note(String tensor, DataType type) {
    if (INTEGERS.contains(type)) {
      integers.put(tensor, type);
    } else if (type == DataType.BOOL) {
      truths.add(tensor);
    }
  }

  /** Whether a type is one of integers. */
  public static boolean whole(DataType type) {
    return INTEGERS.contains(type);
  }

  /** Whether a tensor holds integers. */
  public boolean integer(String tensor) {
    return integers.containsKey(tensor);
  }

  /** Which integers a tensor holds; UNDEFINED for other numbers. */
  public DataType integers(String tensor) {
    return integers.getOrDefault(tensor, DataType.UNDEFINED);
  }

  /** The element type of a stored tensor or constant, as ONNX numbers it; 0 for others. */
  public int stored(String tensor) {
    return stored.getOrDefault(tensor, 0);
  }

  /** Whether a tensor holds truth values. */
  public boolean truth(String tensor) {
    return truths.contains(tensor);
  }

  /**
   * Checks a node and notes the type of its outputs.
   *
   * @param node of the file
   * @param name for messages
   * @param tensors made so far
   * @throws InputException if its result depends on the type in a way that a network does not have
   */
  public void pass(NodeProto node, String name, Map<String, GraphTensor> tensors) {
    List<String> inputs = node.getInputList();
    switch (node.getOpType()) {
      case "Cast" -> {
        DataType to = type(attribute(node, "to"));
        boolean computed = tensors.get(inputs.get(0)) instanceof GraphTensor.Computed;
        boolean narrow = INTEGERS.contains(to) && !WIDE.contains(to);
        InputException.check(
            !computed || !narrow || truth(inputs.get(0)) || indexOnly(node),
            "The ONNX node '%s' (Cast) cuts computed numbers to the range of %s, which is not"
                + " supported; export the model without the cast.",
            name,
            to);
        note(node.getOutput(0), to);
      }
      case "Shape", "Size", "ArgMax", "ArgMin", "NonZero", "QuantizeLinear" ->
          note(node.getOutput(0), DataType.INT64);
      case "TopK", "MaxPool" -> {
        like(node, 0, inputs.get(0));
        if (node.getOutputCount() > 1) {
          note(node.getOutput(1), DataType.INT64);
        }
      }
      case "Constant", "ConstantOfShape" -> {
        note(node.getOutput(0), constant(node));
        stored.put(node.getOutput(0), constant(node).getNumber());
      }
      case "Where" -> like(node, 0, inputs.size() > 1 ? inputs.get(1) : "");
      case "OneHot" -> like(node, 0, inputs.size() > 2 ? inputs.get(2) : "");
      case "DequantizeLinear" -> {}
      default -> {
        for (int i = 0; i < node.getOutputCount() && !inputs.isEmpty(); i++) {
          if (TRUTHS.contains(node.getOpType())) {
            truths.add(node.getOutput(i));
          } else {
            like(node, i, inputs.get(0));
          }
        }
      }
    }
  }

  private void like(NodeProto node, int output, String input) {
    DataType whole = integers.get(input);
    if (whole != null) {
      integers.put(node.getOutput(output), whole);
    } else if (truths.contains(input)) {
      truths.add(node.getOutput(output));
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

  private static DataType constant(NodeProto node) {
    for (AttributeProto a : node.getAttributeList()) {
      if (a.getName().startsWith("value_int")) {
        return DataType.INT64;
      } else if (a.getName().equals("value")) {
        return type(a.getT().getDataType());
      }
    }
    return DataType.FLOAT;
  }
}
