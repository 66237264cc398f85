package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.cells.CumulativeSum;
import org.xai4j.core.layer.cells.GramCounts;
import org.xai4j.core.layer.cells.Largest;
import org.xai4j.core.layer.cells.Pick;
import org.xai4j.core.layer.cells.Rearrange;
import org.xai4j.core.layer.logic.ElementComparison;

/** Single cells of arrays: picked, put elsewhere, sorted, added up. */
final class CellHandlers {
  private static final int MOST_COLUMNS = 1 << 24;

  private CellHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("GatherElements", Handler.one(CellHandlers::gatherElements));
    all.put("GatherND", Handler.one(CellHandlers::gatherNd));
    all.put("Trilu", Handler.one(CellHandlers::triangle));
    all.put("CumSum", Handler.one(CellHandlers::cumulative));
    all.put("TopK", CellHandlers::top);
    all.put("ArgMax", Handler.one(call -> extreme(call, false)));
    all.put("ArgMin", Handler.one(call -> extreme(call, true)));
    all.put("Hardmax", Handler.one(CellHandlers::hardmax));
    all.put("OneHot", Handler.one(CellHandlers::oneHot));
    all.put("TfIdfVectorizer", Handler.one(CellHandlers::grams));
    all.put("EyeLike", Handler.one(CellHandlers::eye));
  }

  /**
   * Cells of the first input in the order that places tell.
   *
   * @param places per cell of the output its place in the input, in row-major order, in each probe
   * @param shape of the output
   */
  private static GraphTensor picked(
      Call call, GraphTensor x, Twin<int[]> places, Twin<long[]> shape) {
    if (x instanceof GraphTensor.Known known) {
      Twin<Value> flat = known.values();
      Twin<double[]> cells =
          flat.with(places, (v, p) -> Arrays.stream(p).mapToDouble(i -> v.doubles()[i]).toArray());
      Value.Kind kind = flat.first().kind();
      return call.value(cells.with(shape, (c, s) -> Value.of(kind, c, s)));
    }
    for (int axis = 1; axis < x.rank(); axis++) {
      call.check(x.fixed(axis), "picks cells of an array of free length; give the length");
    }
    List<Integer> first = row(call, places.first(), x.shape().first(), shape.first());
    call.check(
        x.batch(0) && first.equals(row(call, places.second(), x.shape().second(), shape.second())),
        "picks cells whose places depend on the batch or a length");
    List<Long> row = Arrays.stream(shape.first()).skip(1).boxed().toList();
    return call.emit(new Rearrange(first, row), x);
  }

  /** The places within a row, which have to be the same for all rows. */
  static List<Integer> row(Call call, int[] places, long[] from, long[] to) {
    int rows = (int) from[0];
    call.check(to.length > 0 && to[0] == rows, "mixes the rows of a batch");
    int width = Value.count(from) / rows;
    int count = places.length / rows;
    List<Integer> row = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      int within = places[i] - i / count * width;
      call.check(within >= 0 && within < width, "mixes the rows of a batch");
      if (i < count) {
        row.add(within);
      } else {
        call.check(row.get(i % count) == within, "treats the rows of a batch differently");
      }
    }
    return row;
  }

  static long[] steps(long... shape) {
    long[] steps = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      steps[i] = step;
      step *= shape[i];
    }
    return steps;
  }

  /** Where GatherElements and ScatterElements look: the index's own position but for one axis. */
  static int[] elements(Value index, int axis, long[] shape) {
    long[] own = steps(index.shape());
    long[] steps = steps(shape);
    double[] along = index.doubles();
    int[] places = new int[along.length];
    for (int i = 0; i < places.length; i++) {
      long at = 0;
      for (int a = 0; a < shape.length; a++) {
        long position = i / own[a] % index.shape()[a];
        long chosen = a == axis ? (long) along[i] : position;
        at += (chosen < 0 ? chosen + shape[a] : chosen) * steps[a];
      }
      places[i] = (int) at;
    }
    return places;
  }

  private static GraphTensor gatherElements(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    if (call.input(1) instanceof GraphTensor.Computed index) {
      call.check(
          axis == x.rank() - 1 && axis > 0,
          "picks at computed places along an axis that is not the last");
      return call.emit(new Pick(axis), x, index);
    }
    Twin<Value> index = call.known(1, "index");
    return picked(
        call, x, index.with(x.shape(), (i, s) -> elements(i, axis, s)), index.map(Value::shape));
  }

  /** Places in rows laid end to end are places in each row. */
  static GraphTensor offset(Call call, GraphTensor x, int axis, GraphTensor.Offset places) {
    Twin<long[]> apart =
        x.shape()
            .map(
                s -> {
                  long[] shape = new long[s.length + 1];
                  shape[0] = s[0] / places.step();
                  shape[1] = places.step();
                  System.arraycopy(s, 1, shape, 2, s.length - 1);
                  return shape;
                });
    call.check(
        axis == 0
            && x.batch(0)
            && apart.first()[0] == call.draft().node(0).shape().first()[0]
            && places.within().rank() == 1,
        "picks at computed places that are not those of a row");
    return call.emit(new Pick(1), ShapeHandlers.reshape(call, x, apart), places.within());
  }

  /** Known places along the first axis, with which the batch is merged. */
  static GraphTensor rows(Call call, GraphTensor x, Twin<Value> index) {
    GraphTensor.Computed source = (GraphTensor.Computed) x;
    Draft.Node node = call.draft().node(source.node());
    while (node.layer() instanceof Reshape) {
      source = call.draft().tensor(node.inputs().get(0));
      node = call.draft().node(source.node());
    }
    Twin<long[]> input = call.draft().node(0).shape();
    if (source.rank() == 0
        || source.shape().first()[0] != input.first()[0]
        || source.shape().second()[0] != input.second()[0]) {
      call.notBatch(x, 0);
    }
    Twin<int[]> places =
        index.with(
            x.shape(),
            (value, shape) -> {
              int inner = Value.count(Arrays.copyOfRange(shape, 1, shape.length));
              double[] along = value.doubles();
              int[] cells = new int[along.length * inner];
              Arrays.setAll(
                  cells,
                  i -> {
                    double at = along[i / inner];
                    return ((int) (at < 0 ? at + shape[0] : at)) * inner + i % inner;
                  });
              return cells;
            });
    return picked(
        call,
        source,
        places,
        index.with(
            x.shape(),
            (value, shape) ->
                LongStream.concat(Arrays.stream(value.shape()), Arrays.stream(shape).skip(1))
                    .toArray()));
  }

  private static GraphTensor gatherNd(Call call) {
    GraphTensor x = call.input(0);
    int shared = call.integer("batch_dims", 0);
    if (call.input(1) instanceof GraphTensor.Known known) {
      Twin<Value> index = known.values();
      int[] inner = new int[1];
      Twin<int[]> places =
          index.with(x.shape(), (value, shape) -> tuples(value, shared, shape, inner));
      return picked(
          call, x, places, index.with(x.shape(), (value, shape) -> tail(value, shared, shape)));
    }
    // The row's own number, and one computed place in the row.
    if (call.input(1) instanceof GraphTensor.Joined joined
        && shared == 0
        && joined.parts().size() == 2
        && joined.parts().get(0) instanceof GraphTensor.Known rows
        && joined.parts().get(1) instanceof GraphTensor.Computed place
        && counts(rows.values().first())
        && counts(rows.values().second())) {
      GraphTensor flat = ShapeHandlers.without(call, place, List.of(place.rank() - 1));
      return call.emit(new Pick(1), x, flat);
    }
    GraphTensor index = call.input(1);
    long last = index.shape().first()[index.rank() - 1];
    call.check(
        last == 1 && shared > 0, "picks at computed places in more than one axis of an array");
    return call.emit(
        new Pick(shared), x, ShapeHandlers.without(call, index, List.of(index.rank() - 1)));
  }

  /** Whether values are the numbers of rows, 0, 1, 2, …. */
  private static boolean counts(Value value) {
    double[] rows = value.doubles();
    return value.rank() > 0
        && value.shape()[0] == rows.length
        && IntStream.range(0, rows.length).allMatch(i -> rows[i] == i);
  }

  /** Places of what tuples of indices name, each a whole subarray. */
  static int[] tuples(Value index, int shared, long[] shape, int[] inner) {
    long[] steps = steps(shape);
    int depth = (int) index.shape()[index.rank() - 1];
    inner[0] = Value.count(Arrays.copyOfRange(shape, shared + depth, shape.length));
    double[] all = index.doubles();
    int count = depth == 0 ? 0 : all.length / depth;
    int perShared = count / Math.max(1, Value.count(Arrays.copyOf(shape, shared)));
    long block = shared == 0 ? 0 : steps[shared - 1];
    int[] places = new int[count * inner[0]];
    for (int i = 0; i < count; i++) {
      long at = shared == 0 ? 0 : i / perShared * block;
      for (int d = 0; d < depth; d++) {
        long place = (long) all[i * depth + d];
        at += (place < 0 ? place + shape[shared + d] : place) * steps[shared + d];
      }
      for (int j = 0; j < inner[0]; j++) {
        places[i * inner[0] + j] = (int) at + j;
      }
    }
    return places;
  }

  private static long[] tail(Value index, int shared, long[] shape) {
    int depth = (int) index.shape()[index.rank() - 1];
    return LongStream.concat(
            Arrays.stream(index.shape(), 0, index.rank() - 1),
            Arrays.stream(shape, shared + depth, shape.length))
        .toArray();
  }

  /** One triangle of matrices; the rest is 0. */
  private static GraphTensor triangle(Call call) {
    GraphTensor x = call.input(0);
    call.check(x.rank() >= 2, "takes the triangle of an array with %d axes", x.rank());
    long k = call.has(1) ? call.constant(1, "diagonal").longs()[0] : 0;
    boolean upper = call.integer("upper", 1) != 0;
    Twin<Value> mask =
        x.shape()
            .map(
                shape -> {
                  long rows = shape[shape.length - 2];
                  long columns = shape[shape.length - 1];
                  double[] cells = new double[Value.count(rows, columns)];
                  for (int i = 0; i < cells.length; i++) {
                    long above = i % columns - i / columns;
                    cells[i] = (upper ? above >= k : above <= k) ? 1 : 0;
                  }
                  return Value.of(Value.Kind.REAL, cells, rows, columns);
                });
    if (x instanceof GraphTensor.Known known) {
      return call.value(
          known.values().with(mask, (v, m) -> Value.zip(v.kind(), v, m, (a, b) -> b == 0 ? 0 : a)));
    }
    return call.emit(new org.xai4j.core.layer.Elementwise(Operation.MULTIPLY), x, call.value(mask));
  }

  private static GraphTensor cumulative(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.constant(1, "axis").longs()[0], x.rank());
    call.notBatch(x, axis);
    return call.emit(
        new CumulativeSum(axis, call.integer("exclusive", 0) != 0, call.integer("reverse", 0) != 0),
        x);
  }

  private static List<GraphTensor> top(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", -1), x.rank());
    call.notBatch(x, axis);
    int count = call.has(1) ? (int) call.constant(1, "k").longs()[0] : call.integer("k", 1);
    call.check(
        call.integer("sorted", 1) != 0 || count == 1,
        "leaves the order of the largest numbers open");
    boolean smallest = call.integer("largest", 1) == 0;
    return List.of(
        call.emit(new Largest(axis, count, smallest, false, false), x),
        call.emit(new Largest(axis, count, smallest, true, false), x));
  }

  private static GraphTensor extreme(Call call, boolean smallest) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    call.notBatch(x, axis);
    boolean last = call.integer("select_last_index", 0) != 0;
    GraphTensor place = call.emit(new Largest(axis, 1, smallest, true, last), x);
    return call.integer("keepdims", 1) != 0
        ? place
        : ShapeHandlers.without(call, place, List.of(axis));
  }

  /** 1 at the first of the largest numbers, else 0. */
  private static GraphTensor hardmax(Call call) {
    GraphTensor x = call.input(0);
    boolean flattening = call.opset() < 13;
    int axis = call.axis(call.integer("axis", flattening ? 1 : -1), x.rank());
    call.check(!flattening || axis == x.rank() - 1, "takes several axes together");
    call.notBatch(x, axis);
    call.check(x.fixed(axis), "looks along an axis of free length; give the length");
    GraphTensor place = call.emit(new Largest(axis, 1, false, true, false), x);
    return call.emit(
        new ElementComparison(ElementComparison.Relation.EQUAL), place, numbers(call, x, axis));
  }

  /** 0, 1, 2, … along one axis of an array's. */
  private static GraphTensor numbers(Call call, GraphTensor x, int axis) {
    long[] shape = new long[x.rank() - axis];
    Arrays.fill(shape, 1);
    shape[0] = x.shape().first()[axis];
    return call.value(
        Value.of(
            Value.Kind.REAL, IntStream.range(0, (int) shape[0]).asDoubleStream().toArray(), shape));
  }

  private static GraphTensor oneHot(Call call) {
    GraphTensor ids = call.input(0);
    double[] depth = call.constant(1, "depth").doubles();
    double[] values = call.constant(2, "values").doubles();
    int axis = call.axis(call.integer("axis", -1), ids.rank() + 1);
    int count = (int) depth[0];
    GraphTensor wide =
        ShapeHandlers.reshape(
            call,
            ids,
            ids.shape()
                .map(
                    s -> {
                      long[] shape = new long[s.length + 1];
                      Arrays.setAll(shape, i -> i == axis ? 1 : s[i < axis ? i : i - 1]);
                      return shape;
                    }));
    long[] along = new long[ids.rank() + 1 - axis];
    Arrays.fill(along, 1);
    along[0] = count;
    GraphTensor numbers =
        call.value(
            Value.of(Value.Kind.REAL, IntStream.range(0, count).asDoubleStream().toArray(), along));
    if (wide instanceof GraphTensor.Known known) {
      Twin<Value> places = ((GraphTensor.Known) numbers).values();
      return call.value(
          known
              .values()
              .with(
                  places,
                  (a, b) ->
                      Value.zip(
                          Value.Kind.REAL,
                          a,
                          b,
                          (p, q) -> values[(p < 0 ? p + count : p) == q ? 1 : 0])));
    }
    GraphTensor hit =
        call.emit(new ElementComparison(ElementComparison.Relation.EQUAL), wide, numbers);
    if (values[1] - values[0] != 1) {
      hit = ArithmeticHandlers.scaled(call, hit, values[1] - values[0]);
    }
    return values[0] == 0
        ? hit
        : ArithmeticHandlers.apply(
            call, Operation.ADD, hit, call.value(Value.scalar(Value.Kind.REAL, values[0])));
  }

  private static GraphTensor eye(Call call) {
    int k = call.integer("k", 0);
    return call.value(
        call.input(0)
            .shape()
            .map(
                s -> {
                  double[] cells = new double[Value.count(s)];
                  for (int i = 0; i < cells.length; i++) {
                    cells[i] = i % s[1] - i / s[1] == k ? 1 : 0;
                  }
                  return Value.of(Value.Kind.REAL, cells, s);
                }));
  }

  /** Numbers of n-grams; the pool has those of one id first, then those of two, and so on. */
  private static GraphTensor grams(Call call) {
    GraphTensor x = call.input(0);
    long[] pool = call.longs("pool_int64s");
    long[] starts = call.longs("ngram_counts");
    List<Integer> places = call.integers("ngram_indexes", List.of());
    List<Double> weights = call.reals("weights");
    String mode = call.text("mode", "TF");
    call.check(pool.length > 0, "counts sequences of texts; only those of ids are supported");
    call.check(
        x.rank() == 2 && x.batch(0) && places.stream().allMatch(p -> p >= 0 && p < MOST_COLUMNS),
        "needs rows of ids [n, time]");
    List<List<Long>> grams = new ArrayList<>();
    List<Integer> columns = new ArrayList<>();
    List<Double> factors = new ArrayList<>();
    int number = 0;
    for (int length = 1; length <= starts.length; length++) {
      int end = length < starts.length ? (int) starts[length] : pool.length;
      for (int at = (int) starts[length - 1]; at + length <= end; at += length) {
        call.check(number < places.size(), "has more sequences than columns");
        if (length >= call.integer("min_gram_length", 1)
            && length <= call.integer("max_gram_length", length)) {
          grams.add(LongStream.of(Arrays.copyOfRange(pool, at, at + length)).boxed().toList());
          columns.add(places.get(number));
          factors.add(mode.equals("TF") || weights.isEmpty() ? 1.0 : weights.get(number));
        }
        number++;
      }
    }
    int width = places.stream().mapToInt(p -> p + 1).max().orElse(0);
    return call.emit(
        new GramCounts(
            grams, columns, factors, !mode.equals("IDF"), call.integer("max_skip_count", 0), width),
        x);
  }
}
