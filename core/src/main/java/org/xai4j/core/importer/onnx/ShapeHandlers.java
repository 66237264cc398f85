package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import onnx.Onnx.TensorProto;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.ElementTypes;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.logic.ElementComparison;

/** Other shapes for the same elements, and copies of them. */
final class ShapeHandlers {
  private static final int MOST_COPIES = 1 << 16;

  private ShapeHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Identity", Handler.one(call -> call.input(0)));
    all.put("OptionalGetElement", Handler.one(call -> call.input(0)));
    all.put("Cast", Handler.one(ShapeHandlers::cast));
    all.put("Dropout", Handler.one(ShapeHandlers::dropout));
    all.put("Reshape", Handler.one(ShapeHandlers::reshape));
    all.put("Flatten", Handler.one(ShapeHandlers::flatten));
    all.put("Squeeze", Handler.one(ShapeHandlers::squeeze));
    all.put("Unsqueeze", Handler.one(ShapeHandlers::unsqueeze));
    all.put("Transpose", Handler.one(ShapeHandlers::transpose));
    all.put("Expand", Handler.one(ShapeHandlers::expand));
    all.put("Tile", Handler.one(ShapeHandlers::tile));
  }

  private static GraphTensor dropout(Call call) {
    GraphTensor x = call.input(0);
    return x instanceof GraphTensor.Known ? x : call.emit(new Dropout(), x);
  }

  private static GraphTensor cast(Call call) {
    TensorProto.DataType to = TensorProto.DataType.forNumber(call.integer("to", 0));
    if (!(call.input(0) instanceof GraphTensor.Known known)) {
      if (call.truth(0)) {
        return call.input(0);
      } else if (to == TensorProto.DataType.BOOL) {
        GraphTensor zero = call.value(Value.scalar(Value.Kind.REAL, 0));
        return call.emit(
            new ElementComparison(ElementComparison.Relation.NOT_EQUAL), call.input(0), zero);
      }
      return ElementTypes.whole(to) && !call.integer(0)
          ? call.emit(Activation.of(Activation.Function.TRUNCATE), call.input(0))
          : call.input(0);
    }
    if (to == TensorProto.DataType.FLOAT
        || to == TensorProto.DataType.DOUBLE
        || to == TensorProto.DataType.FLOAT16) {
      return call.value(known.values().map(v -> v.map(Value.Kind.REAL, x -> x)));
    }
    if (to == TensorProto.DataType.BOOL) {
      return call.value(known.values().map(v -> v.map(Value.Kind.BOOLEAN, x -> x != 0 ? 1 : 0)));
    }
    return call.value(
        known
            .values()
            .map(v -> v.map(Value.Kind.INTEGER, x -> x < 0 ? Math.ceil(x) : Math.floor(x))));
  }

  private static GraphTensor reshape(Call call) {
    GraphTensor x = call.input(0);
    Twin<Value> wanted = call.known(1, "shape");
    Twin<Long> rows = call.draft().node(0).shape().map(s -> s[0]);
    int axis = IntStream.range(0, x.rank()).filter(x::batch).findFirst().orElse(-1);
    if (call.declaredBatch() > 0 && axis >= 0 && wanted.first().sameAs(wanted.second())) {
      // The file fixes the batch size, and the shape holds that size instead of the free one.
      Twin<long[]> freed =
          x.shape().with(rows, (shape, n) -> freed(call, wanted.first().longs(), shape, axis, n));
      if (freed.first().length > 0 && freed.second().length > 0) {
        return reshape(call, x, freed);
      }
    }
    return reshape(
        call, x, wanted.with(x.shape(), (value, shape) -> target(call, value.longs(), shape)));
  }

  private static long[] target(Call call, long[] wanted, long[] shape) {
    boolean keepsZero = call.integer("allowzero", 0) != 0;
    long[] target = wanted.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < target.length; i++) {
      if (target[i] == -1) {
        open = i;
        continue;
      }
      boolean same = target[i] == 0 && !keepsZero;
      call.check(!same || i < shape.length, "keeps an axis its input does not have");
      target[i] = same ? shape[i] : target[i];
      known *= target[i];
    }
    if (open >= 0) {
      target[open] = known == 0 ? 0 : Value.count(shape) / known;
    }
    return target;
  }

  /**
   * The shape for n rows: the shape for the declared number of rows, with the batch put in at the
   * place where as many elements lie in front of it as in the input; empty if there is none.
   */
  private static long[] freed(Call call, long[] wanted, long[] shape, int axis, long n) {
    long declared = call.declaredBatch();
    long[] before = shape.clone();
    before[axis] = before[axis] / n * declared;
    long[] target = target(call, wanted, before);
    int place = place(target, Value.count(Arrays.copyOf(before, axis)), before[axis], declared);
    if (place < 0) {
      return new long[0];
    }
    target[place] = target[place] / declared * n;
    return target;
  }

  /** The axis the batch goes to: one of its very size, or else one that it is merged with. */
  private static int place(long[] target, long outer, long length, long declared) {
    for (int i = 0; i < target.length; i++) {
      long front = Value.count(Arrays.copyOf(target, i));
      if (target[i] == declared && front >= outer && front <= outer * length) {
        return i;
      }
    }
    for (int i = 0; i < target.length; i++) {
      if (Value.count(Arrays.copyOf(target, i)) == outer) {
        // The last axis holds features; the batch is merged with what lies in front of them.
        int place = i > 0 && i == target.length - 1 ? i - 1 : i;
        return target[place] % declared == 0 ? place : -1;
      }
    }
    return -1;
  }

  /** Another shape, given for each probe. */
  static GraphTensor reshape(Call call, GraphTensor x, Twin<long[]> target) {
    Twin<Boolean> fits = x.shape().with(target, (a, b) -> Value.count(a) == Value.count(b));
    call.check(
        fits.first() && fits.second(),
        "reshapes %s to %s",
        Arrays.toString(x.shape().first()),
        Arrays.toString(target.first()));
    if (x instanceof GraphTensor.Known known) {
      return call.value(known.values().with(target, Value::reshaped));
    }
    if (x.shaped(target)) {
      return x;
    }
    Turned turned = Turned.of(call, x);
    if (turned.any()) {
      Optional<GraphTensor> early = turned.reshaped(call, x, target);
      if (early.isPresent()) {
        return early.get();
      }
    }
    GraphTensor.Computed from = (GraphTensor.Computed) x;
    Optional<GraphTensor> merged = Patterns.directions(call, from, target);
    if (merged.isPresent()) {
      return merged.get();
    }
    Draft.Node node = call.draft().node(from.node());
    if (node.layer() instanceof Reshape) {
      // Of two reshapes in a row the first does not matter.
      GraphTensor.Computed source = call.draft().tensor(node.inputs().get(0));
      if (source.shaped(target)) {
        return source;
      }
      Optional<Reshape> direct = layer(source, target);
      if (direct.isPresent()) {
        return call.emit(direct.get(), source);
      }
    }
    return call.emit(
        layer(from, target)
            .orElseThrow(
                () ->
                    call.fail(
                        "gives a shape with more than one free length; give the lengths (an input of"
                            + " that size, or --length)")),
        from);
  }

  /** The layer for a shape: fixed lengths as they are, free ones kept in place or inferred. */
  private static Optional<Reshape> layer(GraphTensor x, Twin<long[]> target) {
    List<Long> shape = new ArrayList<>();
    boolean inferred = false;
    for (int i = 0; i < target.first().length; i++) {
      long one = target.first()[i];
      long two = target.second()[i];
      boolean kept = i < x.rank() && x.shape().first()[i] == one && x.shape().second()[i] == two;
      if (one == two) {
        shape.add(one);
      } else if (kept) {
        shape.add(0L);
      } else if (inferred) {
        return Optional.empty();
      } else {
        shape.add(-1L);
        inferred = true;
      }
    }
    boolean rows = shape.size() == 2 && shape.get(0) == 0 && x.rank() > 2;
    return Optional.of(rows ? Reshape.flatten() : new Reshape(shape));
  }

  private static GraphTensor flatten(Call call) {
    GraphTensor x = call.input(0);
    int start = call.integer("axis", 1);
    int axis = start < 0 ? start + x.rank() : start;
    return reshape(
        call,
        x,
        x.shape()
            .map(
                s ->
                    new long[] {
                      Value.count(Arrays.copyOf(s, axis)),
                      Value.count(Arrays.copyOfRange(s, axis, s.length))
                    }));
  }

  private static GraphTensor squeeze(Call call) {
    GraphTensor x = call.input(0);
    Optional<Value> given = call.list("axes", 1);
    List<Integer> axes = new ArrayList<>();
    if (given.isPresent()) {
      for (long axis : given.get().longs()) {
        axes.add(call.axis(axis, x.rank()));
      }
    } else {
      IntStream.range(0, x.rank())
          .filter(i -> x.fixed(i) && x.shape().first()[i] == 1)
          .forEach(axes::add);
    }
    return without(call, x, axes);
  }

  /** Drops axes of length 1. */
  static GraphTensor without(Call call, GraphTensor x, List<Integer> axes) {
    for (int axis : axes) {
      call.check(
          x.fixed(axis) && x.shape().first()[axis] == 1,
          "drops axis %d of an array of shape %s",
          axis,
          Arrays.toString(x.shape().first()));
    }
    int[] kept = IntStream.range(0, x.rank()).filter(i -> !axes.contains(i)).toArray();
    return reshape(call, x, x.shape().map(s -> Arrays.stream(kept).mapToLong(i -> s[i]).toArray()));
  }

  private static GraphTensor unsqueeze(Call call) {
    GraphTensor x = call.input(0);
    long[] given = call.list("axes", 1).map(Value::longs).orElse(new long[0]);
    int rank = x.rank() + given.length;
    List<Integer> axes = new ArrayList<>();
    for (long axis : given) {
      axes.add(call.axis(axis, rank));
    }
    return reshape(
        call,
        x,
        x.shape()
            .map(
                s -> {
                  long[] wide = new long[rank];
                  int next = 0;
                  for (int i = 0; i < rank; i++) {
                    wide[i] = axes.contains(i) ? 1 : s[next++];
                  }
                  return wide;
                }));
  }

  private static GraphTensor transpose(Call call) {
    GraphTensor x = call.input(0);
    List<Integer> reversed = IntStream.range(0, x.rank()).mapToObj(i -> x.rank() - 1 - i).toList();
    return transpose(call, x, call.integers("perm", reversed));
  }

  static GraphTensor transpose(Call call, GraphTensor x, List<Integer> permutation) {
    List<Integer> sorted = new ArrayList<>(permutation);
    Collections.sort(sorted);
    call.check(
        sorted.equals(IntStream.range(0, x.rank()).boxed().toList()),
        "permutes the %d axes of its input by %s",
        x.rank(),
        permutation);
    if (permutation.equals(sorted)) {
      return x;
    }
    if (x instanceof GraphTensor.Known known) {
      int[] order = permutation.stream().mapToInt(i -> i).toArray();
      return call.value(known.values().map(v -> v.permuted(order)));
    }
    Draft.Node node = call.draft().node(((GraphTensor.Computed) x).node());
    if (node.layer() instanceof Transpose first) {
      // Two in a row are one, and a pair that cancels is none.
      List<Integer> both = permutation.stream().map(i -> first.permutation().get(i)).toList();
      return transpose(call, call.draft().tensor(node.inputs().get(0)), both);
    }
    return call.emit(new Transpose(permutation), x);
  }

  private static GraphTensor expand(Call call) {
    GraphTensor x = call.input(0);
    Twin<long[]> wide =
        call.known(1, "shape")
            .with(x.shape(), (s, shape) -> Value.broadcast(rows(call, x, s.longs(), shape), shape));
    if (x instanceof GraphTensor.Known known) {
      return call.value(known.values().with(wide, Value::expanded));
    }
    int extra = wide.first().length - x.rank();
    GraphTensor raised =
        reshape(
            call,
            x,
            x.shape()
                .map(
                    s -> {
                      long[] more = new long[s.length + extra];
                      Arrays.fill(more, 1);
                      System.arraycopy(s, 0, more, extra, s.length);
                      return more;
                    }));
    if (raised.shaped(wide)) {
      return raised;
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < wide.first().length; i++) {
      long length = wide.first()[i];
      boolean kept = raised.shape().first()[i] == length;
      call.check(
          kept || length == wide.second()[i],
          "repeats computed values over the batch or over a free length");
      shape.add(kept ? 1 : length);
    }
    return call.emit(new Expand(shape), raised);
  }

  /** A wanted shape with the rows of the batch where the file fixes their number. */
  private static long[] rows(Call call, GraphTensor x, long[] wanted, long[] shape) {
    int axis = wanted.length - shape.length;
    long[] free = wanted.clone();
    if (axis >= 0 && shape.length > 0 && x.batch(0) && wanted[axis] == call.declaredBatch()) {
      free[axis] = shape[0];
    }
    return free;
  }

  private static GraphTensor tile(Call call) {
    GraphTensor x = call.input(0);
    Twin<Value> repeats = call.known(1, "number of repeats");
    if (x instanceof GraphTensor.Known known) {
      return call.value(known.values().with(repeats, ShapeHandlers::tiled));
    }
    long[] counts = call.constant(1, "number of repeats").longs();
    call.check(
        counts.length == x.rank() && Arrays.stream(counts).allMatch(c -> c > 0 && c <= MOST_COPIES),
        "repeats %d axes %s times, which is not supported",
        x.rank(),
        Arrays.toString(counts));
    for (int axis = 0; axis < counts.length; axis++) {
      if (counts[axis] != 1) {
        call.notBatch(x, axis);
        x =
            call.emit(
                new Concat(axis),
                Collections.nCopies((int) counts[axis], x).toArray(new GraphTensor[0]));
      }
    }
    return x;
  }

  private static Value tiled(Value value, Value repeats) {
    Value result = value;
    long[] counts = repeats.longs();
    long[] shape = new long[value.rank()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = value.shape()[axis] * Math.min(counts[axis], Integer.MAX_VALUE);
    }
    Value.count(shape);
    for (int axis = 0; axis < value.rank(); axis++) {
      int count = (int) counts[axis];
      result = Value.concat(axis, Collections.nCopies(count, result));
    }
    return result;
  }
}
