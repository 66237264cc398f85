package org.xai4j.core.importer.ml;

import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import org.nd4j.shade.protobuf.ByteString;
import org.xai4j.core.run.InputException;

/**
 * The attributes of a node.
 *
 * @param node of the graph
 */
record Attributes(NodeProto node) {
  private Optional<AttributeProto> find(String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  /** Numbers: those of a tensor where one is given, else a list of floats or integers. */
  double[] numbers(String name) {
    Optional<AttributeProto> tensor = find(name + "_as_tensor");
    if (tensor.isPresent()) {
      return StoredMatrix.numbers(tensor.get().getT());
    }
    Optional<AttributeProto> list = find(name);
    if (list.isEmpty()) {
      return new double[0];
    }
    if (list.get().hasT()) {
      return StoredMatrix.numbers(list.get().getT());
    }
    return list.get().getIntsCount() > 0
        ? list.get().getIntsList().stream().mapToDouble(v -> v).toArray()
        : list.get().getFloatsList().stream().mapToDouble(v -> v).toArray();
  }

  double[] numbers(String name, int length) {
    double[] numbers = numbers(name);
    InputException.check(
        numbers.length == length,
        "The list '%s' of %s holds %d numbers, %d are needed; the file is damaged.",
        name,
        this,
        numbers.length,
        length);
    return numbers;
  }

  int[] integers(String name, int length) {
    double[] numbers = numbers(name, length);
    int[] integers = new int[length];
    for (int i = 0; i < length; i++) {
      InputException.check(
          numbers[i] == Math.rint(numbers[i]) && Math.abs(numbers[i]) < Integer.MAX_VALUE,
          "The list '%s' of %s holds %s, which is no index; the file is damaged.",
          name,
          this,
          numbers[i]);
      integers[i] = (int) numbers[i];
    }
    return integers;
  }

  List<String> texts(String name) {
    return find(name)
        .map(a -> a.getStringsList().stream().map(ByteString::toStringUtf8).toList())
        .orElse(List.of());
  }

  String text(String name, String otherwise) {
    return find(name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  long whole(String name, long otherwise) {
    return find(name).map(AttributeProto::getI).orElse(otherwise);
  }

  double number(String name, double otherwise) {
    return find(name).map(a -> (double) a.getF()).orElse(otherwise);
  }

  /** How many classes a classifier names. */
  int labels() {
    int labels =
        Math.max(
            Math.max(numbers("classlabels_int64s").length, numbers("classlabels_ints").length),
            texts("classlabels_strings").size());
    InputException.check(labels > 0, "The %s names no classes; the file is damaged.", this);
    return labels;
  }

  InputException unsupported(String what) {
    return new InputException("The " + this + " has " + what + ", which is not supported.");
  }

  @Override
  public String toString() {
    String name = node.getName().isEmpty() ? "" : " '" + node.getName() + "'";
    return "step" + name + " (" + node.getOpType() + ") of the ONNX file";
  }
}
