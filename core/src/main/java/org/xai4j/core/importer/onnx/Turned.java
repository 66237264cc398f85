package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;

/**
 * A tensor as a transposed one that has the batch first. Files of recurrent networks lay time in
 * front; layers run on the values with the batch in front, and the transposition moves behind them
 * until it meets its inverse.
 *
 * @param source batch first; the tensor itself if it need not be turned
 * @param order axis i of the tensor is axis order[i] of the source
 */
record Turned(GraphTensor source, List<Integer> order) {
  static Turned of(Call call, GraphTensor x) {
    if (x instanceof GraphTensor.Computed computed) {
      Draft.Node node = call.draft().node(computed.node());
      if (node.layer() instanceof Transpose t && !x.batch(0)) {
        GraphTensor source = call.draft().tensor(node.inputs().get(0));
        if (source.batch(0)) {
          return new Turned(source, t.permutation());
        }
      }
    }
    return new Turned(x, IntStream.range(0, x.rank()).boxed().toList());
  }

  /** Whether the tensor differs from the source. */
  boolean any() {
    return tail() < order.size();
  }

  /** How many axes at the end are where they were. */
  int tail() {
    int count = 0;
    for (int i = order.size() - 1; i >= 0 && order.get(i) == i; i--) {
      count++;
    }
    return count;
  }

  /** The source's axis. */
  int axis(int axis) {
    return order.get(axis < 0 ? axis + order.size() : axis);
  }

  /** A tensor like the source, turned like this one. */
  GraphTensor back(Call call, GraphTensor like) {
    return ShapeHandlers.transpose(call, like, order);
  }

  /** A tensor like the source but without the axes that some of this tensor's are. */
  GraphTensor back(Call call, GraphTensor like, Set<Integer> gone) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      if (!gone.contains(i)) {
        kept.add(order.get(i));
      }
    }
    List<Integer> sorted = kept.stream().sorted().toList();
    return ShapeHandlers.transpose(call, like, kept.stream().map(sorted::indexOf).toList());
  }

  /** Another shape, if it only drops axes of length 1 or leaves those that moved alone. */
  Optional<GraphTensor> reshaped(Call call, GraphTensor x, Twin<long[]> target) {
    int moved = order.size() - tail();
    int rank = target.first().length;
    if (rank >= moved && IntStream.range(0, moved).allMatch(i -> same(x, i, target, i))) {
      Twin<long[]> turned =
          source
              .shape()
              .with(
                  target,
                  (from, to) -> {
                    long[] shape = to.clone();
                    System.arraycopy(from, 0, shape, 0, moved);
                    return shape;
                  });
      List<Integer> wide = new ArrayList<>(order.subList(0, moved));
      IntStream.range(moved, rank).forEach(wide::add);
      return Optional.of(
          ShapeHandlers.transpose(call, ShapeHandlers.reshape(call, source, turned), wide));
    }
    List<Integer> gone = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < x.rank(); i++) {
      if (next < rank && same(x, i, target, next)) {
        next++;
      } else {
        gone.add(i);
      }
    }
    boolean units = gone.stream().allMatch(i -> x.fixed(i) && x.shape().first()[i] == 1);
    if (next < rank || !units) {
      return Optional.empty();
    }
    GraphTensor less = ShapeHandlers.without(call, source, gone.stream().map(this::axis).toList());
    return Optional.of(back(call, less, Set.copyOf(gone)));
  }

  private static boolean same(GraphTensor x, int axis, Twin<long[]> target, int at) {
    return x.shape().first()[axis] == target.first()[at]
        && x.shape().second()[axis] == target.second()[at];
  }

  /** A layer of turned tensors, run on their sources; nothing where that is not the same. */
  static Optional<GraphTensor> emit(Call call, Layer layer, GraphTensor... from) {
    List<Turned> inputs = Arrays.stream(from).map(x -> Turned.of(call, x)).toList();
    Turned one = inputs.get(0).any() ? inputs.get(0) : inputs.get(inputs.size() - 1);
    if (!one.any()) {
      return Optional.empty();
    }
    if (layer instanceof Embedding) {
      List<Integer> wide = new ArrayList<>(one.order);
      wide.add(wide.size());
      return Optional.of(ShapeHandlers.transpose(call, call.emit(layer, one.source), wide));
    }
    if (from.length == 1) {
      Set<Integer> gone =
          layer instanceof Reduction r && !r.keepAxes()
              ? Set.copyOf(r.axes().stream().map(a -> a < 0 ? a + one.order.size() : a).toList())
              : layer instanceof Gather g && g.dropAxis()
                  ? Set.of(g.axis() < 0 ? g.axis() + one.order.size() : g.axis())
                  : Set.of();
      return one.alike(layer).map(l -> one.back(call, call.emit(l, one.source), gone));
    }
    GraphTensor[] sources = new GraphTensor[from.length];
    for (int i = 0; i < from.length; i++) {
      Turned own = inputs.get(i);
      boolean stretched = from[i] instanceof GraphTensor.Known && from[i].rank() <= one.tail();
      if (!stretched && !own.order.equals(one.order)) {
        return Optional.empty();
      }
      sources[i] = own.source;
    }
    if (layer instanceof Concat c) {
      return Optional.of(one.back(call, call.emit(new Concat(one.axis(c.axis())), sources)));
    }
    return layer instanceof Elementwise
        ? Optional.of(one.back(call, call.emit(layer, sources)))
        : Optional.empty();
  }

  /** The layer on the source that is the given one on this tensor. */
  private Optional<Layer> alike(Layer layer) {
    if (layer instanceof Activation || layer instanceof Dropout) {
      return Optional.of(layer);
    } else if (layer instanceof Dense) {
      return tail() >= 1 ? Optional.of(layer) : Optional.empty();
    } else if (layer instanceof LayerNormalization l) {
      return tail() >= l.gamma().rank() ? Optional.of(layer) : Optional.empty();
    } else if (layer instanceof Softmax s) {
      return Optional.of(new Softmax(axis(s.axis()), s.logarithm(), s.guarded()));
    } else if (layer instanceof Slice s) {
      return Optional.of(new Slice(axis(s.axis()), s.start(), s.end(), s.step()));
    } else if (layer instanceof Gather g) {
      return Optional.of(new Gather(axis(g.axis()), g.indices(), g.dropAxis()));
    } else if (layer instanceof Reduction r) {
      List<Integer> axes = r.axes().stream().map(this::axis).toList();
      return Optional.of(new Reduction(r.kind(), axes, r.keepAxes()));
    }
    return Optional.empty();
  }
}
