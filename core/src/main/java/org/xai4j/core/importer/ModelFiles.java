package org.xai4j.core.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.importer.h2o.H2oImporter;
import org.xai4j.core.importer.keras.KerasImporter;
import org.xai4j.core.importer.ml.ClassicImporter;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.importer.onnx.OnnxRequest;
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
   * @param file {@code .zip} (Deeplearning4j), {@code .keras} or {@code .h5} (Keras) or {@code
   *     .onnx}
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
   * @param file {@code .zip} (Deeplearning4j), {@code .keras} or {@code .h5} (Keras) or {@code
   *     .onnx}
   * @param output name of an output of an ONNX or Keras model; empty if it has one
   * @return the network
   * @throws InputException if the file holds no network, is missing or damaged, a layer is not
   *     supported, or there is no such output
   */
  public static Network read(Path file, Optional<String> output) {
    return network(file, model(file, new OnnxRequest(Optional.empty(), output, Map.of())));
  }

  /**
   * Reads a network.
   *
   * @param file {@code .zip} (Deeplearning4j), {@code .keras} or {@code .h5} (Keras) or {@code
   *     .onnx}
   * @param request what of an ONNX or Keras file is read; the standard one for other files
   * @return the network
   * @throws InputException if the file holds no network, is missing or damaged, a layer is not
   *     supported, or there is no such input or output
   */
  public static Network read(Path file, OnnxRequest request) {
    return network(file, model(file, request));
  }

  private static Network network(Path file, Model model) {
    if (model instanceof Network network) {
      return network;
    }
    throw new InputException(
        "The file " + file + " holds " + model.kind() + ", but a network is needed here.");
  }

  /**
   * Reads a model of any kind.
   *
   * @param file as for {@link #model(Path, OnnxRequest)}
   * @return a network, a tree ensemble or a pipeline
   * @throws InputException as there
   */
  public static Model model(Path file) {
    return model(file, OnnxRequest.standard());
  }

  /**
   * Reads a model of any kind.
   *
   * @param file {@code .zip} (Deeplearning4j), {@code .keras} or {@code .h5} (Keras), {@code
   *     .onnx}, a tree ensemble: {@code .txt} (LightGBM), {@code .json} or {@code .ubj} (XGBoost,
   *     CatBoost), or H2O's {@code .zip} or {@code .mojo}
   * @param request what of an ONNX or Keras file is read; the standard one for other files
   * @return a network, a tree ensemble or a pipeline
   * @throws InputException if the file is of no known kind, missing or damaged, or uses what is not
   *     supported, or there is no such input or output
   */
  public static Model model(Path file, OnnxRequest request) {
    try {
      return choose(file, request);
    } catch (NoClassDefFoundError e) {
      throw new InputException(
          "The model file "
              + file
              + " is read by Deeplearning4j, which is not on the class path; add"
              + " org.deeplearning4j:deeplearning4j-nn, or export it as ONNX.",
          e);
    } catch (OutOfMemoryError e) {
      throw new InputException(
          "The model file " + file + " needs more memory than there is; set XAI4J_MEMORY higher.",
          e);
    } catch (StackOverflowError e) {
      throw new InputException("The model file " + file + " is nested too deeply to be read.", e);
    }
  }

  private static Model choose(Path file, OnnxRequest request) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    boolean names = List.of(".onnx", ".h5", ".keras").stream().anyMatch(name::endsWith);
    InputException.check(
        request.output().isEmpty() || names,
        "An output can be named for ONNX and Keras models only, not for %s.",
        file);
    InputException.check(
        request.input().isEmpty() || names,
        "An input to explain can be named for ONNX and Keras models only, not for %s.",
        file);
    if (name.endsWith(".mojo") || (name.endsWith(".zip") && H2oImporter.holds(file))) {
      return H2oImporter.read(file);
    } else if (name.endsWith(".zip")) {
      return Dl4jImporter.read(file);
    } else if (name.endsWith(".h5") || name.endsWith(".keras")) {
      return KerasImporter.read(file, request);
    } else if (name.endsWith(".onnx")) {
      return ClassicImporter.holds(file)
          ? ClassicImporter.read(file, request.output())
          : OnnxImporter.read(file, request);
    } else if (TREES.stream().anyMatch(name::endsWith) && !Files.isDirectory(file)) {
      return TreeFiles.read(file);
    }
    throw new InputException(
        conversion(file, name)
            .map(how -> "The file " + file + " " + how)
            .orElse(
                "The file "
                    + file
                    + " is not a model of a known kind; give a .zip (Deeplearning4j), .keras"
                    + " or .h5 (Keras) or .onnx file, trees as .txt (LightGBM), .json or .ubj"
                    + " (XGBoost, CatBoost), or a MOJO of H2O."));
  }

  /** What a file of another tool is, and the command that converts it. */
  private static Optional<String> conversion(Path file, String name) {
    if (name.matches(".*\\.(pt|pth|ckpt|pt2)")) {
      return Optional.of(
          "holds a PyTorch model, which needs its own Python code; export it with"
              + " torch.onnx.export(model.eval(), (inputs,), \"m.onnx\", dynamo=True).");
    } else if (name.endsWith(".safetensors") || name.equals("pytorch_model.bin")) {
      return Optional.of(
          "holds the weights of a model without its layers; export the whole model, one of"
              + " transformers with: optimum-cli export onnx --model FOLDER OUT.");
    } else if (name.endsWith(".tflite")) {
      return Optional.of(
          "is a TensorFlow Lite model; convert it with: python -m tf2onnx.convert --tflite "
              + file
              + " --output m.onnx.");
    } else if (name.endsWith(".pb") || Files.exists(file.resolve("saved_model.pb"))) {
      Path folder = Files.isDirectory(file) ? file : file.toAbsolutePath().getParent();
      return Optional.of(
          "is a TensorFlow SavedModel; convert it with: python -m tf2onnx.convert --saved-model "
              + folder
              + " --output m.onnx.");
    } else if (Files.exists(file.resolve("config.json"))) {
      return Optional.of(
          "is a folder of transformers; export it with: optimum-cli export onnx --model "
              + file
              + " OUT, and give OUT/model.onnx.");
    } else if (name.endsWith(".pmml")) {
      return Optional.of(
          "is PMML, whose readers for Java are under the AGPL; save the model as its library does"
              + " (LightGBM, XGBoost), export it as ONNX with skl2onnx.to_onnx, or explain its"
              + " evaluator as a Predictor in Java.");
    } else if (name.matches(".*\\.(pkl|joblib)")) {
      return Optional.of(
          "is a pickled Python object; export a scikit-learn network with skl2onnx.to_onnx, or"
              + " explain any model as a Predictor in Java.");
    }
    return Optional.empty();
  }
}
