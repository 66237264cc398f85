package org.xai4j.core.layer.cells;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.logic.BitOperation;
import org.xai4j.core.layer.logic.ElementComparison;
import org.xai4j.core.layer.logic.Select;

/**
 * Repeats the single row of the first input for every row of the second, whose values do not
 * matter: a held value beside those of a batch.
 */
public record RepeatRows() implements CustomLayer {
  /**
   * Whether a layer itself stretches arrays of one row to those of a batch.
   *
   * @param layer any layer
   * @return false where a single row has to be repeated beforehand
   */
  public static boolean stretches(Layer layer) {
    return layer instanceof Elementwise
        || layer instanceof MatMul
        || layer instanceof ElementComparison
        || layer instanceof BitOperation
        || layer instanceof Select
        || layer instanceof Power
        || layer instanceof RepeatRows;
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    long[] shape = inputs[0].clone();
    shape[0] = inputs[1][0];
    return shape;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] shape = outputShape(inputs[0].shape(), inputs[1].shape());
    INDArray rows = Nd4j.createUninitialized(inputs[1].dataType(), shape, 'c');
    return rows.assign(inputs[0].broadcast(shape));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    return new INDArray[] {
      signal.sum(true, 0), Nd4j.zeros(inputs[1].dataType(), inputs[1].shape())
    };
  }

  @Override
  public boolean affine() {
    return true;
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
