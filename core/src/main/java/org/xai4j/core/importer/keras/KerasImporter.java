package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * Reads HDF5 files of Keras 1 and 2, architecture and weights together ({@code
 * model.save("m.h5")}), through Deeplearning4j's import. Batches have the layout that
 * Deeplearning4j gives the model.
 */
public final class KerasImporter {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** In place of a size that is left open: large enough for any stack of windows. */
  private static final int STAND_IN = 4096;

  private KerasImporter() {}

  /**
   * Reads a model.
   *
   * @param h5 file of a sequential or functional model
   * @return the network
   * @throws InputException if the file is missing, damaged or without architecture, or a layer is
   *     not supported
   */
  public static Network read(Path h5) {
    InputException.check(Files.isRegularFile(h5), "There is no model file %s; check the path.", h5);
    checkSignature(h5);
    // The native library would print its own stack of errors beside the sentence.
    org.bytedeco.hdf5.Exception.dontPrint();
    JsonNode model = architecture(h5);
    long[] shape = inputShape(model.path("config"));
    try (KerasModelBuilder builder = new KerasModel().modelBuilder()) {
      builder.modelHdf5Filename(h5.toString()).enforceTrainingConfig(false);
      if (!model.path("class_name").asText().equals("Sequential")) {
        return Dl4jImporter.convert(builder.buildModel().getComputationGraph(), shape);
      }
      // As the builder has read it: with the version of Keras.
      builder.modelJson(closed(new ObjectMapper().readTree(builder.getModelJson())).toString());
      return Dl4jImporter.convert(builder.buildSequential().getMultiLayerNetwork(), shape);
    } catch (InputException e) {
      throw e;
    } catch (UnsupportedKerasConfigurationException | InvalidKerasConfigurationException e) {
      throw new InputException(
          "The Keras model " + h5 + " cannot be read: " + firstLine(e) + ".", e);
    } catch (IOException | RuntimeException e) {
      throw damaged(h5, e);
    }
  }

  private static InputException damaged(Path h5, @Nullable Throwable cause) {
    String message =
        "The file " + h5 + " cannot be read as a Keras HDF5 model; save the whole model again.";
    return cause == null ? new InputException(message) : new InputException(message, cause);
  }

  private static String firstLine(Exception e) {
    String text = String.valueOf(e.getMessage()).strip();
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static void checkSignature(Path h5) {
    try (InputStream in = Files.newInputStream(h5)) {
      InputException.check(
          Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE),
          "The file %s is not an HDF5 file; save the model from Keras as .h5.",
          h5);
    } catch (IOException e) {
      throw damaged(h5, e);
    }
  }

  private static JsonNode architecture(Path h5) {
    try (Hdf5Archive archive = new Hdf5Archive(h5.toString())) {
      InputException.check(
          archive.hasAttribute("model_config"),
          "The file %s holds weights only; save the whole model from Keras.",
          h5);
      InputException.check(
          !version(archive).startsWith("3"),
          "The file %s was written by Keras 3; only files of Keras 1 and 2 are read. Export it with"
              + " model.export(\"m.onnx\", format=\"onnx\").",
          h5);
      JsonNode json = new ObjectMapper().readTree(archive.readAttributeAsJson("model_config"));
      if (json == null || !json.path("config").isContainerNode()) {
        throw damaged(h5, null);
      }
      return json;
    } catch (InputException e) {
      throw e;
    } catch (IOException | UnsupportedKerasConfigurationException | RuntimeException e) {
      throw damaged(h5, e);
    }
  }

  /** The version of Keras; empty where the file does not tell. */
  private static String version(Hdf5Archive archive) throws UnsupportedKerasConfigurationException {
    return archive.hasAttribute("keras_version")
        ? archive.readAttributeAsString("keras_version")
        : "";
  }

  /**
   * A sequential model whose first layer tells a shape with sizes left open, with a stand-in for
   * them: Deeplearning4j takes open sizes for zero and refuses them, though no weight depends on
   * them.
   */
  private static JsonNode closed(JsonNode model) {
    if (layers(model.path("config")).path(0).path("config").path("batch_input_shape")
        instanceof ArrayNode shape) {
      for (int i = 1; i < shape.size(); i++) {
        if (shape.get(i).isNull()) {
          shape.set(i, STAND_IN);
        }
      }
    }
    return model;
  }

  private static JsonNode layers(JsonNode config) {
    return config.isArray() ? config : config.path("layers");
  }

  /** The shape of a row where the first layer tells it and it is an image; else empty. */
  private static long[] inputShape(JsonNode config) {
    JsonNode shape = layers(config).path(0).path("config").path("batch_input_shape");
    if (shape.size() != 4) {
      return new long[0];
    }
    long[] row = new long[3];
    for (int i = 0; i < 3; i++) {
      row[i] = shape.get(i + 1).asLong(-1);
    }
    return row;
  }
}
