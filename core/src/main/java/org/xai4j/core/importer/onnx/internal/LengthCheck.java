package org.xai4j.core.importer.onnx.internal;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.NodeShapes;
import org.xai4j.core.run.InputException;

/**
 * Two lengths tell lengths from numbers, but a file may treat other lengths otherwise: pad to a
 * least one, cut to a multiple of four. So a network of free lengths is compared with what the file
 * is for other lengths, shorter and longer ones.
 */
public final class LengthCheck {
  private static final double TOLERANCE = 1e-4;

  /** Larger arrays are weights of the file. */
  private static final long SMALL = 1 << 16;

  private LengthCheck() {}

  /**
   * Whether a network takes inputs of a shape; nothing is run.
   *
   * @param network any network
   * @param input shape of a batch
   * @return false where a layer refuses it
   */
  public static boolean takes(Network network, long[] input) {
    try {
      return !NodeShapes.of(network, input).isEmpty();
    } catch (InputException e) {
      return false;
    }
  }

  /**
   * Whether a network gives what another one gives, which is right for inputs of a shape.
   *
   * @param network for any lengths
   * @param right for these lengths
   * @param input shape of a batch
   * @return true where the outputs are equal but for rounding
   */
  public static boolean agree(Network network, Network right, long[] input) {
    if (alike(network, right) || !takes(network, input)) {
      return true;
    }
    INDArray batch = Trial.batch(network, input);
    INDArray one = network.predict(batch);
    INDArray two = right.predict(batch);
    double[] expected = NdArrays.doubles(two);
    double[] given = NdArrays.doubles(one);
    double top = 1e-6 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
    boolean same = Arrays.equals(one.shape(), two.shape());
    for (int i = 0; same && i < given.length; i++) {
      same = Math.abs(given[i] - expected[i]) <= TOLERANCE * top;
    }
    return same;
  }

  /**
   * Whether two networks have the same layers; arrays are compared by shape and, if small, value.
   */
  private static boolean alike(Network one, Network two) {
    boolean alike = one.nodes().size() == two.nodes().size();
    for (int i = 0; alike && i < one.nodes().size(); i++) {
      Node a = one.nodes().get(i);
      Node b = two.nodes().get(i);
      alike = a.inputs().equals(b.inputs()) && alike(a.layer(), b.layer());
    }
    return alike;
  }

  private static boolean alike(Layer one, Layer two) {
    if (one.getClass() != two.getClass()) {
      return false;
    }
    try {
      for (RecordComponent part : one.getClass().getRecordComponents()) {
        Object a = part.getAccessor().invoke(one);
        Object b = part.getAccessor().invoke(two);
        if (a instanceof INDArray array) {
          if (!alike(array, (INDArray) b)) {
            return false;
          }
        } else if (!String.valueOf(a).equals(String.valueOf(b))) {
          return false;
        }
      }
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("record components are readable", e);
    }
  }

  private static boolean alike(INDArray one, INDArray two) {
    return Arrays.equals(one.shape(), two.shape())
        && (one.length() > SMALL || Arrays.equals(NdArrays.doubles(one), NdArrays.doubles(two)));
  }
}
