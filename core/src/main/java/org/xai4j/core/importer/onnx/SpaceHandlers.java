package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.spatial.GridSample;
import org.xai4j.core.layer.spatial.LocalResponseNormalization;

/**
 * Channels turned into space and back, images sampled at computed places, and normalisations over
 * neighbours and lengths.
 */
final class SpaceHandlers {
  private static final int MOST_CELLS = 1 << 20;

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
    all.put("DeformConv", Handler.one(SpaceHandlers::deformed));
    all.put("CenterCropPad", Handler.one(SpaceHandlers::centred));
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

  /**
   * Where a deformable convolution looks.
   *
   * @param call the node
   * @param image shape of a batch of its images
   * @param kernel of the window, height and width
   * @param window how it slides
   * @param height of the output
   * @param width of the output
   * @param groups of channels that have offsets of their own
   */
  private record Deformation(
      Call call,
      long[] image,
      List<Integer> kernel,
      WindowAttributes window,
      long height,
      long width,
      int groups) {
    int cells() {
      return kernel.get(0) * kernel.get(1);
    }

    /** Whether an axis of the output has a cell for each place of the window. */
    boolean fits(int axis, long length) {
      long reach =
          image[2 + axis] + window.padding().get(axis) + window.padding().get(2 + axis) - 1L;
      long span = reach - (long) window.dilation().get(axis) * (kernel.get(axis) - 1);
      return span >= 0 && span / window.stride().get(axis) + 1 == length;
    }

    /** The places of one group, as GridSample counts: [n, cells·h, w, 2]. */
    GraphTensor places(GraphTensor offsets, int group) {
      GraphTensor moves = part(call, offsets, group, groups);
      GraphTensor apart =
          ShapeHandlers.reshape(
              call, moves, moves.shape().map(s -> new long[] {s[0], cells(), 2, height, width}));
      // Offsets are rows before columns, places columns before rows.
      GraphTensor turned =
          call.emit(
              new Gather(4, List.of(1L, 0L), false),
              ShapeHandlers.transpose(call, apart, List.of(0, 1, 3, 4, 2)));
      Value scale = Value.of(Value.Kind.REAL, new double[] {2.0 / image[3], 2.0 / image[2]}, 2);
      GraphTensor moved =
          ArithmeticHandlers.apply(call, Operation.MULTIPLY, turned, call.value(scale));
      GraphTensor grid = ArithmeticHandlers.apply(call, Operation.ADD, moved, call.value(still()));
      return ShapeHandlers.reshape(
          call, grid, grid.shape().map(s -> new long[] {s[0], cells() * height, width, 2}));
    }

    /** The places without offsets, [1, cells, h, w, 2]. */
    private Value still() {
      double[] places = new double[Value.count(cells(), height, width, 2)];
      for (int i = 0; i < places.length; i++) {
        int axis = 1 - i % 2;
        long column = i / 2 % width;
        long row = i / 2 / width % height;
        long cell = i / 2 / width / height;
        long within = axis == 0 ? cell / kernel.get(1) : cell % kernel.get(1);
        long at =
            (axis == 0 ? row : column) * window.stride().get(axis)
                - window.padding().get(axis)
                + within * window.dilation().get(axis);
        places[i] = (2.0 * at + 1) / image[2 + axis] - 1;
      }
      return Value.of(Value.Kind.REAL, places, 1, cells(), height, width, 2);
    }

    /** What the window takes, [n, channels of the group, cells, h, w]. */
    GraphTensor columns(GraphTensor x, GraphTensor offsets, int group) {
      GraphTensor sampled =
          call.emit(
              new GridSample(GridSample.Mode.LINEAR, GridSample.Padding.ZEROS, false),
              part(call, x, group, groups),
              places(offsets, group));
      GraphTensor columns =
          ShapeHandlers.reshape(
              call,
              sampled,
              sampled.shape().map(s -> new long[] {s[0], s[1], cells(), height, width}));
      if (!call.has(4)) {
        return columns;
      }
      GraphTensor factors = part(call, call.input(4), group, groups);
      return ArithmeticHandlers.apply(
          call,
          Operation.MULTIPLY,
          columns,
          ShapeHandlers.reshape(
              call,
              factors,
              factors.shape().map(s -> new long[] {s[0], 1, cells(), height, width})));
    }
  }

  /**
   * A convolution whose window takes each of its cells from a place of its own, moved by computed
   * offsets [n, groups·cells·2, h, w], zeros outside of the image; a factor each may weigh them.
   */
  private static GraphTensor deformed(Call call) {
    GraphTensor x = call.input(0);
    GraphTensor offsets = call.input(2);
    Value weights = call.constant(1, "kernel");
    call.check(
        x.rank() == 4
            && offsets.rank() == 4
            && weights.rank() == 4
            && IntStream.range(1, 4).allMatch(axis -> x.fixed(axis) && offsets.fixed(axis))
            && offsets instanceof GraphTensor.Computed,
        "needs images of fixed size and computed offsets");
    List<Integer> kernel = List.of((int) weights.shape()[2], (int) weights.shape()[3]);
    long[] image = x.shape().first();
    long[] moves = offsets.shape().first();
    int groups = call.integer("offset_group", 1);
    Deformation deformation =
        new Deformation(
            call, image, kernel, WindowAttributes.of(call, x, kernel), moves[2], moves[3], groups);
    int cells = deformation.cells();
    call.check(
        moves[1] == 2L * groups * cells
            && deformation.fits(0, moves[2])
            && deformation.fits(1, moves[3])
            && image[1] % groups == 0
            && weights.shape()[1] * call.integer("group", 1) == image[1],
        "has offsets of shape %s for a kernel of shape %s and %d groups",
        Arrays.toString(moves),
        Arrays.toString(weights.shape()),
        groups);
    List<GraphTensor> taken = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      taken.add(deformation.columns(x, offsets, g));
    }
    GraphTensor all = groups == 1 ? taken.get(0) : IndexHandlers.joined(call, 1, taken);
    long[] shape = weights.shape();
    return call.emit(
        new Convolution(
            weights.reshaped(shape[0], shape[1] * cells, 1, 1).array(call.type()),
            call.has(3)
                ? call.constant(3, "bias").array(call.type())
                : Nd4j.zeros(call.type(), shape[0]),
            List.of(1, 1),
            List.of(0, 0, 0, 0),
            List.of(1, 1),
            call.integer("group", 1)),
        ShapeHandlers.reshape(
            call,
            all,
            all.shape().map(s -> new long[] {s[0], image[1] * cells, moves[2], moves[3]})));
  }

  /** One of equal parts along the channels. */
  private static GraphTensor part(Call call, GraphTensor x, int place, int parts) {
    long width = x.shape().first()[1] / parts;
    return parts == 1 ? x : call.emit(Slice.range(1, place * width, (place + 1) * width), x);
  }

  /** The middle of an array, or an array in the middle of zeros. */
  private static GraphTensor centred(Call call) {
    GraphTensor x = call.input(0);
    long[] wanted = call.constant(1, "shape").longs();
    List<Integer> axes = call.integers("axes", IntStream.range(0, x.rank()).boxed().toList());
    call.check(axes.size() == wanted.length, "names %d lengths", wanted.length);
    List<Integer> before = new ArrayList<>(Collections.nCopies(x.rank(), 0));
    List<Integer> after = new ArrayList<>(before);
    GraphTensor result = x;
    for (int i = 0; i < wanted.length; i++) {
      int axis = call.axis(axes.get(i), x.rank());
      if (x.batch(axis) && wanted[i] == call.declaredBatch()) {
        continue;
      }
      call.notBatch(x, axis);
      call.check(x.fixed(axis), "is for axes of fixed length");
      long more = wanted[i] - x.shape().first()[axis];
      call.check(wanted[i] > 0 && more <= MOST_CELLS, "makes an axis of %d cells", wanted[i]);
      if (more < 0) {
        long start = -more / 2;
        result = call.emit(Slice.range(axis, start, start + wanted[i]), result);
      } else {
        before.set(axis, (int) more / 2);
        after.set(axis, (int) (more - more / 2));
      }
    }
    boolean padded = after.stream().anyMatch(p -> p > 0);
    return padded ? call.emit(new Pad(before, after, Pad.Mode.CONSTANT, 0), result) : result;
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
