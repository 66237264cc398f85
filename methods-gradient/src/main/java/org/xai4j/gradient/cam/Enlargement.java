package org.xai4j.gradient.cam;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** How a map of a layer's resolution gets the input's. */
public enum Enlargement {
  /** Linear in every direction, with cells' centres at half-integers, as image libraries do. */
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
   * Resizes maps: a product with a matrix for each side.
   *
   * @param maps [n, c, …]
   * @param like [n, c, …], whose sides they get
   * @param model keeps the matrices, ready to run
   * @return [n, c, …]
   */
  Tensor resize(Tensor maps, INDArray like, Network model) {
    Tensor resized = maps;
    int last = maps.rank() - 1;
    for (int axis = 2; axis <= last; axis++) {
      int[] exchanged = IntStream.rangeClosed(0, last).toArray();
      exchanged[axis] = last;
      exchanged[last] = axis;
      Tensor side = along(resized.permute(exchanged), (int) like.size(axis), model);
      resized = side.permute(exchanged);
    }
    return resized;
  }

  /** The last axis gets another length. */
  private Tensor along(Tensor values, int to, Network model) {
    long[] shape = values.shape();
    int from = (int) shape[shape.length - 1];
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
    shape[shape.length - 1] = to;
    return product.forward(values).reshape(shape);
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
