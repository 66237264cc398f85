package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelUtils;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * Reads HDF5 files of Keras 1 and 2, architecture and weights together ({@code
 * model.save("m.h5")}), through Deeplearning4j's import. Batches have the layout that
 * Deeplearning4j gives the model.
 */
public final class KerasImporter {
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
    try (KerasFile file = KerasFile.open(h5)) {
      return read(file, h5);
    }
  }

  private static Network read(KerasFile file, Path h5) {
    ObjectNode architecture = file.architecture();
    long[] shape = inputShape(architecture.path("config"));
    Map<String, Map<String, INDArray>> weights = file.weights();
    try (KerasModelBuilder builder = new KerasModel().modelBuilder()) {
      builder.enforceTrainingConfig(false);
      if (!architecture.path("class_name").asText().equals("Sequential")) {
        KerasModel model = builder.modelJson(architecture.toString()).buildModel();
        ComputationGraph graph = model.getComputationGraph(false);
        fill(model, weights, graph, h5);
        return Dl4jImporter.convert(graph, shape);
      }
      KerasSequentialModel model =
          builder.modelJson(closed(architecture).toString()).buildSequential();
      MultiLayerNetwork network = model.getMultiLayerNetwork(false);
      fill(model, weights, network, h5);
      return Dl4jImporter.convert(network, shape);
    } catch (InputException e) {
      throw e;
    } catch (UnsupportedKerasConfigurationException | InvalidKerasConfigurationException e) {
      throw new InputException(
          "The Keras model " + h5 + " cannot be read: " + firstLine(e) + ".", e);
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw KerasFile.damaged(h5, e);
    }
  }

  /** Gives the layers their weights. */
  private static void fill(
      KerasModel keras, Map<String, Map<String, INDArray>> weights, Model model, Path h5)
      throws InvalidKerasConfigurationException {
    for (KerasLayer layer : keras.getLayersOrdered()) {
      Map<String, INDArray> own = weights.getOrDefault(layer.getLayerName(), Map.of());
      InputException.check(
          own.size() == layer.getNumParams() || !own.isEmpty(),
          "The file %s has no weights for layer '%s'; save the whole model again.",
          h5,
          layer.getLayerName());
      if (!own.isEmpty()) {
        layer.setWeights(new HashMap<>(own));
      }
    }
    KerasModelUtils.copyWeightsToModel(model, keras.getLayers());
  }

  private static String firstLine(Exception e) {
    String text = String.valueOf(e.getMessage()).strip();
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
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
