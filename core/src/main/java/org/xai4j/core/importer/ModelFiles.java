package org.xai4j.core.importer;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.importer.keras.KerasImporter;
import org.xai4j.core.importer.ml.ClassicImporter;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.importer.tree.TreeFiles;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/** Reads model files of every known kind, told by their suffix. */
public final class ModelFiles {
  private static final List<String> TREES = List.of(".txt", ".json", ".ubj");

  private ModelFiles() {}

  /**
   * Reads a network.
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
   * Reads a network up to one of its outputs.
   *
   * @param file {@code .zip} (Deeplearning4j), {@code .h5} (Keras) or {@code .onnx}
   * @param output name of an output of an ONNX model; empty if it has one
   * @return the network
   * @throws InputException if the file holds no network, is missing or damaged, a layer is not
   *     supported, or there is no such output
   */
  public static Network read(Path file, Optional<String> output) {
    Model model = model(file, output);
    if (model instanceof Network network) {
      return network;
    }
    throw new InputException(
        "The file " + file + " holds " + model.kind() + ", but a network is needed here.");
  }

  /**
   * Reads a model of any kind.
   *
   * @param file {@code .zip} (Deeplearning4j), {@code .h5} (Keras), {@code .onnx}, or a tree
   *     ensemble: {@code .txt} (LightGBM), {@code .json} or {@code .ubj} (XGBoost, CatBoost)
   * @param output name of an output of an ONNX model; empty if it has one
   * @return a network, a tree ensemble or a pipeline
   * @throws InputException if the file is of no known kind, missing or damaged, or uses what is not
   *     supported, or there is no such output
   */
  public static Model model(Path file, Optional<String> output) {
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

  private static Model choose(Path file, Optional<String> output) {
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
      if (ClassicImporter.holds(file)) {
        return ClassicImporter.read(file, output);
      }
      return output.isPresent() ? OnnxImporter.read(file, output.get()) : OnnxImporter.read(file);
    } else if (TREES.stream().anyMatch(name::endsWith)) {
      return TreeFiles.read(file);
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
            + " (Keras) or .onnx file, or trees as .txt (LightGBM), .json or .ubj (XGBoost,"
            + " CatBoost).");
  }
}
