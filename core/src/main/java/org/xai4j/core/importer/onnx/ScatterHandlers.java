package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.cells.Replace;
import org.xai4j.core.layer.cells.ReverseSteps;
import org.xai4j.core.layer.cells.Scatter;

/** Cells put into arrays, at known places or at computed ones, and steps turned around. */
final class ScatterHandlers {
  private ScatterHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("ScatterElements", Handler.one(ScatterHandlers::scatterElements));
    all.put("Scatter", Handler.one(ScatterHandlers::scatterElements));
    all.put("ReverseSequence", Handler.one(ScatterHandlers::reversed));
    all.put("ScatterND", Handler.one(ScatterHandlers::scatterNd));
  }

  private static GraphTensor scatterElements(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", 0), x.rank());
    if (call.input(1) instanceof GraphTensor.Computed index) {
      call.check(
          axis > 0 && x.batch(0) && index.batch(0) && call.input(2).batch(0),
          "mixes the rows of a batch");
      return call.emit(new Scatter(axis, combining(call)), x, index, call.input(2));
    }
    Twin<Value> index = call.known(1, "index");
    return replaced(call, index.with(x.shape(), (i, s) -> CellHandlers.elements(i, axis, s)));
  }

  private static Scatter.Combining combining(Call call) {
    return switch (call.text("reduction", "none")) {
      case "none" -> Scatter.Combining.REPLACE;
      case "add" -> Scatter.Combining.ADD;
      case "mul" -> Scatter.Combining.MULTIPLY;
      case "max" -> Scatter.Combining.MAXIMUM;
      case "min" -> Scatter.Combining.MINIMUM;
      default -> throw call.fail("combines cells by %s", call.text("reduction", ""));
    };
  }

  /** The first steps of each row turned around; the time may stand in front of the batch. */
  private static GraphTensor reversed(Call call) {
    GraphTensor x = call.input(0);
    int rows = call.integer("batch_axis", 1);
    int time = call.integer("time_axis", 0);
    call.check(
        rows + time == 1 && x.batch(rows) && call.input(1).batch(0),
        "needs the batch and the time as its first axes, and a number of steps for each row");
    return time == 1
        ? call.emit(new ReverseSteps(), x, call.input(1))
        : swapped(call, call.emit(new ReverseSteps(), swapped(call, x), call.input(1)));
  }

  private static GraphTensor scatterNd(Call call) {
    Twin<Value> index = call.known(1, "index");
    return replaced(
        call,
        index.with(
            call.input(0).shape(),
            (value, shape) -> CellHandlers.tuples(value, 0, shape, new int[1])));
  }

  private static GraphTensor replaced(Call call, Twin<int[]> places) {
    String reduction = call.text("reduction", "none");
    call.check(
        reduction.equals("none") || reduction.equals("add"),
        "combines cells by %s, which is not supported",
        reduction);
    return replaced(call, call.input(0), call.input(2), places, reduction.equals("add"));
  }

  private static GraphTensor replaced(
      Call call, GraphTensor x, GraphTensor more, Twin<int[]> places, boolean adds) {
    if (x instanceof GraphTensor.Known a && more instanceof GraphTensor.Known b) {
      Twin<Twin<Value>> pair =
          new Twin<>(
              new Twin<>(a.values().first(), b.values().first()),
              new Twin<>(a.values().second(), b.values().second()));
      return call.value(pair.with(places, (v, p) -> put(v.first(), v.second(), p, adds)));
    }
    if (timeFirst(x) && timeFirst(more) && x.rank() == more.rank()) {
      GraphTensor put =
          replaced(
              call,
              swapped(call, x),
              swapped(call, more),
              places.with(both(x, more), (p, s) -> swapped(p, s.get(0), s.get(1))),
              adds);
      return swapped(call, put);
    }
    for (int axis = 1; axis < x.rank(); axis++) {
      call.check(x.fixed(axis), "puts cells into an array of free length; give the length");
    }
    // A constant side has a row for each of the batch.
    GraphTensor like = x instanceof GraphTensor.Computed ? x : more;
    call.check(
        x.rank() > 0 && more.rank() > 0 && x.batch(0) && more.batch(0) && like.batch(0),
        "mixes the rows of a batch");
    List<Integer> first =
        CellHandlers.row(call, places.first(), x.shape().first(), more.shape().first());
    call.check(
        first.equals(
            CellHandlers.row(call, places.second(), x.shape().second(), more.shape().second())),
        "puts cells at places that depend on the batch or a length");
    return call.emit(new Replace(first, adds), x, more);
  }

  /** Whether the batch is the second axis. */
  private static boolean timeFirst(GraphTensor x) {
    return x.rank() > 1 && !x.batch(0) && x.batch(1);
  }

  private static Twin<List<long[]>> both(GraphTensor x, GraphTensor more) {
    return x.shape().with(more.shape(), (a, b) -> List.of(a, b));
  }

  private static GraphTensor swapped(Call call, GraphTensor x) {
    List<Integer> order = new ArrayList<>(List.of(1, 0));
    IntStream.range(2, x.rank()).forEach(order::add);
    return ShapeHandlers.transpose(call, x, order);
  }

  /** The same places where the first two axes of both arrays are swapped. */
  private static int[] swapped(int[] places, long[] into, long[] more) {
    int[] turned = new int[places.length];
    for (int i = 0; i < turned.length; i++) {
      turned[swapped(i, more)] = swapped(places[i], into);
    }
    return turned;
  }

  /** Where a cell lies once the first two axes are swapped. */
  private static int swapped(int cell, long... shape) {
    int inner = Value.count(Arrays.copyOfRange(shape, 2, shape.length));
    int row = cell / inner / (int) shape[1];
    int column = cell / inner % (int) shape[1];
    return (column * (int) shape[0] + row) * inner + cell % inner;
  }

  private static Value put(Value into, Value more, int[] places, boolean adds) {
    double[] cells = into.doubles().clone();
    double[] given = more.doubles();
    for (int i = 0; i < places.length; i++) {
      cells[places[i]] = adds ? cells[places[i]] + given[i] : given[i];
    }
    return Value.of(into.kind(), cells, into.shape());
  }
}
