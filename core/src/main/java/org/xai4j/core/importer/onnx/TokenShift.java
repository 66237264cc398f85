package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.cells.RepeatRows;
import org.xai4j.core.layer.cells.Replace;
import org.xai4j.core.layer.logic.Select;

/**
 * Token ids looked up. An encoder-decoder classifier looks its ids up twice in one table, as they
 * are and moved by one step for the decoder. Since moving ids before the look-up is moving vectors
 * behind it, the second one is read as moved vectors of the first: then every token has one vector,
 * to which methods that look inside bring back what comes from the encoder and the decoder.
 */
final class TokenShift {
  private TokenShift() {}

  /**
   * The vectors of ids.
   *
   * @param weights table [vocabulary, dimension]
   * @param ids computed
   */
  static GraphTensor looked(Call call, INDArray weights, GraphTensor.Computed ids) {
    OptionalInt before =
        call.draft()
            .first(
                n ->
                    n.layer() instanceof Embedding e
                        && n.inputs().get(0) == 0
                        && Arrays.equals(e.weights().shape(), weights.shape())
                        && e.weights().equalsWithEps(weights, 0));
    if (before.isPresent()) {
      Optional<GraphTensor> moved = vectors(call, ids.node(), before.getAsInt());
      if (moved.isPresent()) {
        return moved.get();
      }
    }
    return call.emit(new Embedding(weights, 0), ids);
  }

  /**
   * The vectors of the ids that a node makes, from those of the input; nothing if it changes ids.
   */
  private static Optional<GraphTensor> vectors(Call call, int node, int looked) {
    Draft draft = call.draft();
    if (node == 0) {
      return Optional.of(draft.tensor(looked));
    }
    Draft.Node made = draft.node(node);
    Layer layer = made.layer();
    if (layer instanceof Constant constant) {
      return rows(((Embedding) draft.node(looked).layer()).weights(), constant.value())
          .map(v -> draft.add(constant(made.name() + ".vectors", v), true));
    }
    int first = layer instanceof Select ? 1 : 0;
    int last = layer instanceof RepeatRows ? 1 : made.inputs().size();
    List<GraphTensor> from = new ArrayList<>();
    for (int input : made.inputs().subList(first, last)) {
      Optional<GraphTensor> some = vectors(call, input, looked);
      if (some.isEmpty()) {
        return Optional.empty();
      }
      from.add(some.get());
    }
    int dimension = (int) draft.tensor(looked).shape().first()[draft.tensor(looked).rank() - 1];
    if (layer instanceof Slice slice) {
      int rank = made.shape().first().length;
      int axis = slice.axis() < 0 ? slice.axis() + rank : slice.axis();
      Slice same = new Slice(axis, slice.start(), slice.end(), slice.step());
      return Optional.of(call.emit(same, from.get(0)));
    } else if (layer instanceof Transpose turn) {
      List<Integer> order = new ArrayList<>(turn.permutation());
      order.add(order.size());
      return Optional.of(ShapeHandlers.transpose(call, from.get(0), order));
    } else if (layer instanceof RepeatRows) {
      int constant = ((GraphTensor.Computed) from.get(0)).node();
      Twin<long[]> shape = from.get(0).shape().with(made.shape(), TokenShift::first);
      Draft.Node repeated =
          new Draft.Node(made.name() + ".vectors", layer, List.of(constant, 0), shape);
      return Optional.of(draft.add(repeated, true));
    } else if (layer instanceof Replace put) {
      List<Integer> cells =
          put.cells().stream()
              .flatMap(
                  c ->
                      java.util.stream.IntStream.range(0, dimension)
                          .mapToObj(i -> c * dimension + i))
              .toList();
      return put.adds()
          ? Optional.empty()
          : Optional.of(call.emit(new Replace(cells, false), from.get(0), from.get(1)));
    } else if (layer instanceof Select) {
      GraphTensor condition = draft.tensor(made.inputs().get(0));
      Twin<long[]> wide =
          condition
              .shape()
              .map(s -> LongStream.concat(Arrays.stream(s), LongStream.of(1)).toArray());
      return Optional.of(
          call.emit(layer, ShapeHandlers.reshape(call, condition, wide), from.get(0), from.get(1)));
    }
    return Optional.empty();
  }

  private static long[] first(long[] shape, long[] rows) {
    long[] wide = shape.clone();
    wide[0] = rows[0];
    return wide;
  }

  /** Constant ids looked up; nothing where one of them is none, as −100. */
  private static Optional<INDArray> rows(INDArray table, INDArray ids) {
    double[] at = NdArrays.doubles(ids);
    if (!Arrays.stream(at).allMatch(i -> i == Math.rint(i) && i >= 0 && i < table.size(0))) {
      return Optional.empty();
    }
    int width = (int) table.size(1);
    double[] out = new double[at.length * width];
    for (int i = 0; i < at.length; i++) {
      double[] row = NdArrays.doubles(table.getRow((long) at[i]));
      System.arraycopy(row, 0, out, i * width, width);
    }
    long[] shape = LongStream.concat(Arrays.stream(ids.shape()), LongStream.of(width)).toArray();
    return Optional.of(NdArrays.array(table.dataType(), out, shape));
  }

  private static Draft.Node constant(String name, INDArray value) {
    return new Draft.Node(name, new Constant(value), List.of(), Twin.both(value.shape()));
  }
}
