package org.xai4j.core.importer.onnx;

import java.util.Map;
import java.util.TreeMap;

/** The handlers of all supported ONNX operators, by operator type. */
final class Handlers {
  static final Map<String, Handler> ALL = all();

  private Handlers() {}

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
