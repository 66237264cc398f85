package org.xai4j.core.importer.keras;

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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/** An HDF5 file: texts and arrays by path. Read by plain Java: damage ends in a sentence. */
final class HdfStore implements AutoCloseable {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int HEAD = 48;

  /** The file as the user knows it, for messages. */
  private final Path named;

  private final HdfFile file;

  private HdfStore(Path named, HdfFile file) {
    this.named = named;
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @throws InputException if it is no HDF5 file, or damaged
   */
  static HdfStore open(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      check(in.readNBytes(HEAD), Files.size(path), path);
    } catch (IOException e) {
      throw damaged(path, e);
    }
    return opened(path, () -> new HdfFile(path));
  }

  /**
   * Opens what was read out of another file.
   *
   * @param named the file that messages name
   * @throws InputException if it is no HDF5 file, or damaged
   */
  static HdfStore of(byte[] bytes, Path named) {
    check(Arrays.copyOf(bytes, Math.min(bytes.length, HEAD)), bytes.length, named);
    return opened(named, () -> HdfFile.fromBytes(bytes));
  }

  private static void check(byte[] head, long size, Path named) {
    InputException.check(
        Arrays.equals(Arrays.copyOf(head, SIGNATURE.length), SIGNATURE),
        "The file %s is not an HDF5 file; save the model from Keras as .keras or .h5.",
        named);
    if (head.length < HEAD || end(head) > size) {
      throw damaged(named, new IOException("cut short"));
    }
  }

  private static HdfStore opened(Path named, Supplier<HdfFile> open) {
    try {
      return new HdfStore(named, open.get());
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      throw damaged(named, e);
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
        "The file " + path + " cannot be read as a Keras model; save the whole model again.",
        cause);
  }

  /** A text beside the root. */
  Optional<String> text(String name) {
    return read(
        () -> Optional.ofNullable(file.getAttribute(name)).map(a -> texts(a)).map(t -> t.get(0)));
  }

  /** The texts of an attribute of a group; empty if there is no such group or attribute. */
  Optional<List<String>> texts(String path, String name) {
    return read(
        () ->
            find(path) instanceof Group group && group.getAttribute(name) != null
                ? Optional.of(texts(group.getAttribute(name)))
                : Optional.empty());
  }

  /** Whether there is a group of this path. */
  boolean holds(String path) {
    return read(() -> find(path) instanceof Group);
  }

  /** The array of a path, in single precision; empty if there is none. */
  Optional<INDArray> array(String path) {
    return read(
        () -> find(path) instanceof Dataset data ? Optional.of(array(data)) : Optional.empty());
  }

  private @org.jspecify.annotations.Nullable Node find(String path) {
    Node node = file;
    for (String part : path.split("/")) {
      if (!part.isEmpty()) {
        node = node instanceof Group group ? group.getChild(part) : null;
      }
    }
    return node;
  }

  private static List<String> texts(Attribute attribute) {
    if (attribute.isEmpty() || attribute.getSize() == 0) {
      return List.of();
    }
    Object data = attribute.getData();
    return data instanceof String[] texts ? List.of(texts) : List.of(String.valueOf(data));
  }

  private INDArray array(Dataset dataset) {
    long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
    Budget.elements(shape, Double.BYTES, "An array of the file " + named);
    Object flat = dataset.getDataFlat();
    if (flat instanceof float[] floats) {
      return NdArrays.array(floats, shape);
    }
    if (flat instanceof double[] doubles) {
      return NdArrays.array(DataType.DOUBLE, doubles, shape).castTo(DataType.FLOAT);
    }
    if (flat instanceof Number number) {
      return NdArrays.array(new float[] {number.floatValue()}, 1);
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
      throw damaged(named, e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
