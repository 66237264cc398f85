package org.xai4j.core.importer.onnx.internal;

/** Names of layers made from names in ONNX files. */
public final class Names {
  private Names() {}

  /** Without slashes and colons: {@code /fc1/MatMul} becomes {@code fc1.MatMul}. */
  public static String clean(String name, String otherwise) {
    String dotted = name.replaceAll("::", ".").replaceAll("[/:]+", ".");
    String bare = dotted.replaceAll("^\\.+|\\.+$", "");
    return bare.isEmpty() ? otherwise : bare;
  }
}
