package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.spatial.GridSample;
import org.xai4j.core.layer.spatial.LocalResponseNormalization;

/**
 * Channels turned into space and back, images sampled at computed places, and normalisations over
 * neighbours and lengths.
 */
final class SpaceHandlers {
  private SpaceHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("DepthToSpace", Handler.one(SpaceHandlers::toSpace));
    all.put("SpaceToDepth", Handler.one(SpaceHandlers::toDepth));
    all.put(
        "LRN",
        Handler.one(
            call ->
                call.emit(
                    new LocalResponseNormalization(
                        call.integer("size", 1),
                        call.real("alpha", 1e-4),
                        call.real("beta", 0.75),
                        call.real("bias", 1)),
                    call.input(0))));
    all.put("GridSample", Handler.one(SpaceHandlers::sampled));
    all.put("AffineGrid", Handler.one(SpaceHandlers::grid));
    all.put("LpNormalization", Handler.one(SpaceHandlers::unitLength));
    all.put("MeanVarianceNormalization", Handler.one(SpaceHandlers::standardised));
  }

  private static GraphTensor sampled(Call call) {
    GraphTensor x = call.input(0);
    call.check(x.rank() == 4 || x.rank() == 5, "is for images and volumes");
    GridSample.Mode mode =
        switch (call.text("mode", "linear")) {
          case "nearest" -> GridSample.Mode.NEAREST;
          case "linear", "bilinear" -> GridSample.Mode.LINEAR;
          case "cubic", "bicubic" -> GridSample.Mode.CUBIC;
          default -> throw call.fail("samples in mode %s", call.text("mode", ""));
        };
    GridSample.Padding padding =
        switch (call.text("padding_mode", "zeros")) {
          case "zeros" -> GridSample.Padding.ZEROS;
          case "border" -> GridSample.Padding.BORDER;
          case "reflection" -> GridSample.Padding.REFLECTION;
          default -> throw call.fail("pads in mode %s", call.text("padding_mode", ""));
        };
    call.check(
        call.input(1) instanceof GraphTensor.Computed grid ? grid.batch(0) : x.batch(0),
        "samples at the same places for all rows, computed from one of them");
    return call.emit(
        new GridSample(mode, padding, call.integer("align_corners", 0) != 0), x, call.input(1));
  }

  /** Places of an affine map: θ·(x, y, …, 1) for every cell of an image. */
  private static GraphTensor grid(Call call) {
    boolean aligned = call.integer("align_corners", 0) != 0;
    Twin<Value> cells = call.known(1, "size").map(size -> cells(size.longs(), aligned));
    int axes = call.constant(1, "size").length() - 2;
    GraphTensor theta = call.input(0);
    call.check(theta.rank() == 3, "takes matrices [n, %d, %d]", axes, axes + 1);
    long[] size = call.constant(1, "size").longs();
    GraphTensor places = call.emit(new MatMul(false, true), call.value(cells), theta);
    return ShapeHandlers.reshape(
        call,
        places,
        places
            .shape()
            .map(
                s -> {
                  long[] wide = size.clone();
                  System.arraycopy(size, 2, wide, 1, axes);
                  wide[0] = s[0];
                  wide[axes + 1] = axes;
                  return Arrays.copyOf(wide, axes + 2);
                }));
  }

  /** The coordinates of all cells and a 1, [1, cells, axes + 1]. */
  private static Value cells(long[] size, boolean aligned) {
    int axes = size.length - 2;
    int count = Value.count(Arrays.copyOfRange(size, 2, size.length));
    double[] all = new double[count * (axes + 1)];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int a = 0; a < axes; a++) {
        // The last axis has the first coordinate.
        long length = size[size.length - 1 - a];
        long at = rest % length;
        rest /= (int) length;
        double whole = aligned ? Math.max(length - 1, 1) : length;
        all[i * (axes + 1) + a] = (2 * at + (aligned ? 0 : 1)) / whole - 1;
      }
      all[i * (axes + 1) + axes] = 1;
    }
    return Value.of(Value.Kind.REAL, all, 1, count, axes + 1);
  }

  /** [n, c·b², h, w] to [n, c, h·b, w·b]. */
  private static GraphTensor toSpace(Call call) {
    GraphTensor x = call.input(0);
    int b = call.integer("blocksize", 1);
    boolean rows = call.text("mode", "DCR").equals("DCR");
    call.check(x.rank() == 4, "is for images [n, c, h, w]");
    Twin<long[]> apart =
        x.shape()
            .map(
                s ->
                    rows
                        ? new long[] {s[0], b, b, s[1] / b / b, s[2], s[3]}
                        : new long[] {s[0], s[1] / b / b, b, b, s[2], s[3]});
    GraphTensor moved =
        ShapeHandlers.transpose(
            call,
            ShapeHandlers.reshape(call, x, apart),
            rows ? List.of(0, 3, 4, 1, 5, 2) : List.of(0, 1, 4, 2, 5, 3));
    return ShapeHandlers.reshape(
        call, moved, x.shape().map(s -> new long[] {s[0], s[1] / b / b, s[2] * b, s[3] * b}));
  }

  /** [n, c, h, w] to [n, c·b², h/b, w/b]. */
  private static GraphTensor toDepth(Call call) {
    GraphTensor x = call.input(0);
    int b = call.integer("blocksize", 1);
    call.check(x.rank() == 4, "is for images [n, c, h, w]");
    GraphTensor apart =
        ShapeHandlers.reshape(
            call, x, x.shape().map(s -> new long[] {s[0], s[1], s[2] / b, b, s[3] / b, b}));
    return ShapeHandlers.reshape(
        call,
        ShapeHandlers.transpose(call, apart, List.of(0, 3, 5, 1, 2, 4)),
        x.shape().map(s -> new long[] {s[0], s[1] * b * b, s[2] / b, s[3] / b}));
  }

  /** x/(Σ |x|^p)^(1/p). */
  private static GraphTensor unitLength(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", -1), x.rank());
    call.notBatch(x, axis);
    boolean euclidean = call.integer("p", 2) == 2;
    GraphTensor sizes =
        call.emit(
            euclidean
                ? new Activation(Activation.Function.POWER, 2, 0)
                : Activation.of(Activation.Function.ABS),
            x);
    GraphTensor sum = call.emit(new Reduction(Reduction.Kind.SUM, List.of(axis), true), sizes);
    GraphTensor length = euclidean ? call.emit(Activation.of(Activation.Function.SQRT), sum) : sum;
    return call.emit(new Elementwise(Operation.DIVIDE), x, length);
  }

  /** (x − mean)/(√variance + 1e-9). */
  private static GraphTensor standardised(Call call) {
    GraphTensor x = call.input(0);
    List<Integer> axes = call.integers("axes", List.of(0, 2, 3));
    axes.forEach(axis -> call.notBatch(x, call.axis(axis, x.rank())));
    Reduction mean = new Reduction(Reduction.Kind.MEAN, axes, true);
    GraphTensor centred = call.emit(new Elementwise(Operation.SUBTRACT), x, call.emit(mean, x));
    GraphTensor square = call.emit(new Activation(Activation.Function.POWER, 2, 0), centred);
    GraphTensor deviation =
        call.emit(Activation.of(Activation.Function.SQRT), call.emit(mean, square));
    return call.emit(
        new Elementwise(Operation.DIVIDE),
        centred,
        call.emit(
            new Elementwise(Operation.ADD),
            deviation,
            call.value(Value.scalar(Value.Kind.REAL, 1e-9))));
  }
}
