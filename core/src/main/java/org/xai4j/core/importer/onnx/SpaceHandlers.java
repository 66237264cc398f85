package org.xai4j.core.importer.onnx;

import java.util.List;
import java.util.Map;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.spatial.LocalResponseNormalization;

/** Channels turned into space and back, and normalisations over neighbours and lengths. */
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
    all.put("LpNormalization", Handler.one(SpaceHandlers::unitLength));
    all.put("MeanVarianceNormalization", Handler.one(SpaceHandlers::standardised));
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
