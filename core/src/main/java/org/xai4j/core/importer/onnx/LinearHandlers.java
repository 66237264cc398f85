package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.cells.MatrixDeterminant;

/**
 * Matrix products; one with fixed weights becomes a dense layer. Discrete Fourier transforms are
 * such products, those of windows convolutions.
 */
final class LinearHandlers {
  private LinearHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("MatMul", Handler.one(LinearHandlers::product));
    all.put("Gemm", Handler.one(LinearHandlers::gemm));
    all.put("Det", Handler.one(call -> call.emit(new MatrixDeterminant(), call.input(0))));
    all.put("DFT", Handler.one(LinearHandlers::fourier));
    all.put("STFT", Handler.one(LinearHandlers::spectrogram));
  }

  private static GraphTensor product(Call call) {
    GraphTensor a = call.input(0);
    GraphTensor b = call.input(1);
    if (a instanceof GraphTensor.Computed
        && b instanceof GraphTensor.Known known
        && b.rank() <= 2) {
      Value weights = call.constant(1, "matrix");
      if (known.rank() == 2) {
        return dense(call, a, weights, false, 1);
      }
      GraphTensor column = dense(call, a, weights.reshaped(weights.length(), 1), false, 1);
      return ShapeHandlers.reshape(
          call, column, column.shape().map(s -> Arrays.copyOf(s, s.length - 1)));
    }
    call.check(a.rank() >= 2 && b.rank() >= 2, "multiplies a vector, which is not supported");
    return call.emit(new MatMul(false, false), a, b);
  }

  private static GraphTensor dense(
      Call call, GraphTensor x, Value weights, boolean transposed, double factor) {
    long last = x.shape().first()[x.rank() - 1];
    int in = transposed ? 1 : 0;
    call.check(
        x.rank() > 1 && x.fixed(x.rank() - 1) && last == weights.shape()[in],
        "multiplies an array of shape %s with a matrix of shape %s%s",
        Arrays.toString(x.shape().first()),
        Arrays.toString(weights.shape()),
        transposed ? ", transposed" : "");
    INDArray stored = weights.array(call.type());
    // Large matrices are not copied but read along their columns.
    INDArray matrix = transposed ? stored.permute(1, 0) : stored;
    return call.emit(
        new Dense(
            factor == 1 ? matrix : matrix.mul(factor),
            Nd4j.zeros(call.type(), weights.shape()[1 - in])),
        x);
  }

  private static GraphTensor gemm(Call call) {
    GraphTensor a = call.input(0);
    GraphTensor b = call.input(1);
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    boolean first = call.integer("transA", 0) != 0;
    boolean second = call.integer("transB", 0) != 0;
    GraphTensor result;
    if (a instanceof GraphTensor.Computed && b instanceof GraphTensor.Known && !first) {
      Value weights = call.constant(1, "matrix");
      result = dense(call, a, weights, second, alpha);
    } else {
      result = call.emit(new MatMul(first, second), a, b);
      result = alpha == 1 ? result : ArithmeticHandlers.scaled(call, result, alpha);
    }
    if (!call.has(2) || beta == 0) {
      return result;
    }
    GraphTensor c = call.input(2);
    if (result instanceof GraphTensor.Computed computed && c instanceof GraphTensor.Known known) {
      // The bias of a dense layer.
      GraphTensor bias =
          beta == 1 ? known : call.value(known.values().map(v -> v.map(v.kind(), x -> beta * x)));
      return ArithmeticHandlers.add(call, computed, (GraphTensor.Known) bias);
    }
    return ArithmeticHandlers.apply(
        call, Operation.ADD, result, beta == 1 ? c : ArithmeticHandlers.scaled(call, c, beta));
  }

  /** X_k = Σ_t x_t·exp(∓2πi·t·k/n), real and imaginary parts along the last axis. */
  private static GraphTensor fourier(Call call) {
    GraphTensor x = call.input(0);
    int rank = x.rank();
    boolean input = call.opset() >= 20;
    long given =
        input ? call.has(2) ? call.constant(2, "axis").longs()[0] : -2 : call.integer("axis", 1);
    int axis = call.axis(given, rank);
    call.notBatch(x, axis);
    call.check(
        axis < rank - 1 && x.fixed(axis) && x.fixed(rank - 1),
        "transforms an axis of free length, or that of the parts");
    int length = (int) x.shape().first()[axis];
    int parts = (int) x.shape().first()[rank - 1];
    int points = call.has(1) ? (int) call.constant(1, "length").longs()[0] : length;
    boolean inverse = call.integer("inverse", 0) != 0;
    boolean half = call.integer("onesided", 0) != 0;
    if (half && inverse) {
      call.check(parts == 2, "needs both parts of a spectrum");
      int real = call.has(1) ? points : 2 * (length - 1);
      return transformed(call, x, axis, numbers(length, real), real, 1);
    }
    int bins = half ? points / 2 + 1 : points;
    double[] weights = new double[Value.count(length, parts, bins, 2)];
    for (int t = 0; t < Math.min(length, points); t++) {
      for (int k = 0; k < bins; k++) {
        double angle = (inverse ? 2 : -2) * Math.PI * ((long) t * k % points) / points;
        double scale = inverse ? 1.0 / points : 1;
        for (int part = 0; part < parts; part++) {
          int at = ((t * parts + part) * bins + k) * 2;
          weights[at] = scale * (part == 0 ? Math.cos(angle) : -Math.sin(angle));
          weights[at + 1] = scale * (part == 0 ? Math.sin(angle) : Math.cos(angle));
        }
      }
    }
    return transformed(call, x, axis, weights, bins, 2);
  }

  /** Real numbers from half a spectrum, whose other half mirrors it: [bins, 2, points]. */
  private static double[] numbers(int bins, int points) {
    double[] weights = new double[Value.count(bins, 2, points)];
    for (int k = 0; k < Math.min(bins, points / 2 + 1); k++) {
      double twice = k == 0 || 2 * k == points ? 1 : 2;
      for (int t = 0; t < points; t++) {
        double angle = 2 * Math.PI * ((long) t * k % points) / points;
        weights[2 * k * points + t] = twice * Math.cos(angle) / points;
        weights[(2 * k + 1) * points + t] = -twice * Math.sin(angle) / points;
      }
    }
    return weights;
  }

  /** A product along an axis and the last one together, [length·parts] to [to·toParts]. */
  private static GraphTensor transformed(
      Call call, GraphTensor x, int axis, double[] weights, int to, int toParts) {
    int rank = x.rank();
    long cells = x.shape().first()[axis] * x.shape().first()[rank - 1];
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank - 1).boxed().toList());
    order.remove(axis);
    order.add(axis);
    order.add(rank - 1);
    GraphTensor last = ShapeHandlers.transpose(call, x, order);
    GraphTensor flat = ShapeHandlers.reshape(call, last, last.shape().map(s -> end(s, cells)));
    Value matrix = Value.of(Value.Kind.REAL, weights, cells, (long) to * toParts);
    GraphTensor made =
        flat instanceof GraphTensor.Known
            ? call.emit(new MatMul(false, false), flat, call.value(matrix))
            : dense(call, flat, matrix, false, 1);
    GraphTensor wide =
        ShapeHandlers.reshape(call, made, last.shape().map(s -> end(s, to, toParts)));
    List<Integer> back = IntStream.range(0, rank).mapToObj(order::indexOf).toList();
    return ShapeHandlers.transpose(call, wide, back);
  }

  /** A shape with other lengths in place of the last two. */
  private static long[] end(long[] shape, long... lengths) {
    return LongStream.concat(Arrays.stream(shape, 0, shape.length - 2), Arrays.stream(lengths))
        .toArray();
  }

  /** Spectra of windows, [n, windows, bins, 2]: a convolution with windowed waves. */
  private static GraphTensor spectrogram(Call call) {
    GraphTensor x = call.input(0);
    int step = (int) call.constant(1, "step").longs()[0];
    double[] window = call.has(2) ? call.constant(2, "window").doubles() : new double[0];
    int length = call.has(3) ? (int) call.constant(3, "length").longs()[0] : window.length;
    boolean real = x.rank() == 2 || (x.fixed(x.rank() - 1) && x.shape().first()[x.rank() - 1] == 1);
    call.check(real && x.rank() <= 3, "transforms complex numbers, which is not supported");
    call.check(
        length > 0 && step > 0 && (window.length == 0 || window.length == length),
        "has a window of %d numbers for %d steps",
        window.length,
        length);
    int bins = call.integer("onesided", 1) != 0 ? length / 2 + 1 : length;
    double[] waves = new double[Value.count(2, bins, length)];
    for (int i = 0; i < waves.length; i++) {
      int t = i % length;
      int k = i / length % bins;
      double angle = -2 * Math.PI * ((long) t * k % length) / length;
      double weight = window.length == 0 ? 1 : window[t];
      waves[i] = weight * (i < bins * length ? Math.cos(angle) : Math.sin(angle));
    }
    GraphTensor signal =
        ShapeHandlers.reshape(call, x, x.shape().map(s -> new long[] {s[0], 1, s[1]}));
    GraphTensor spectra =
        call.emit(
            new Convolution(
                Value.of(Value.Kind.REAL, waves, 2L * bins, 1, length).array(call.type()),
                Nd4j.zeros(call.type(), 2L * bins),
                List.of(step),
                List.of(0, 0),
                List.of(1),
                1),
            signal);
    GraphTensor apart =
        ShapeHandlers.reshape(
            call, spectra, spectra.shape().map(s -> new long[] {s[0], 2, bins, s[2]}));
    return ShapeHandlers.transpose(call, apart, List.of(0, 3, 2, 1));
  }
}
