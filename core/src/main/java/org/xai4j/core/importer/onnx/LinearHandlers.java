package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.MatMul;

/** Matrix products; one with fixed weights becomes a dense layer. */
final class LinearHandlers {
  private LinearHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("MatMul", Handler.one(LinearHandlers::product));
    all.put("Gemm", Handler.one(LinearHandlers::gemm));
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
}
