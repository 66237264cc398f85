package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.run.InputException;

/**
 * Looks ids up. Its gradient stays at its output [n, time, dimension]: ids have none, and the
 * methods for tokens work on the embedding.
 */
final class EmbeddingOperator implements ArrayOperator {
  private final double[] table;
  private final int vocabulary;
  private final int dimension;
  private final org.nd4j.linalg.api.buffer.DataType type;

  EmbeddingOperator(Embedding layer) {
    table = NdArrays.doubles(layer.weights());
    vocabulary = (int) layer.weights().size(0);
    dimension = (int) layer.weights().size(1);
    type = layer.weights().dataType();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] ids = NdArrays.doubles(inputs[0]);
    double[] out = new double[ids.length * dimension];
    for (int i = 0; i < ids.length; i++) {
      int id = (int) ids[i];
      InputException.check(
          id == ids[i] && id >= 0 && id < vocabulary,
          "The token id %s is not one of 0 to %d.",
          ids[i],
          vocabulary - 1);
      System.arraycopy(table, id * dimension, out, i * dimension, dimension);
    }
    long[] shape = java.util.Arrays.copyOf(inputs[0].shape(), inputs[0].rank() + 1);
    shape[shape.length - 1] = dimension;
    return NdArrays.array(type, out, shape);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {signal};
  }
}
