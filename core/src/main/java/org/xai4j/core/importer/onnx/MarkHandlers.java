package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.cells.PickMarked;

/**
 * Steps at which a condition holds. Where it is computed their number is not known, so that only
 * one of them in each row can be taken: NonZero, Transpose, GatherND, Reshape to [n, −1, d] and
 * Gather are read as one layer, as in the classifiers of BART and T5.
 */
final class MarkHandlers {
  private MarkHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Compress", Handler.one(MarkHandlers::compressed));
    all.put("NonZero", Handler.one(MarkHandlers::nonZero));
  }

  /** The cells along an axis at which a condition of the file holds. */
  private static GraphTensor compressed(Call call) {
    GraphTensor x = call.input(0);
    call.check(call.hasAttribute("axis"), "lays all cells end to end, those of all rows");
    int axis = call.axis(call.integer("axis", 0), x.rank());
    double[] holds = call.constant(1, "condition").doubles();
    List<Long> kept =
        IntStream.range(0, holds.length).filter(i -> holds[i] != 0).asLongStream().boxed().toList();
    call.notBatch(x, axis);
    call.check(
        !kept.isEmpty() && (!x.fixed(axis) || holds.length <= x.shape().first()[axis]),
        "keeps no cell, or has a condition of %d for an axis of %d",
        holds.length,
        x.shape().first()[axis]);
    return call.emit(new Gather(axis, kept, false), x);
  }

  /** Whether a node reads steps of which it is not known how many there are. */
  static boolean reads(Call call) {
    return IntStream.range(0, call.arity())
        .filter(call::has)
        .anyMatch(
            i ->
                call.raw(i) instanceof GraphTensor.Marks
                    || call.raw(i) instanceof GraphTensor.Marked);
  }

  /** Converts such a node. */
  static List<GraphTensor> convert(Call call) {
    return List.of(
        switch (call.op()) {
          case "Identity" -> call.raw(0);
          case "Transpose" -> turned(call);
          case "GatherND" -> marked(call);
          case "Reshape" -> apart(call);
          case "Gather" -> picked(call);
          default -> throw call.fail(unknown(call.raw(0)));
        });
  }

  /** Why a node is refused. */
  private static String unknown(GraphTensor tensor) {
    try {
      return "reads an array of %d axes of an unknown length".formatted(tensor.rank());
    } catch (org.xai4j.core.run.InputException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static GraphTensor turned(Call call) {
    if (call.raw(0) instanceof GraphTensor.Marks marks
        && !marks.tuples()
        && call.integers("perm", List.of(1, 0)).equals(List.of(1, 0))) {
      return new GraphTensor.Marks(marks.mask(), true);
    }
    throw call.fail(unknown(call.raw(0)));
  }

  private static GraphTensor marked(Call call) {
    GraphTensor x = call.input(0);
    if (call.raw(1) instanceof GraphTensor.Marks marks
        && marks.tuples()
        && x instanceof GraphTensor.Computed source
        && call.integer("batch_dims", 0) == 0
        && source.rank() > 2
        && marks.mask().shaped(source.shape().map(s -> Arrays.copyOf(s, 2)))) {
      return new GraphTensor.Marked(source, marks.mask(), false);
    }
    throw call.fail(unknown(call.raw(1)));
  }

  private static GraphTensor apart(Call call) {
    if (call.raw(0) instanceof GraphTensor.Marked steps && !steps.apart()) {
      Twin<Value> wanted = call.known(1, "shape");
      Twin<Boolean> fits =
          wanted.with(steps.source().shape(), (w, s) -> rowwise(w.longs(), s, call));
      if (fits.first() && fits.second()) {
        return new GraphTensor.Marked(steps.source(), steps.mask(), true);
      }
    }
    throw call.fail(unknown(call.raw(0)));
  }

  /** Whether a shape is [n, −1, …] with the source's n and last axes. */
  private static boolean rowwise(long[] wanted, long[] source, Call call) {
    boolean rows = wanted[0] == source[0] || wanted[0] == call.declaredBatch();
    return wanted.length == source.length
        && rows
        && wanted[1] == -1
        && Arrays.equals(
            Arrays.copyOfRange(wanted, 2, wanted.length),
            Arrays.copyOfRange(source, 2, source.length));
  }

  private static GraphTensor picked(Call call) {
    if (call.raw(0) instanceof GraphTensor.Marked steps
        && steps.apart()
        && call.axis(call.integer("axis", 0), steps.source().rank()) == 1) {
      Value place = call.constant(1, "index");
      if (place.length() == 1) {
        GraphTensor one =
            call.emit(new PickMarked((int) place.longs()[0]), steps.source(), steps.mask());
        return place.rank() == 0
            ? one
            : ShapeHandlers.reshape(
                call,
                one,
                one.shape()
                    .map(
                        s -> {
                          long[] wide = new long[s.length + 1];
                          Arrays.setAll(wide, i -> i == 1 ? 1 : s[i > 1 ? i - 1 : i]);
                          return wide;
                        }));
      }
    }
    throw call.fail(unknown(call.raw(0)));
  }

  private static GraphTensor nonZero(Call call) {
    if (call.input(0) instanceof GraphTensor.Computed mask
        && mask.rank() == 2
        && mask.batch(0)
        && call.truth(0)) {
      return new GraphTensor.Marks(mask, false);
    }
    return call.value(
        call.known(0, "array")
            .map(
                v -> {
                  double[] all = v.doubles();
                  long[] steps = CellHandlers.steps(v.shape());
                  int[] hits = IntStream.range(0, all.length).filter(i -> all[i] != 0).toArray();
                  double[] cells = new double[hits.length * v.rank()];
                  for (int i = 0; i < cells.length; i++) {
                    int axis = i / hits.length;
                    cells[i] = hits[i % hits.length] / steps[axis] % v.shape()[axis];
                  }
                  return Value.of(Value.Kind.INTEGER, cells, v.rank(), hits.length);
                }));
  }
}
