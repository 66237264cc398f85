package org.xai4j.core.importer;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.importer.keras.KerasImporter;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.network.Network;
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
    return read(file, Optional.empty());
  }

  /**
   * Reads a model up to one of its outputs.
   *
   * @param file {@code .zip} (Deeplearning4j), {@code .h5} (Keras) or {@code .onnx}
   * @param output name of an output of an ONNX model; empty if it has one
   * @return the network
   * @throws InputException if the suffix is another one, the file is missing or damaged, a layer is
   *     not supported, or there is no such output
   */
  public static Network read(Path file, Optional<String> output) {
    try {
      return choose(file, output);
    } catch (NoClassDefFoundError e) {
      throw new InputException(
          "The model file "
              + file
              + " is read by Deeplearning4j, which is not on the class path; add"
              + " org.deeplearning4j:deeplearning4j-nn and, for Keras files,"
              + " deeplearning4j-modelimport, or export it as ONNX.",
          e);
    } catch (OutOfMemoryError e) {
      throw new InputException(
          "The model file " + file + " needs more memory than there is; set XAI4J_MEMORY higher.",
          e);
    } catch (StackOverflowError e) {
      throw new InputException("The model file " + file + " is nested too deeply to be read.", e);
    }
  }

  private static Network choose(Path file, Optional<String> output) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    InputException.check(
        output.isEmpty() || name.endsWith(".onnx"),
        "An output can be named for ONNX models only, not for %s.",
        file);
    if (name.endsWith(".zip")) {
      return Dl4jImporter.read(file);
    } else if (name.endsWith(".h5")) {
      return KerasImporter.read(file);
    } else if (name.endsWith(".onnx")) {
      return output.isPresent() ? OnnxImporter.read(file, output.get()) : OnnxImporter.read(file);
    }
    InputException.check(
        !name.endsWith(".keras"),
        "The file %s is of Keras 3, whose own format is not read; export it with"
            + " model.export(\"m.onnx\", format=\"onnx\").",
        file);
    throw new InputException(
        "The file "
            + file
            + " is not a model of a known kind; give a .zip (Deeplearning4j), .h5"
            + " (Keras) or .onnx file.");
  }
}
