package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * How many cells a layer makes of its inputs at most. A file of a few bytes may ask for more than
 * any memory; that is told before the layer is run.
 */
final class Growth {
  private Growth() {}

  /**
   * Checks a layer.
   *
   * @param layer not yet run
   * @param shapes of its inputs
   * @throws InputException if its output may not fit into the memory for one array
   */
  static void check(Layer layer, List<long[]> shapes) {
    double cells = cells(layer, shapes);
    InputException.check(
        cells <= Budget.bytes() / (double) Float.BYTES,
        "a %s of arrays of shape %s makes an array of %.3g numbers, more than fit into the memory;"
            + " the file is damaged, or set XAI4J_MEMORY higher.",
        layer.type(),
        Arrays.toString(shapes.get(0)),
        cells);
  }

  private static double cells(Layer layer, List<long[]> shapes) {
    long[] shape = shapes.get(0);
    double in = product(shape);
    if (layer instanceof Pad pad) {
      double out = 1;
      for (int i = 0; i < shape.length; i++) {
        out *= (double) shape[i] + pad.before().get(i) + pad.after().get(i);
      }
      return out;
    } else if (layer instanceof Expand expand) {
      return in * expand.shape().stream().mapToDouble(Math::abs).reduce(1, (a, b) -> a * b);
    } else if (layer instanceof Upsample upsample) {
      return in * upsample.factors().stream().mapToDouble(f -> f).reduce(1, (a, b) -> a * b);
    } else if (layer instanceof Gather gather) {
      return in * gather.indices().size();
    } else if (layer instanceof Convolution c) {
      return windows(shape, c.padding(), List.of()) / shape[1] * c.bias().length();
    } else if (layer instanceof TransposedConvolution c) {
      return windows(shape, c.padding(), c.stride()) / shape[1] * c.bias().length();
    } else if (layer instanceof Pooling pooling) {
      return windows(shape, pooling.padding(), List.of());
    } else if (layer instanceof Dense dense) {
      return in / shape[shape.length - 1] * dense.bias().length();
    } else if (layer instanceof Embedding embedding) {
      return in * embedding.weights().size(1);
    } else if (layer instanceof Concat) {
      return shapes.stream().mapToDouble(Growth::product).sum();
    } else if (layer instanceof MatMul || layer instanceof Elementwise) {
      // At most every row with every column, or broadcast against each other.
      return shapes.size() < 2 ? in : widest(shape, shapes.get(1));
    }
    return in;
  }

  /** The padded and spread spatial axes, of all channels. */
  private static double windows(long[] shape, List<Integer> padding, List<Integer> stride) {
    int axes = shape.length - 2;
    double cells = (double) shape[0] * shape[1];
    for (int i = 0; i < axes; i++) {
      double spread = stride.isEmpty() ? 1 : stride.get(i);
      cells *= shape[i + 2] * spread + padding.get(i) + padding.get(i + axes);
    }
    return cells;
  }

  private static double widest(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    double cells = 1;
    for (int i = 0; i < rank; i++) {
      long x = i < rank - a.length ? 1 : a[i - rank + a.length];
      long y = i < rank - b.length ? 1 : b[i - rank + b.length];
      cells *= Math.max(x, y);
    }
    return cells;
  }

  private static double product(long[] shape) {
    return Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
  }
}
