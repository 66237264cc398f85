package org.xai4j.core.importer.onnx;

import java.util.List;
import java.util.function.Function;
import org.xai4j.core.importer.onnx.internal.GraphTensor;

/** Converts the nodes of one ONNX operator. */
@FunctionalInterface
interface Handler {
  /** Gives the node's outputs; later ones that have no counterpart may be left out. */
  List<GraphTensor> convert(Call call);

  /** The handler of an operator with one output. */
  static Handler one(Function<Call, GraphTensor> convert) {
    return call -> List.of(convert.apply(call));
  }
}
