package org.xai4j.core.importer.onnx.internal;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * Checks that a network whose file fixes the batch size works with any: each row of a batch must
 * give what it gives alone.
 */
public final class RowCheck {
  private static final double TOLERANCE = 1e-3;

  private RowCheck() {}

  /**
   * Checks a network.
   *
   * @param network without open inputs
   * @param shape of a batch
   * @param file for messages
   * @throws InputException if rows depend on each other
   */
  public static void check(Network network, long[] shape, String file) {
    INDArray batch = Trial.batch(network, shape);
    INDArray together = predicted(network, batch, file);
    double scale = 1e-6;
    for (double d : NdArrays.doubles(together)) {
      scale = Math.max(scale, Double.isFinite(d) ? Math.abs(d) : 0);
    }
    for (long i = 0; i < shape[0]; i++) {
      INDArray row = batch.get(NDArrayIndex.interval(i, i + 1)).dup('c');
      double[] alone = NdArrays.doubles(predicted(network, row, file));
      double[] within = NdArrays.doubles(together.get(NDArrayIndex.interval(i, i + 1)).dup('c'));
      for (int k = 0; k < alone.length; k++) {
        if (Math.abs(alone[k] - within[k]) > TOLERANCE * scale) {
          throw mixed(file);
        }
      }
    }
  }

  private static INDArray predicted(Network network, INDArray rows, String file) {
    try {
      INDArray outputs = network.predict(rows);
      if (outputs.size(0) != rows.size(0)) {
        throw mixed(file);
      }
      return outputs;
    } catch (IllegalStateException e) {
      // Another number of rows comes out than went in.
      throw new InputException(String.valueOf(mixed(file).getMessage()), e);
    }
  }

  private static InputException mixed(String file) {
    return new InputException(
        "The ONNX file "
            + file
            + " fixes the batch size and mixes the rows of larger batches; export the model with a"
            + " free batch axis.");
  }
}
