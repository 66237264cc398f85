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
import org.xai4j.core.layer.spatial.Resize;

/** Resizing: nearest neighbour, linear and cubic, one axis after the other. */
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
   * @param from where the region of interest begins, as a share of the axis
   * @param to where it ends
   */
  private record Axis(Twin<Long> in, Twin<Long> out, Twin<Double> scale, double from, double to) {
    boolean same() {
      return in.first().equals(out.first()) && in.second().equals(out.second());
    }

    long in(boolean first) {
      return first ? in.first() : in.second();
    }

    long out(boolean first) {
      return first ? out.first() : out.second();
    }

    double scale(boolean first) {
      return first ? scale.first() : scale.second();
    }
  }

  private static GraphTensor resize(Call call, int scalesPlace, int sizesPlace) {
    GraphTensor x = call.input(0);
    long[] axes =
        call.hasAttribute("axes") ? call.longs("axes") : LongStream.range(0, x.rank()).toArray();
    boolean sized = sizesPlace > 0 && call.has(sizesPlace);
    Twin<Value> given =
        sized
            ? call.known(sizesPlace, "size")
            : call.hasAttribute("scales")
                ? Twin.both(scales(call))
                : call.known(scalesPlace, "scale");
    boolean crops = coordinates(call).equals("tf_crop_and_resize");
    double[] region = crops ? call.constant(1, "region").doubles() : new double[0];
    List<Axis> changes = new ArrayList<>();
    List<Integer> changed = new ArrayList<>();
    Twin<Double> shared = shared(call, x, axes, given);
    for (int i = 0; i < axes.length; i++) {
      int axis = call.axis(axes[i], x.rank());
      int place = i;
      double begin = crops ? region[i] : 0;
      double end = crops ? region[axes.length + i] : 1;
      boolean whole = begin == 0 && end == 1;
      if (whole && sized && x.batch(axis) && given.first().longs()[i] == call.declaredBatch()) {
        // The file fixes the batch size, and the sizes hold it.
        continue;
      }
      Axis change = axis(x, axis, given.map(v -> v.doubles()[place]), sized, shared, begin, end);
      if (change.same() && whole) {
        continue;
      }
      call.notBatch(x, axis);
      changes.add(change);
      changed.add(axis);
    }
    String mode = call.text("mode", "nearest");
    if (mode.equals("nearest")) {
      return nearest(call, x, changes, changed);
    }
    for (int i = 0; i < changed.size(); i++) {
      call.check(
          x.fixed(changed.get(i)),
          "interpolates along a free length; give the length (an input of that length, or"
              + " --length)");
      x = call.emit(interpolated(call, changes.get(i), changed.get(i), mode), x);
    }
    return x;
  }

  private static Value scales(Call call) {
    double[] scales = call.reals("scales").stream().mapToDouble(d -> d).toArray();
    return Value.of(Value.Kind.REAL, scales, scales.length);
  }

  /** The scale of all axes where their ratio is kept; NaN where each has its own. */
  private static Twin<Double> shared(Call call, GraphTensor x, long[] axes, Twin<Value> sizes) {
    String policy = call.text("keep_aspect_ratio_policy", "stretch");
    if (policy.equals("stretch")) {
      return Twin.both(Double.NaN);
    }
    boolean smaller = policy.equals("not_larger");
    return sizes.with(
        x.shape(),
        (size, shape) -> {
          double scale = smaller ? Double.POSITIVE_INFINITY : 0;
          for (int i = 0; i < axes.length; i++) {
            double own = size.doubles()[i] / shape[call.axis(axes[i], shape.length)];
            scale = smaller ? Math.min(scale, own) : Math.max(scale, own);
          }
          return scale;
        });
  }

  private static GraphTensor nearest(
      Call call, GraphTensor input, List<Axis> changes, List<Integer> changed) {
    GraphTensor x = input;
    List<Integer> factors = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      factors.add(1);
    }
    boolean whole = x.rank() == 3 || x.rank() == 4;
    for (int i = 0; i < changed.size(); i++) {
      long factor = changes.get(i).out().first() / changes.get(i).in().first();
      whole &= changed.get(i) >= 2 && repeats(call, changes.get(i), factor);
      factors.set(changed.get(i), (int) factor);
    }
    if (changed.isEmpty()) {
      return x;
    }
    if (whole) {
      return call.emit(new Upsample(factors.subList(2, factors.size())), x);
    }
    for (int i = 0; i < changed.size(); i++) {
      call.check(x.fixed(changed.get(i)), "resizes a free length by a broken factor");
      List<Long> indices = sources(call, changes.get(i), true);
      x = call.emit(new Gather(changed.get(i), indices, false), x);
    }
    return x;
  }

  private static Axis axis(
      GraphTensor x,
      int axis,
      Twin<Double> given,
      boolean sized,
      Twin<Double> shared,
      double from,
      double to) {
    Twin<Long> in = x.shape().map(s -> s[axis]);
    if (!Double.isNaN(shared.first())) {
      Twin<Long> out = shared.with(in, (scale, n) -> (long) Math.floor(scale * n + 0.5));
      return new Axis(in, out, shared, from, to);
    }
    return sized
        ? new Axis(
            in, given.map(Double::longValue), given.with(in, (size, n) -> size / n), from, to)
        : new Axis(in, given.with(in, (scale, n) -> (long) Math.floor(n * scale)), given, from, to);
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
      if (sources.size() != axis.in(first) * factor) {
        return false;
      }
    }
    return true;
  }

  private static boolean older(Call call) {
    return call.op().equals("Upsample") || call.opset() < 11;
  }

  private static String coordinates(Call call) {
    return call.text("coordinate_transformation_mode", older(call) ? "asymmetric" : "half_pixel");
  }

  /** Where on the old axis a new cell lies. */
  private static double at(Call call, Axis axis, long i, boolean first) {
    double scale = axis.scale(first);
    double in = axis.in(first);
    double out = axis.out(first);
    call.check(
        !coordinates(call).equals("align_corners") || Math.abs(in * scale - out) < 1e-3,
        "aligns the corners of a broken number of cells, which tools take differently");
    return switch (coordinates(call)) {
      case "half_pixel" -> (i + 0.5) / scale - 0.5;
      case "half_pixel_symmetric" -> in / 2 * (1 - out / (scale * in)) + (i + 0.5) / scale - 0.5;
      case "pytorch_half_pixel" -> out > 1 ? (i + 0.5) / scale - 0.5 : 0;
      case "asymmetric" -> i / scale;
      case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
      case "align_corners" -> out > 1 ? i * (in - 1) / (out - 1) : 0;
      case "tf_crop_and_resize" ->
          out > 1
              ? axis.from() * (in - 1) + i * (axis.to() - axis.from()) * (in - 1) / (out - 1)
              : 0.5 * (axis.from() + axis.to()) * (in - 1);
      default ->
          throw call.fail(
              "has the coordinate_transformation_mode %s, which is not supported",
              coordinates(call));
    };
  }

  /** The cell each new cell copies. */
  private static List<Long> sources(Call call, Axis axis, boolean first) {
    String rounding = call.text("nearest_mode", older(call) ? "floor" : "round_prefer_floor");
    long in = axis.in(first);
    long out = axis.out(first);
    call.check(out > 0 && out <= LONGEST, "resizes an axis of %d to %d", in, out);
    List<Long> sources = new ArrayList<>();
    for (long i = 0; i < out; i++) {
      double at = at(call, axis, i, first);
      call.check(inside(call, at, in), "reaches outside of its input, which is not supported");
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

  /** Outside of a cropped input there is a constant; elsewhere its border goes on. */
  private static boolean inside(Call call, double at, long in) {
    return !coordinates(call).equals("tf_crop_and_resize") || (at >= 0 && at <= in - 1);
  }

  private static Resize interpolated(Call call, Axis axis, int along, String mode) {
    call.check(
        mode.equals("linear") || mode.equals("bilinear") || mode.equals("cubic"),
        "interpolates (%s), which is not supported",
        mode);
    boolean cubic = mode.equals("cubic");
    double a = call.real("cubic_coeff_a", -0.75);
    boolean excludes = call.integer("exclude_outside", 0) != 0;
    boolean smooths = call.integer("antialias", 0) != 0;
    int in = (int) axis.in(true);
    long out = axis.out(true);
    call.check(out > 0 && out <= LONGEST, "resizes an axis of %d to %d", in, out);
    double scale = smooths ? Math.min(axis.scale(true), 1) : 1;
    int start = (int) Math.floor(-(cubic ? 2 : 1) / scale) + 1;
    List<List<Integer>> sources = new ArrayList<>();
    List<List<Double>> weights = new ArrayList<>();
    for (long i = 0; i < out; i++) {
      double at = at(call, axis, i, true);
      if (!inside(call, at, in)) {
        call.check(
            call.real("extrapolation_value", 0) == 0,
            "reaches outside of its input, where it takes %s, which is not supported",
            call.real("extrapolation_value", 0));
        sources.add(List.of());
        weights.add(List.of());
        continue;
      }
      int base = (int) Math.ceil(at) - 1;
      double[] shares = new double[in];
      double total = 0;
      for (int k = start; k < 2 - start; k++) {
        double distance = Math.abs(scale * (k - (at - base)));
        double weight = cubic ? cubic(distance, a) : Math.max(0, 1 - distance);
        int cell = base + k;
        if (excludes && (cell < 0 || cell >= in)) {
          continue;
        }
        shares[Math.min(Math.max(cell, 0), in - 1)] += weight;
        total += weight;
      }
      List<Integer> cells = new ArrayList<>();
      List<Double> parts = new ArrayList<>();
      for (int cell = 0; cell < in; cell++) {
        if (shares[cell] != 0) {
          cells.add(cell);
          parts.add(shares[cell] / total);
        }
      }
      sources.add(cells);
      weights.add(parts);
    }
    return new Resize(along, in, sources, weights);
  }

  /** Keys' cubic kernel (1981). */
  private static double cubic(double x, double a) {
    if (x <= 1) {
      return (a + 2) * x * x * x - (a + 3) * x * x + 1;
    }
    return x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a : 0;
  }
}
