package org.xai4j.gradient.cam;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** How a map of a layer's resolution gets the input's. */
public enum Enlargement {
  /** Linear in both directions, with cells' centres at half-integers, as image libraries do. */
  BILINEAR,
  /** The value of the cell ⌊i·h/H⌋, ⌊j·w/W⌋. */
  NEAREST;

  /**
   * The sides of maps.
   *
   * @param values [n, c, h, w] or [n, c, w]
   * @return height and width, or 1 and width
   */
  public static int[] sides(INDArray values) {
    return values.rank() == 3
        ? new int[] {1, (int) values.size(2)}
        : new int[] {(int) values.size(2), (int) values.size(3)};
  }

  /**
   * Resizes planes: a product with a matrix for each side.
   *
   * @param planes [n, c, h, w] or [n, c, w]
   * @param rows of the result; 1 for [n, c, w]
   * @param columns of the result
   * @param model keeps the matrices, ready to run
   * @return [n, c, rows, columns] or [n, c, columns]
   */
  Tensor resize(Tensor planes, int rows, int columns, Network model) {
    long[] shape = planes.shape();
    int last = shape.length - 1;
    Tensor high = planes;
    if (last == 3) {
      high = along(planes.permute(0, 1, 3, 2), rows, model).permute(0, 1, 3, 2);
      shape[2] = rows;
    }
    shape[last] = columns;
    return along(high, columns, model).reshape(shape);
  }

  /** The last axis gets another length. */
  private Tensor along(Tensor values, int to, Network model) {
    int from = (int) values.size(-1);
    if (from == to) {
      return values;
    }
    Operator product =
        model.derive(
            List.of(this, from, to, values.device()),
            any ->
                values
                    .device()
                    .operator(
                        new Dense(
                            NdArrays.array(values.type(), matrix(from, to), from, to),
                            NdArrays.array(values.type(), new double[to], to))));
    return product.forward(values);
  }

  /** How much of each of some cells each of others takes [from, to]. */
  private double[] matrix(int from, int to) {
    double[] matrix = new double[from * to];
    for (int i = 0; i < to; i++) {
      if (this == NEAREST) {
        matrix[i * from / to * to + i] = 1;
      } else {
        double place = Math.max(0, (i + 0.5) * from / to - 0.5);
        int left = (int) place;
        int right = Math.min(left + 1, from - 1);
        matrix[left * to + i] += 1 - (place - left);
        matrix[right * to + i] += place - left;
      }
    }
    return matrix;
  }
}
