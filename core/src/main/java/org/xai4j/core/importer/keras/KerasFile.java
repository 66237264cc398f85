package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * An HDF5 file as Keras 1 and 2 write it: the architecture as a text, and a group of weights for
 * each layer. Read by plain Java: damage ends in a sentence.
 */
final class KerasFile implements AutoCloseable {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int HEAD = 48;
  private static final String WEIGHTS = "model_weights";
  private static final String NAMES = "weight_names";

  /** Lists that do not fit into one attribute are cut into numbered ones. */
  private static final int MOST_PARTS = 10_000;

  private final Path path;
  private final HdfFile file;

  private KerasFile(Path path, HdfFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @throws InputException if it is missing, no HDF5 file, or damaged
   */
  static KerasFile open(Path path) {
    InputException.check(
        Files.isRegularFile(path), "There is no model file %s; check the path.", path);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] head = in.readNBytes(HEAD);
      InputException.check(
          Arrays.equals(Arrays.copyOf(head, SIGNATURE.length), SIGNATURE),
          "The file %s is not an HDF5 file; save the model from Keras as .h5.",
          path);
      if (head.length < HEAD || end(head) > Files.size(path)) {
        throw damaged(path, new IOException("cut short"));
      }
    } catch (IOException e) {
      throw damaged(path, e);
    }
    try {
      return new KerasFile(path, new HdfFile(path));
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      throw damaged(path, e);
    }
  }

  /** Where the file ends, as its head says: at 40 in the first two forms of it, then at 28. */
  private static long end(byte[] head) {
    return ByteBuffer.wrap(head)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(head[SIGNATURE.length] < 2 ? 40 : 28);
  }

  static InputException damaged(Path path, Throwable cause) {
    return new InputException(
        "The file " + path + " cannot be read as a Keras HDF5 model; save the whole model again.",
        cause);
  }

  /** The architecture, with the version of Keras and its backend. */
  ObjectNode architecture() {
    String config =
        text("model_config")
            .orElseThrow(
                () ->
                    new InputException(
                        "The file "
                            + path
                            + " holds weights only; save the whole model from Keras."));
    String version = text("keras_version").orElse("");
    InputException.check(
        !version.startsWith("3"),
        "The file %s was written by Keras 3; only files of Keras 1 and 2 are read. Export it with"
            + " model.export(\"m.onnx\", format=\"onnx\").",
        path);
    try {
      JsonNode json = new ObjectMapper().readTree(config);
      if (!(json instanceof ObjectNode object) || !json.path("config").isContainerNode()) {
        throw damaged(path, new IOException("no architecture"));
      }
      if (!version.isEmpty()) {
        object.put("keras_version", version);
      }
      text("backend").ifPresent(backend -> object.put("backend", backend));
      return object;
    } catch (IOException e) {
      throw damaged(path, e);
    }
  }

  private Optional<String> text(String name) {
    return read(() -> Optional.ofNullable(file.getAttribute(name)).map(a -> first(a.getData())));
  }

  private static String first(Object data) {
    return data instanceof String[] texts && texts.length > 0 ? texts[0] : String.valueOf(data);
  }

  /**
   * The weights of each layer that has some, under the names that Deeplearning4j's layers ask for.
   *
   * @return by layer, by parameter
   */
  Map<String, Map<String, INDArray>> weights() {
    return read(
        () -> {
          Map<String, Map<String, INDArray>> all = new LinkedHashMap<>();
          Group root = file.getChild(WEIGHTS) instanceof Group weights ? weights : (Group) file;
          for (Node child : root.getChildren().values()) {
            if (child instanceof Group layer) {
              Map<String, INDArray> own = weights(layer);
              if (!own.isEmpty()) {
                all.put(layer.getName(), own);
              }
            }
          }
          return all;
        });
  }

  private Map<String, INDArray> weights(Group layer) {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    for (String name : names(layer)) {
      Node node = layer;
      for (String part : name.split("/")) {
        node = node instanceof Group group ? group.getChild(part) : null;
      }
      if (!(node instanceof Dataset dataset)) {
        throw new HdfException("no array " + name);
      }
      weights.put(parameter(layer.getName(), name), array(dataset));
    }
    return weights;
  }

  private static List<String> names(Group layer) {
    List<String> names = new ArrayList<>();
    Attribute whole = layer.getAttribute(NAMES);
    if (whole != null) {
      names.addAll(texts(whole));
    }
    for (int part = 0; whole == null && part < MOST_PARTS; part++) {
      Attribute some = layer.getAttribute(NAMES + part);
      if (some == null) {
        break;
      }
      names.addAll(texts(some));
    }
    return names;
  }

  private static List<String> texts(Attribute attribute) {
    if (attribute.isEmpty() || attribute.getSize() == 0) {
      return List.of();
    }
    Object data = attribute.getData();
    return data instanceof String[] texts ? List.of(texts) : List.of(String.valueOf(data));
  }

  /**
   * The name of a parameter, such as {@code kernel} of {@code dense_1/kernel:0} or {@code W} of
   * {@code dense_1_W}; those of the two directions of a layer keep the direction.
   */
  static String parameter(String layer, String name) {
    String[] parts = name.split("/");
    String last = parts[parts.length - 1];
    if (last.startsWith(layer + "_")) {
      last = last.substring(layer.length() + 1);
    }
    last = last.replaceFirst(":\\d+$", "").replaceFirst("_\\d+$", "");
    for (String part : parts) {
      for (String direction : List.of("forward_", "backward_")) {
        if (part.startsWith(direction) && !last.startsWith(direction)) {
          return direction + last;
        }
      }
    }
    return last;
  }

  private INDArray array(Dataset dataset) {
    long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
    Budget.elements(shape, Double.BYTES, "An array of the file " + path);
    Object flat = dataset.getDataFlat();
    if (flat instanceof float[] floats) {
      return NdArrays.array(floats, shape);
    }
    if (flat instanceof double[] doubles) {
      return NdArrays.array(DataType.DOUBLE, doubles, shape).castTo(DataType.FLOAT);
    }
    throw new HdfException("weights of the type " + dataset.getJavaType());
  }

  /** The reader answers damage with unchecked exceptions of many kinds, or without end. */
  private <T> T read(Supplier<T> what) {
    try {
      return what.get();
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      throw damaged(path, e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
