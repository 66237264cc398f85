package org.xai4j.core.importer.onnx.internal;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * How many cells a layer makes of its inputs. A file of a few bytes may ask for more than any
 * memory; that is told before the layer is run.
 */
public final class Growth {
  private Growth() {}

  /**
   * Checks a layer.
   *
   * @param layer not yet run
   * @param shapes of its inputs
   * @throws InputException if its output does not fit into the memory for one array
   */
  public static void check(Layer layer, List<long[]> shapes) {
    double cells =
        Arrays.stream(OutputShape.of(layer, shapes.toArray(long[][]::new)))
            .asDoubleStream()
            .reduce(1, (a, b) -> a * b);
    InputException.check(
        cells <= Budget.bytes() / (double) Float.BYTES,
        "a %s of arrays of shape %s makes an array of %.3g numbers, more than fit into the memory;"
            + " the file is damaged, or set XAI4J_MEMORY higher.",
        layer.type(),
        Arrays.toString(shapes.get(0)),
        cells);
  }
}
