package org.xai4j.core.importer.onnx;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import onnx.Onnx.NodeProto;

/** The handlers of all supported ONNX operators, by operator type. */
final class Handlers {
  static final Map<String, Handler> ALL = all();

  /** Operators of ONNX Runtime's own that are read. */
  static final Map<String, Handler> OWN = own();

  private Handlers() {}

  /** The handler of a node's operator, if it is supported. */
  static Optional<Handler> of(NodeProto node) {
    if (Conversion.standard(node.getDomain())) {
      return Optional.ofNullable(ALL.get(node.getOpType()));
    }
    return node.getDomain().equals("com.microsoft")
        ? Optional.ofNullable(OWN.get(node.getOpType()))
        : Optional.empty();
  }

  private static Map<String, Handler> own() {
    Map<String, Handler> own = new TreeMap<>();
    QuantHandlers.registerOwn(own);
    return own;
  }

  private static Map<String, Handler> all() {
    Map<String, Handler> all = new TreeMap<>();
    ActivationHandlers.register(all);
    ArithmeticHandlers.register(all);
    CellHandlers.register(all);
    ComparisonHandlers.register(all);
    ConstantHandlers.register(all);
    IndexHandlers.register(all);
    LinearHandlers.register(all);
    MarkHandlers.register(all);
    NormalizationHandlers.register(all);
    QuantHandlers.register(all);
    RecurrentHandlers.register(all);
    ReductionHandlers.register(all);
    ResizeHandlers.register(all);
    ScatterHandlers.register(all);
    ShapeHandlers.register(all);
    SpaceHandlers.register(all);
    EinsumHandlers.register(all);
    WindowHandlers.register(all);
    return all;
  }
}
