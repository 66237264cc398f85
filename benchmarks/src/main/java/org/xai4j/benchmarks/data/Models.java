package org.xai4j.benchmarks.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.importer.onnx.OnnxRequest;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/** Shipped models by id, other models by file. */
public final class Models {
  private static final String FOLDER = "/org/xai4j/benchmarks/models/";

  private Models() {}

  /**
   * Reads a network.
   *
   * @param idOrFile id of a shipped model, or a {@code .zip}, {@code .keras}, {@code .h5} or {@code
   *     .onnx} file
   * @return the network
   * @throws InputException if there is no such model or it cannot be read
   */
  public static Network read(String idOrFile) {
    return read(idOrFile, Optional.empty());
  }

  /**
   * Reads a network up to one of its outputs.
   *
   * @param idOrFile id of a shipped model, or a {@code .zip}, {@code .keras}, {@code .h5} or {@code
   *     .onnx} file
   * @param output name of an output, for an ONNX file with several; else empty
   * @return the network
   * @throws InputException if there is no such model or output, or it cannot be read
   */
  public static Network read(String idOrFile, Optional<String> output) {
    Model model = model(idOrFile, new OnnxRequest(Optional.empty(), output, Map.of()));
    if (model instanceof Network network) {
      return network;
    }
    throw new InputException(
        "Only networks are taken here, but the model " + idOrFile + " is " + model.kind() + ".");
  }

  /**
   * Reads a model of any kind.
   *
   * @param idOrFile id of a shipped model, or a file of any kind that {@link ModelFiles#model}
   *     reads
   * @param request what of an ONNX file is read
   * @return the model
   * @throws InputException if there is no such model, input or output, or it cannot be read
   */
  public static Model model(String idOrFile, OnnxRequest request) {
    if (idOrFile.matches("[a-z0-9-]+")) {
      for (String suffix : List.of(".zip", ".onnx", ".h5", ".keras", ".txt")) {
        try (InputStream in = Models.class.getResourceAsStream(FOLDER + idOrFile + suffix)) {
          if (in != null) {
            return unpacked(in, suffix);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      InputException.check(
          Files.exists(Path.of(idOrFile)),
          "There is no model '%s'; give a .zip, .keras, .h5 or .onnx file, or the id of a shipped model.",
          idOrFile);
    }
    return ModelFiles.model(Path.of(idOrFile), request);
  }

  /**
   * Opens the archive of a network of Deeplearning4j, to be trained on.
   *
   * @param idOrFile id of a shipped model, or a {@code .zip} file
   * @return the model as Deeplearning4j has it
   * @throws InputException if there is no such model, or it is of another kind
   */
  public static org.deeplearning4j.nn.api.Model trainable(String idOrFile) {
    if (!idOrFile.matches("[a-z0-9-]+")) {
      return Dl4jImporter.trainable(Path.of(idOrFile));
    }
    try (InputStream in = Models.class.getResourceAsStream(FOLDER + idOrFile + ".zip")) {
      InputException.check(
          in != null,
          "There is no shipped network '%s' of Deeplearning4j to train on; take one such as mnist,"
              + " or a .zip file.",
          idOrFile);
      return copied(Objects.requireNonNull(in), ".zip", Dl4jImporter::trainable);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What was written down when a shipped model was trained: settings, quality, digests,
   * environment.
   *
   * @param id of a shipped model
   * @return by name, in order; empty if nothing is known
   */
  public static Map<String, String> training(String id) {
    try (InputStream in = Models.class.getResourceAsStream(FOLDER + id + ".json")) {
      Map<String, String> known = new LinkedHashMap<>();
      if (in != null) {
        new ObjectMapper()
            .readTree(in)
            .fields()
            .forEachRemaining(
                field ->
                    known.put(
                        "training: " + field.getKey(),
                        field.getValue().isValueNode()
                            ? field.getValue().asText()
                            : field.getValue().toString()));
      }
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Model unpacked(InputStream in, String suffix) throws IOException {
    return copied(in, suffix, ModelFiles::model);
  }

  private static <T> T copied(InputStream in, String suffix, Function<Path, T> read)
      throws IOException {
    Path copy = Files.createTempFile("xai4j-model", suffix);
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return read.apply(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
