package org.xai4j.gradient.cam;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.spatial.Resize;
import org.xai4j.core.network.Network;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** How a map of a layer's resolution gets the input's. */
public enum Enlargement {
  /** Linear in every direction, with cells' centres at half-integers, as image libraries do. */
  BILINEAR,
  /** The value of the cell ⌊i·h/H⌋, ⌊j·w/W⌋. */
  NEAREST;

  /** Numbers of a matrix that is multiplied by. */
  private static final long SMALL = 1 << 20;

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
   * Resizes maps, one side after the other.
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
    int axis = shape.length - 1;
    Operator operator =
        model.derive(
            List.of(this, from, to, axis, values.device()),
            any -> values.device().operator(layer(from, to, axis, values.type())));
    shape[axis] = to;
    return operator.forward(values).reshape(shape);
  }

  /** Interpolation along an axis, or, which is faster, its matrix where that is small. */
  private Layer layer(int from, int to, int axis, DataType type) {
    List<List<Integer>> sources = new ArrayList<>();
    List<List<Double>> weights = new ArrayList<>();
    for (int i = 0; i < to; i++) {
      if (this == NEAREST) {
        sources.add(List.of((int) ((long) i * from / to)));
        weights.add(List.of(1.0));
      } else {
        double place = Math.max(0, (i + 0.5) * from / to - 0.5);
        int left = (int) place;
        sources.add(List.of(left, Math.min(left + 1, from - 1)));
        weights.add(List.of(1 - (place - left), place - left));
      }
    }
    if ((long) from * to > SMALL) {
      return new Resize(axis, from, sources, weights);
    }
    double[] matrix = new double[from * to];
    for (int i = 0; i < to; i++) {
      for (int k = 0; k < sources.get(i).size(); k++) {
        matrix[sources.get(i).get(k) * to + i] += weights.get(i).get(k);
      }
    }
    return new Dense(
        NdArrays.array(type, matrix, from, to), NdArrays.array(type, new double[to], to));
  }
}
