package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Upsample;

/** Nearest-neighbour resizing. */
final class ResizeHandlers {
  private static final int LONGEST = 1 << 16;

  private ResizeHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Upsample", Handler.one(call -> resize(call, 1, -1)));
    all.put(
        "Resize",
        Handler.one(call -> call.opset() < 11 ? resize(call, 1, -1) : resize(call, 2, 3)));
  }

  /**
   * One axis of a resizing.
   *
   * @param in length before, in each probe
   * @param out length after
   * @param scale the ratio the coordinates are computed with
   */
  private record Axis(Twin<Long> in, Twin<Long> out, Twin<Double> scale) {
    boolean same() {
      return in.first().equals(out.first()) && in.second().equals(out.second());
    }
  }

  private static GraphTensor resize(Call call, int scalesPlace, int sizesPlace) {
    call.check(
        call.text("mode", "nearest").equals("nearest"),
        "interpolates (%s); only the nearest neighbour is supported",
        call.text("mode", ""));
    call.check(
        call.text("keep_aspect_ratio_policy", "stretch").equals("stretch"),
        "keeps the aspect ratio, which is not supported");
    GraphTensor x = call.input(0);
    long[] axes =
        call.hasAttribute("axes") ? call.longs("axes") : LongStream.range(0, x.rank()).toArray();
    boolean sized = sizesPlace > 0 && call.has(sizesPlace);
    Twin<Value> given = sized ? call.known(sizesPlace, "size") : call.known(scalesPlace, "scale");
    List<Integer> factors = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      factors.add(1);
    }
    boolean whole = x.rank() == 3 || x.rank() == 4;
    List<Axis> changes = new ArrayList<>();
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < axes.length; i++) {
      int axis = call.axis(axes[i], x.rank());
      int place = i;
      Axis change = axis(x, axis, given.map(v -> v.doubles()[place]), sized);
      if (change.same()) {
        continue;
      }
      call.notBatch(x, axis);
      changes.add(change);
      changed.add(axis);
      long factor = change.out().first() / change.in().first();
      whole &= axis >= 2 && repeats(call, change, factor);
      factors.set(axis, (int) factor);
    }
    if (changed.isEmpty()) {
      return x;
    }
    if (whole) {
      return call.emit(new Upsample(factors.subList(2, factors.size())), x);
    }
    for (int i = 0; i < changed.size(); i++) {
      Axis change = changes.get(i);
      call.check(x.fixed(changed.get(i)), "resizes a free length by a broken factor");
      List<Long> indices = sources(call, change, true);
      x = call.emit(new Gather(changed.get(i), indices, false), x);
    }
    return x;
  }

  private static Axis axis(GraphTensor x, int axis, Twin<Double> given, boolean sized) {
    Twin<Long> in = x.shape().map(s -> s[axis]);
    return sized
        ? new Axis(in, given.map(Double::longValue), given.with(in, (size, n) -> size / n))
        : new Axis(in, given.with(in, (scale, n) -> (long) Math.floor(n * scale)), given);
  }

  /** Whether every cell is repeated a whole number of times, in both probes. */
  private static boolean repeats(Call call, Axis axis, long factor) {
    for (boolean first : new boolean[] {true, false}) {
      List<Long> sources = sources(call, axis, first);
      for (int i = 0; i < sources.size(); i++) {
        if (factor < 1 || sources.get(i) != i / factor) {
          return false;
        }
      }
      long in = first ? axis.in().first() : axis.in().second();
      if (sources.size() != in * factor) {
        return false;
      }
    }
    return true;
  }

  /** The cell each new cell copies. */
  private static List<Long> sources(Call call, Axis axis, boolean first) {
    boolean older = call.op().equals("Upsample") || call.opset() < 11;
    String coordinates =
        call.text("coordinate_transformation_mode", older ? "asymmetric" : "half_pixel");
    String rounding = call.text("nearest_mode", older ? "floor" : "round_prefer_floor");
    long in = first ? axis.in().first() : axis.in().second();
    long out = first ? axis.out().first() : axis.out().second();
    double scale = first ? axis.scale().first() : axis.scale().second();
    call.check(out > 0 && out <= LONGEST, "resizes an axis of %d to %d", in, out);
    List<Long> sources = new ArrayList<>();
    for (long i = 0; i < out; i++) {
      double at =
          switch (coordinates) {
            case "half_pixel" -> (i + 0.5) / scale - 0.5;
            case "pytorch_half_pixel" -> out > 1 ? (i + 0.5) / scale - 0.5 : 0;
            case "asymmetric" -> i / scale;
            case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
            case "align_corners" -> out > 1 ? i * (in - 1.0) / (out - 1.0) : 0;
            default ->
                throw call.fail(
                    "has the coordinate_transformation_mode %s, which is not supported",
                    coordinates);
          };
      double near =
          switch (rounding) {
            case "round_prefer_floor" -> Math.ceil(at - 0.5);
            case "round_prefer_ceil" -> Math.floor(at + 0.5);
            case "ceil" -> Math.ceil(at);
            default -> Math.floor(at);
          };
      sources.add((long) Math.min(Math.max(near, 0), (double) in - 1));
    }
    return sources;
  }
}
