package org.xai4j.core.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * The zip file of a model. Deeplearning4j's own reader makes Java objects of any entry, which can
 * run code; here three entries are read, and they are text and numbers: the configuration, the
 * coefficients and the normalizer.
 *
 * @param model initialised
 * @param normalizer stored with it, if there is one
 */
record Dl4jArchive(Model model, Optional<Normalizer> normalizer) {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String NORMALIZER = "normalizer.bin";

  /** A normalizer in a form that only Java's deserialisation reads. */
  private static final String PREPROCESSOR = "preprocessor.bin";

  static Dl4jArchive read(Path path) {
    InputException.check(
        Files.isRegularFile(path), "There is no model file %s; check the path.", path);
    String file = path.toString();
    byte[] json;
    StoredArray coefficients;
    Optional<Normalizer> normalizer;
    try (ZipFile zip = new ZipFile(path.toFile())) {
      InputException.check(
          zip.getEntry(PREPROCESSOR) == null,
          "The model file %s holds preprocessor.bin, a serialised Java object, which is not read"
              + " because it could run code; save the model again without it and normalize the"
              + " input before.",
          file);
      json = required(zip, CONFIGURATION, file);
      coefficients = coefficients(required(zip, COEFFICIENTS, file), file);
      normalizer = entry(zip, NORMALIZER, file).map(bytes -> Normalizer.parse(bytes, file));
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "The model file " + file + " is damaged or not a zip file; copy it again.", e);
    }
    JsonNode checked = SafeConfiguration.check(json, coefficients.values().length, file);
    String text = new String(json, StandardCharsets.UTF_8);
    try {
      return new Dl4jArchive(model(text, checked.has("vertices"), coefficients), normalizer);
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      throw new InputException(
          "The model file " + file + " cannot be read as a Deeplearning4j model; save it again.",
          e);
    }
  }

  private static Model model(String json, boolean graph, StoredArray coefficients) {
    DataType type = coefficients.type() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    int n = coefficients.values().length;
    INDArray parameters = NdArrays.array(type, coefficients.values(), 1, n);
    INDArray stored =
        coefficients.type() == type ? parameters : parameters.castTo(coefficients.type());
    if (graph) {
      ComputationGraph model = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
      model.init(stored, false);
      return model;
    }
    MultiLayerNetwork model = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
    model.init(stored, false);
    return model;
  }

  private static StoredArray coefficients(byte[] bytes, String file) {
    String what = "The coefficients in the model file " + file;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return StoredArray.read(in, what);
    } catch (IOException e) {
      throw StoredArray.damaged(what, e);
    }
  }

  private static byte[] required(ZipFile zip, String name, String file) throws IOException {
    return entry(zip, name, file)
        .orElseThrow(
            () ->
                new InputException(
                    "The file "
                        + file
                        + " is not a Deeplearning4j model: it has no "
                        + name
                        + "."));
  }

  /** An entry's bytes, with their check sum compared. */
  private static Optional<byte[]> entry(ZipFile zip, String name, String file) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = Budget.readAll(in, "The entry " + name + " of " + file);
      CRC32 sum = new CRC32();
      sum.update(bytes);
      InputException.check(
          sum.getValue() == entry.getCrc(),
          "The model file %s is damaged in '%s'; copy it again.",
          file,
          name);
      return Optional.of(bytes);
    }
  }
}
