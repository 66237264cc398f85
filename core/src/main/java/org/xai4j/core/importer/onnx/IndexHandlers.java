package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Slice;

/** Parts of arrays, and arrays put together. */
final class IndexHandlers {
  private static final int MOST_CELLS = 1 << 20;

  private IndexHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Gather", Handler.one(IndexHandlers::gather));
    all.put("Slice", Handler.one(IndexHandlers::slice));
    all.put("Split", IndexHandlers::split);
    all.put("Concat", Handler.one(IndexHandlers::concat));
    all.put("Pad", Handler.one(IndexHandlers::pad));
  }

  private static GraphTensor gather(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    if (call.input(1) instanceof GraphTensor.Offset places) {
      return CellHandlers.offset(call, x, axis, places);
    }
    if (call.input(1) instanceof GraphTensor.Computed ids) {
      return lookup(call, x, axis, ids);
    }
    Twin<Value> indices = call.known(1, "index");
    if (x instanceof GraphTensor.Known known) {
      return call.value(known.values().with(indices, (v, i) -> picked(v, axis, i)));
    }
    if (axis == 0 && x.batch(0)) {
      return CellHandlers.rows(call, x, indices);
    }
    call.notBatch(x, axis);
    List<Long> list = new ArrayList<>();
    long[] first = indices.first().longs();
    long[] second = indices.second().longs();
    call.check(first.length == second.length, "has an index whose length varies");
    for (int i = 0; i < first.length; i++) {
      list.add(
          position(x, axis, first[i], second[i])
              .orElseThrow(() -> call.fail("has an index that depends on a free length")));
    }
    boolean scalar = indices.first().rank() == 0;
    Turned turned = Turned.of(call, x);
    GraphTensor array = turned.source();
    int along = turned.axis(axis);
    if (list.size() == 1) {
      Cell cell = cell(call, new Cell((GraphTensor.Computed) array, list.get(0)), along);
      array = cell.array();
      list = List.of(cell.index());
    }
    GraphTensor picked =
        turned.back(
            call,
            call.emit(new Gather(along, list, scalar), array),
            scalar ? Set.of(axis) : Set.of());
    long[] inner = indices.first().shape();
    return inner.length < 2
        ? picked
        : ShapeHandlers.reshape(call, picked, x.shape().map(s -> replaced(s, axis, inner)));
  }

  /** Computed indices: of a constant table, or along the axis behind the batch. */
  private static GraphTensor lookup(Call call, GraphTensor x, int axis, GraphTensor.Computed ids) {
    if (x instanceof GraphTensor.Known && axis == 0 && x.rank() > 0) {
      Value table = call.constant(0, "table");
      long[] entry = Arrays.copyOfRange(table.shape(), 1, table.rank());
      Value flat = table.reshaped(table.shape()[0], Value.count(entry));
      GraphTensor found = TokenShift.looked(call, flat.array(call.type()), ids);
      return entry.length == 1
          ? found
          : ShapeHandlers.reshape(
              call,
              found,
              ids.shape()
                  .map(s -> LongStream.concat(Arrays.stream(s), Arrays.stream(entry)).toArray()));
    }
    throw call.fail(
        "looks computed indices up in something other than a constant table [vocabulary, …]");
  }

  /**
   * One index of an array's axis.
   *
   * @param array computed
   * @param index from the start or, if negative, from the end
   */
  private record Cell(GraphTensor.Computed array, long index) {}

  /** Looks through joins: the last state of one layer among those of all layers is that layer's. */
  private static Cell cell(Call call, Cell cell, int axis) {
    Draft.Node node = call.draft().node(cell.array().node());
    if (!(node.layer() instanceof Concat concat)
        || concat.axis() != axis
        || !cell.array().fixed(axis)) {
      return cell;
    }
    long rest = cell.index() + (cell.index() < 0 ? cell.array().shape().first()[axis] : 0);
    for (int input : node.inputs()) {
      GraphTensor.Computed part = call.draft().tensor(input);
      long length = part.shape().first()[axis];
      if (rest < length) {
        return cell(call, new Cell(part, rest), axis);
      }
      rest -= length;
    }
    return cell;
  }

  private static Value picked(Value value, int axis, Value indices) {
    long size = value.shape()[axis];
    long[] positive = LongStream.of(indices.longs()).map(i -> i < 0 ? i + size : i).toArray();
    Value taken = value.take(axis, positive);
    return taken.reshaped(replaced(value.shape(), axis, indices.shape()));
  }

  private static long[] replaced(long[] shape, int axis, long... by) {
    return LongStream.concat(
            LongStream.concat(Arrays.stream(shape, 0, axis), Arrays.stream(by)),
            Arrays.stream(shape, axis + 1, shape.length))
        .toArray();
  }

  /** An index that means the same in both probes: counted from the start or from the end. */
  private static OptionalLong fromEnds(GraphTensor x, int axis, long first, long second) {
    if (first == second) {
      return OptionalLong.of(first);
    }
    long fromEnd = first - x.shape().first()[axis];
    return fromEnd == second - x.shape().second()[axis]
        ? OptionalLong.of(fromEnd)
        : OptionalLong.empty();
  }

  private static Optional<Long> position(GraphTensor x, int axis, long first, long second) {
    OptionalLong found = fromEnds(x, axis, first, second);
    return found.isPresent() ? Optional.of(found.getAsLong()) : Optional.empty();
  }

  private static GraphTensor slice(Call call) {
    GraphTensor x = call.input(0);
    boolean old = call.hasAttribute("starts");
    Twin<Value> starts =
        old ? Twin.both(Value.integers(call.longs("starts"))) : call.known(1, "start");
    Twin<Value> ends = old ? Twin.both(Value.integers(call.longs("ends"))) : call.known(2, "end");
    int count = starts.first().length();
    long[] axes =
        call.list("axes", 3).map(Value::longs).orElse(LongStream.range(0, count).toArray());
    long[] steps = call.has(4) ? call.constant(4, "step").longs() : new long[count];
    for (int i = 0; i < count; i++) {
      int axis = call.axis(axes[i], x.rank());
      long step = steps[i] == 0 ? 1 : steps[i];
      int place = i;
      x =
          sliced(
              call,
              x,
              axis,
              starts.map(s -> s.longs()[place]),
              ends.map(e -> e.longs()[place]),
              step);
    }
    return x;
  }

  private static GraphTensor sliced(
      Call call, GraphTensor x, int axis, Twin<Long> start, Twin<Long> end, long step) {
    Twin<long[]> range =
        new Twin<>(
            range(x.shape().first()[axis], start.first(), end.first(), step),
            range(x.shape().second()[axis], start.second(), end.second(), step));
    if (x instanceof GraphTensor.Known known) {
      return call.value(known.values().with(range, (v, r) -> v.take(axis, r)));
    }
    boolean whole =
        step == 1
            && range.first().length == x.shape().first()[axis]
            && range.second().length == x.shape().second()[axis];
    if (whole && reachesEnds(call, x, axis, start, end)) {
      return x;
    }
    call.notBatch(x, axis);
    if (range.first().length == 0 && range.second().length == 0) {
      // Nothing of the input is left, as where a rotary embedding turns every dimension.
      return call.value(
          x.shape()
              .with(
                  range, (s, r) -> Value.filled(Value.Kind.REAL, 0, replaced(s, axis, r.length))));
    }
    call.check(range.first().length > 0 && range.second().length > 0, "gives an empty array");
    if (step < 0) {
      call.check(x.fixed(axis), "runs backward along an axis of free length");
      return call.emit(new Gather(axis, Arrays.stream(range.first()).boxed().toList(), false), x);
    }
    Optional<Long> from = position(x, axis, start.first(), start.second());
    Optional<Long> to = position(x, axis, end.first(), end.second());
    boolean atEnd = toEnd(x, axis, end);
    call.check(
        from.isPresent() && (atEnd || to.isPresent()),
        "has bounds that depend on a free length; export the model with fixed lengths");
    long last = atEnd ? Long.MAX_VALUE : to.orElseThrow();
    return call.emit(new Slice(axis, from.orElseThrow(), last, step), x);
  }

  /** Whether a range that is whole in both probes is whole for every length. */
  private static boolean reachesEnds(
      Call call, GraphTensor x, int axis, Twin<Long> start, Twin<Long> end) {
    if (x.fixed(axis)) {
      return true;
    }
    boolean declared =
        x.batch(axis)
            && call.declaredBatch() > 0
            && end.first().equals(end.second())
            && end.first() >= call.declaredBatch();
    return start.first() == 0 && start.second() == 0 && (declared || toEnd(x, axis, end));
  }

  /** Whether an end is that of the axis whatever its length: as good as infinite, or the length. */
  private static boolean toEnd(GraphTensor x, int axis, Twin<Long> end) {
    long one = x.shape().first()[axis];
    long two = x.shape().second()[axis];
    return Math.min(end.first(), end.second()) >= Integer.MAX_VALUE
        || (x.fixed(axis) && end.first() >= one && end.second() >= two)
        || (end.first() == one && end.second() == two);
  }

  /** The indices a slice takes, as ONNX clamps them. */
  private static long[] range(long size, long start, long end, long step) {
    long low = step > 0 ? 0 : -1;
    long high = step > 0 ? size : size - 1;
    long from = Math.min(Math.max(start < 0 ? start + size : start, Math.max(low, 0)), high);
    long to = Math.min(Math.max(end < 0 ? end + size : end, low), high);
    long count = Math.max((to - from + step - Long.signum(step)) / step, 0);
    return LongStream.range(0, count).map(i -> from + i * step).toArray();
  }

  private static List<GraphTensor> split(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    call.check(x.fixed(axis), "splits an axis of free length");
    long size = x.shape().first()[axis];
    int parts = call.outputs();
    long even = (size + parts - 1) / parts;
    long[] lengths =
        call.list("split", 1)
            .map(Value::longs)
            .orElse(LongStream.range(0, parts).map(i -> Math.min(even, size - i * even)).toArray());
    List<GraphTensor> outputs = new ArrayList<>();
    long start = 0;
    for (long length : lengths) {
      long end = start + length;
      outputs.add(sliced(call, x, axis, Twin.both(start), Twin.both(end), 1));
      start = end;
    }
    return outputs;
  }

  private static GraphTensor concat(Call call) {
    int axis = call.axis(call.integer("axis", 0), call.input(0).rank());
    return concat(call, axis, call.all());
  }

  /** Known and computed parts side by side. */
  static GraphTensor concat(Call call, int axis, List<GraphTensor> parts) {
    int rank = parts.get(0).rank();
    call.check(
        parts.stream().allMatch(p -> p.rank() == rank),
        "joins arrays of different numbers of axes, %s",
        parts.stream().map(p -> Arrays.toString(p.shape().first())).toList());
    if (parts.stream().allMatch(p -> p instanceof GraphTensor.Known)) {
      return call.value(
          new Twin<>(
              Value.concat(axis, values(parts, true)), Value.concat(axis, values(parts, false))));
    }
    if (axis == rank - 1
        && parts.size() == 2
        && rank > 1
        && parts.get(0) instanceof GraphTensor.Known rows
        && rows.batch(0)
        && numbered(rows.values().first())) {
      Twin<long[]> shape = parts.get(0).shape().with(parts.get(1).shape(), (a, b) -> beside(a, b));
      return new GraphTensor.Joined(parts, shape);
    }
    List<GraphTensor> filled = parts.stream().filter(p -> !hollow(p, axis)).toList();
    return filled.size() == 1 ? filled.get(0) : joined(call, axis, filled);
  }

  /** Whether rows differ. */
  private static boolean numbered(Value rows) {
    return !rows.take(0, 0).sameAs(rows.take(0, rows.shape()[0] - 1));
  }

  private static boolean hollow(GraphTensor part, int axis) {
    return part.fixed(axis) && part.shape().first()[axis] == 0;
  }

  private static long[] beside(long[] a, long[] b) {
    long[] shape = a.clone();
    shape[a.length - 1] += b[b.length - 1];
    return shape;
  }

  private static List<Value> values(List<GraphTensor> parts, boolean first) {
    return parts.stream()
        .map(p -> ((GraphTensor.Known) p).values())
        .map(v -> first ? v.first() : v.second())
        .filter(v -> v.length() > 0 || v.rank() > 1)
        .toList();
  }

  /**
   * Joins computed arrays and constants. A constant has no batch axis to join along, so it becomes
   * padding of a computed neighbour plus an addition to the padding.
   */
  static GraphTensor joined(Call call, int axis, List<GraphTensor> parts) {
    List<GraphTensor> computed = new ArrayList<>();
    List<GraphTensor.Known> open = new ArrayList<>();
    for (GraphTensor part : parts) {
      if (part instanceof GraphTensor.Known known) {
        if (computed.isEmpty()) {
          open.add(known);
        } else {
          int last = computed.size() - 1;
          computed.set(last, extended(call, computed.get(last), axis, known, false));
        }
      } else {
        call.notBatch(part, axis);
        GraphTensor whole = part;
        for (int i = open.size() - 1; i >= 0; i--) {
          whole = extended(call, whole, axis, open.get(i), true);
        }
        open.clear();
        computed.add(whole);
      }
    }
    return computed.size() == 1
        ? computed.get(0)
        : call.emit(new Concat(axis), computed.toArray(new GraphTensor[0]));
  }

  private static GraphTensor extended(
      Call call, GraphTensor x, int axis, GraphTensor.Known constant, boolean before) {
    call.check(constant.fixed(axis), "joins a constant of free length");
    int length = (int) constant.shape().first()[axis];
    List<Integer> none = Collections.nCopies(x.rank(), 0);
    List<Integer> some = new ArrayList<>(none);
    some.set(axis, length);
    GraphTensor padded =
        call.emit(new Pad(before ? some : none, before ? none : some, Pad.Mode.CONSTANT, 0), x);
    Twin<Value> wide =
        constant
            .values()
            .with(
                x.shape(),
                (value, shape) -> {
                  long[] zeros = value.shape().clone();
                  zeros[axis] = shape[axis];
                  Value rest = Value.filled(Value.Kind.REAL, 0, zeros);
                  return Value.concat(axis, before ? List.of(value, rest) : List.of(rest, value));
                });
    return ArithmeticHandlers.apply(call, Operation.ADD, padded, call.value(wide));
  }

  private static GraphTensor pad(Call call) {
    GraphTensor x = call.input(0);
    Value amounts =
        call.list("pads", 1).orElseThrow(() -> call.fail("does not say how much to pad"));
    long[] pads = amounts.longs();
    long[] axes =
        call.has(3) ? call.constant(3, "axes").longs() : LongStream.range(0, x.rank()).toArray();
    call.check(
        pads.length == 2 * axes.length, "pads %d axes by %d amounts", axes.length, pads.length);
    boolean wraps = call.text("mode", "constant").equals("wrap");
    Pad.Mode mode =
        switch (call.text("mode", "constant")) {
          case "constant", "wrap" -> Pad.Mode.CONSTANT;
          case "reflect" -> Pad.Mode.REFLECT;
          case "edge" -> Pad.Mode.EDGE;
          default ->
              throw call.fail("pads in mode %s, which is not supported", call.text("mode", ""));
        };
    double value =
        call.has(2) ? call.constant(2, "padding value").doubles()[0] : call.real("value", 0);
    List<Integer> before = new ArrayList<>(Collections.nCopies(x.rank(), 0));
    List<Integer> after = new ArrayList<>(before);
    for (int i = 0; i < axes.length; i++) {
      int axis = call.axis(axes[i], x.rank());
      long begin = pads[i];
      long end = pads[axes.length + i];
      call.check(
          Math.max(begin, end) <= MOST_CELLS,
          "pads an axis by %d cells; the file is damaged",
          Math.max(begin, end));
      if (begin != 0 || end != 0) {
        call.notBatch(x, axis);
      }
      if (begin < 0 || end < 0) {
        // Negative padding cuts.
        long to = Math.min(end, 0);
        x =
            sliced(
                call,
                x,
                axis,
                Twin.both(Math.max(-begin, 0)),
                to < 0 ? Twin.both(to) : Twin.both(Long.MAX_VALUE),
                1);
      }
      before.set(axis, (int) Math.max(begin, 0));
      after.set(axis, (int) Math.max(end, 0));
    }
    if (wraps) {
      return wrapped(call, x, before, after);
    }
    boolean nothing = before.stream().allMatch(p -> p == 0) && after.stream().allMatch(p -> p == 0);
    return nothing ? x : call.emit(new Pad(before, after, mode, value), x);
  }

  /** Padding by the cells of the other end. */
  private static GraphTensor wrapped(
      Call call, GraphTensor x, List<Integer> before, List<Integer> after) {
    GraphTensor result = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      int begin = before.get(axis);
      int end = after.get(axis);
      if (begin + end > 0) {
        call.check(x.fixed(axis), "wraps an axis of free length around");
        long size = x.shape().first()[axis];
        List<Long> cells =
            LongStream.range(-begin, size + end).map(i -> Math.floorMod(i, size)).boxed().toList();
        result = call.emit(new Gather(axis, cells, false), result);
      }
    }
    return result;
  }
}
