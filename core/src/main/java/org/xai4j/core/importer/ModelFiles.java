package org.xai4j.core.importer;

import java.nio.file.Path;
import java.util.Locale;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.importer.keras.KerasImporter;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.InputException;

/** Reads model files of every known kind, told by their suffix. */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * Reads a model.
   *
   * @param file {@code .zip} (Deeplearning4j), {@code .h5} (Keras) or {@code .onnx}
   * @return the network
   * @throws InputException if the suffix is another one, the file is missing or damaged, or a layer
   *     is not supported
   */
  public static Network read(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return Dl4jImporter.read(file);
    } else if (name.endsWith(".h5")) {
      return KerasImporter.read(file);
    } else if (name.endsWith(".onnx")) {
      return OnnxImporter.read(file);
    }
    throw new InputException(
        "The file "
            + file
            + " is not a model of a known kind; give a .zip (Deeplearning4j), .h5"
            + " (Keras) or .onnx file.");
  }
}
