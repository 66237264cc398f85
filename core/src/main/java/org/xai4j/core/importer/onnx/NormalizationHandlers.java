package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.Softmax;

/** Normalisations, softmax among them. */
final class NormalizationHandlers {
  private static final double EPSILON = 1e-5;

  private NormalizationHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("BatchNormalization", Handler.one(NormalizationHandlers::batch));
    all.put("LayerNormalization", Handler.one(NormalizationHandlers::layer));
    all.put("InstanceNormalization", Handler.one(NormalizationHandlers::instance));
    all.put("GroupNormalization", Handler.one(NormalizationHandlers::group));
    all.put("Softmax", Handler.one(call -> softmax(call, false)));
    all.put("LogSoftmax", Handler.one(call -> softmax(call, true)));
  }

  private static INDArray array(Call call, int place, String what) {
    return call.constant(place, what).array(call.type());
  }

  private static GraphTensor batch(Call call) {
    boolean own = call.integer("training_mode", 0) != 0;
    call.check(
        !own || call.input(0) instanceof GraphTensor.Known,
        "is in training mode; export the model in eval mode");
    return call.emit(
        new BatchNormalization(
            array(call, 1, "scale"),
            array(call, 2, "shift"),
            own ? moment(call, false) : array(call, 3, "mean"),
            own ? moment(call, true) : array(call, 4, "variance"),
            call.real("epsilon", EPSILON),
            1),
        call.input(0));
  }

  /** Mean or variance of a constant's channels: weights are standardised so (Qiao et al., 2019). */
  private static INDArray moment(Call call, boolean second) {
    INDArray x = array(call, 0, "input");
    int[] axes = IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    return second ? x.var(false, axes) : x.mean(axes);
  }

  private static GraphTensor layer(Call call) {
    GraphTensor x = call.input(0);
    int axis = call.axis(call.integer("axis", -1), x.rank());
    call.check(axis > 0, "normalises over the batch axis");
    long[] shape = Arrays.copyOfRange(x.shape().first(), axis, x.rank());
    for (int i = axis; i < x.rank(); i++) {
      call.check(x.fixed(i), "normalises over an axis of free length");
    }
    INDArray gamma = call.constant(1, "scale").expanded(shape).array(call.type());
    Value beta = call.has(2) ? call.constant(2, "shift") : Value.filled(Value.Kind.REAL, 0, shape);
    return call.emit(
        new LayerNormalization(
            gamma, beta.expanded(shape).array(call.type()), call.real("epsilon", EPSILON)),
        x);
  }

  private static GraphTensor instance(Call call) {
    return call.emit(
        new InstanceNormalization(
            array(call, 1, "scale"), array(call, 2, "shift"), call.real("epsilon", EPSILON)),
        call.input(0));
  }

  /** Groups of channels become the channels of an instance normalisation. */
  private static GraphTensor group(Call call) {
    GraphTensor x = call.input(0);
    int groups = call.integer("num_groups", 1);
    Value gamma = call.constant(1, "scale");
    Value beta = call.constant(2, "shift");
    Value ones = Value.filled(Value.Kind.REAL, 1, groups);
    Value zeros = Value.filled(Value.Kind.REAL, 0, groups);
    call.check(call.opset() >= 21, "is deprecated before operator set 21; export with that one");
    Twin<long[]> split =
        x.shape().map(s -> new long[] {s[0], groups, Value.count(s) / s[0] / groups});
    GraphTensor grouped = ShapeHandlers.reshape(call, x, split);
    GraphTensor normal =
        call.emit(
            new InstanceNormalization(
                ones.array(call.type()), zeros.array(call.type()), call.real("epsilon", EPSILON)),
            grouped);
    GraphTensor restored = ShapeHandlers.reshape(call, normal, x.shape());
    long[] column = new long[x.rank() - 1];
    Arrays.fill(column, 1);
    column[0] = gamma.length();
    GraphTensor scaled =
        ArithmeticHandlers.apply(
            call, Operation.MULTIPLY, restored, call.value(gamma.reshaped(column)));
    return ArithmeticHandlers.apply(call, Operation.ADD, scaled, call.value(beta.reshaped(column)));
  }

  private static GraphTensor softmax(Call call, boolean logarithm) {
    GraphTensor x = call.input(0);
    boolean flattening = call.opset() < 13;
    int axis = call.axis(call.integer("axis", flattening ? 1 : -1), x.rank());
    call.notBatch(x, axis);
    if (!flattening || axis == x.rank() - 1) {
      return call.emit(new Softmax(axis == x.rank() - 1 ? -1 : axis, logarithm), x);
    }
    // Before operator set 13 all axes from the given one on are taken together.
    Twin<long[]> flat =
        x.shape()
            .map(
                s -> {
                  long[] merged = Arrays.copyOf(s, axis + 1);
                  merged[axis] = Value.count(Arrays.copyOfRange(s, axis, s.length));
                  return merged;
                });
    GraphTensor shares =
        call.emit(new Softmax(-1, logarithm), ShapeHandlers.reshape(call, x, flat));
    return ShapeHandlers.reshape(call, shares, x.shape());
  }
}
