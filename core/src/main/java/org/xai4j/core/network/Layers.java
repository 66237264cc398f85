package org.xai4j.core.network;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Layer;

/** What holds for all layers alike, read from their record components. */
public final class Layers {
  /** Elements hashed at once. */
  private static final long PART = 1 << 18;

  private Layers() {}

  /**
   * The arrays a layer holds.
   *
   * @param layer any layer
   * @return its array components in declared order
   */
  public static List<INDArray> arrays(Layer layer) {
    List<INDArray> arrays = new ArrayList<>();
    for (Object value : components(layer)) {
      if (value instanceof INDArray array) {
        arrays.add(array);
      }
    }
    return arrays;
  }

  /**
   * Number of parameters of a layer.
   *
   * @param layer any layer
   * @return elements of all its arrays
   */
  public static long parameters(Layer layer) {
    return arrays(layer).stream().mapToLong(INDArray::length).sum();
  }

  /**
   * A layer with other arrays: the same structure with other weights.
   *
   * @param layer any layer
   * @param change gives an array of the same shape for each of its arrays
   * @return the layer itself if it holds no arrays
   */
  public static Layer map(Layer layer, UnaryOperator<INDArray> change) {
    if (arrays(layer).isEmpty()) {
      return layer;
    }
    RecordComponent[] parts = layer.getClass().getRecordComponents();
    Object[] values = components(layer).toArray();
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof INDArray array) {
        values[i] = change.apply(array);
      }
    }
    try {
      Class<?>[] types =
          Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = layer.getClass().getDeclaredConstructor(types);
      return (Layer) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a layer is a record with a public constructor", e);
    }
  }

  /** SHA-256 over structure and weights of a network. */
  static String hash(Network network) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Node node : network.nodes()) {
        digest.update(
            (node.layer().getClass().getSimpleName() + node.inputs())
                .getBytes(StandardCharsets.UTF_8));
        for (Object value : components(node.layer())) {
          if (value instanceof INDArray array) {
            digest.update(Arrays.toString(array.shape()).getBytes(StandardCharsets.UTF_8));
            update(digest, array);
          } else {
            digest.update(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Takes in the elements as doubles, a few at a time: weights may fill half of the memory. */
  private static void update(MessageDigest digest, INDArray array) {
    long rows = array.rank() == 0 ? 1 : array.size(0);
    long step = Math.max(1, PART * rows / Math.max(1, array.length()));
    for (long from = 0; from < rows; from += step) {
      boolean whole = step >= rows;
      double[] part =
          NdArrays.doubles(
              whole ? array : array.get(NDArrayIndex.interval(from, Math.min(rows, from + step))));
      ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * part.length);
      bytes.asDoubleBuffer().put(part);
      digest.update(bytes);
    }
  }

  private static List<Object> components(Layer layer) {
    List<Object> values = new ArrayList<>();
    try {
      for (RecordComponent part : layer.getClass().getRecordComponents()) {
        values.add(part.getAccessor().invoke(layer));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("record components are readable", e);
    }
    return values;
  }
}
