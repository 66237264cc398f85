package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * A model as Keras writes it: the architecture as JSON, and weights in HDF5. A {@code .h5} file
 * holds both, a {@code .keras} file is a zip of the two.
 *
 * @param architecture class and configuration of the model
 * @param version of Keras, empty in the oldest files
 * @param weights by layer
 * @param store to be closed
 */
record KerasFile(JsonNode architecture, String version, StoredWeights weights, HdfStore store)
    implements AutoCloseable {
  private static final String CONFIGURATION = "config.json";
  private static final String METADATA = "metadata.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final int ZIP = 'P' << 8 | 'K';

  static KerasFile open(Path path) {
    InputException.check(
        Files.isRegularFile(path), "There is no model file %s; check the path.", path);
    try (InputStream in = Files.newInputStream(path)) {
      return (in.read() << 8 | in.read()) == ZIP ? archive(path) : legacy(path);
    } catch (IOException e) {
      throw HdfStore.damaged(path, e);
    }
  }

  private static KerasFile legacy(Path path) throws IOException {
    HdfStore store = HdfStore.open(path);
    try {
      String config =
          store
              .text("model_config")
              .orElseThrow(
                  () ->
                      new InputException(
                          "The file "
                              + path
                              + " holds weights only; save the whole model from Keras."));
      JsonNode json = parse(config, path);
      String version = store.text("keras_version").orElse("");
      return new KerasFile(json, version, StoredWeights.named(store), store);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static KerasFile archive(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      JsonNode json =
          parse(
              text(zip, CONFIGURATION, path)
                  .orElseThrow(
                      () ->
                          new InputException(
                              "The file " + path + " is no Keras model: it has no config.json.")),
              path);
      Optional<String> metadata = text(zip, METADATA, path);
      String version =
          metadata.isEmpty()
              ? "3"
              : new ObjectMapper().readTree(metadata.get()).path("keras_version").asText("3");
      ZipEntry entry = zip.getEntry(WEIGHTS);
      InputException.check(
          entry != null,
          "The file %s has no %s; save it from Keras with model.save(\"m.keras\").",
          path,
          WEIGHTS);
      HdfStore store;
      try (InputStream in = zip.getInputStream(entry)) {
        store = HdfStore.of(Budget.readAll(in, "The entry " + WEIGHTS + " of " + path), path);
      }
      return new KerasFile(json, version, StoredWeights.numbered(store), store);
    }
  }

  private static Optional<String> text(ZipFile zip, String name, Path path) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = Budget.readAll(in, "The entry " + name + " of " + path);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static JsonNode parse(String config, Path path) throws IOException {
    JsonNode json = new ObjectMapper().readTree(config);
    if (!json.isObject() || !json.path("config").isContainerNode()) {
      throw HdfStore.damaged(path, new IOException("no architecture"));
    }
    return json;
  }

  @Override
  public void close() {
    store.close();
  }
}
