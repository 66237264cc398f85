package org.xai4j.core.importer.onnx.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.FunctionProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.run.InputException;

/** Writes the functions that a file defines out where they are called. */
public final class FunctionInliner {
  private static final int DEEPEST = 64;

  private final Map<String, FunctionProto> functions = new HashMap<>();
  private int calls;

  private FunctionInliner(ModelProto model) {
    for (FunctionProto function : model.getFunctionsList()) {
      functions.put(function.getDomain() + "." + function.getName(), function);
    }
  }

  /**
   * The model's graph without calls of its own functions.
   *
   * @param model as the file has it
   * @return the graph itself if the file defines no function
   */
  public static GraphProto inlined(ModelProto model) {
    GraphProto graph = model.getGraph();
    if (model.getFunctionsCount() == 0) {
      return graph;
    }
    FunctionInliner inliner = new FunctionInliner(model);
    GraphProto.Builder builder = graph.toBuilder().clearNode();
    for (NodeProto node : graph.getNodeList()) {
      builder.addAllNode(inliner.written(node, 0));
    }
    return builder.build();
  }

  private List<NodeProto> written(NodeProto node, int depth) {
    @Nullable FunctionProto function = functions.get(node.getDomain() + "." + node.getOpType());
    if (function == null) {
      return List.of(node);
    }
    InputException.check(
        depth < DEEPEST,
        "The functions of the ONNX file call each other without end; the file is damaged.");
    String prefix =
        (node.getName().isEmpty() ? node.getOpType() + "_" + ++calls : node.getName()) + "/";
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < function.getInputCount(); i++) {
      names.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
    }
    for (int i = 0; i < function.getOutputCount() && i < node.getOutputCount(); i++) {
      names.put(function.getOutput(i), node.getOutput(i));
    }
    Map<String, AttributeProto> given = new HashMap<>();
    node.getAttributeList().forEach(a -> given.put(a.getName(), a));
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto inner : function.getNodeList()) {
      NodeProto.Builder copy = inner.toBuilder().clearInput().clearOutput().clearAttribute();
      copy.setName(prefix + inner.getName());
      inner.getInputList().forEach(n -> copy.addInput(renamed(n, prefix, names)));
      inner.getOutputList().forEach(n -> copy.addOutput(renamed(n, prefix, names)));
      for (AttributeProto attribute : inner.getAttributeList()) {
        @Nullable AttributeProto told = given.get(attribute.getRefAttrName());
        if (attribute.getRefAttrName().isEmpty()) {
          copy.addAttribute(attribute);
        } else if (told != null) {
          copy.addAttribute(told.toBuilder().setName(attribute.getName()));
        }
      }
      nodes.addAll(written(copy.build(), depth + 1));
    }
    return nodes;
  }

  private static String renamed(String name, String prefix, Map<String, String> names) {
    return name.isEmpty() ? name : names.getOrDefault(name, prefix + name);
  }
}
