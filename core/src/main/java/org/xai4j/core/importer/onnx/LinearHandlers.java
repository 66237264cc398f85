package org.xai4j.core.importer.onnx;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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

  private static Tensor product(Call call) {
    Tensor a = call.input(0);
    Tensor b = call.input(1);
    if (a instanceof Tensor.Computed && b instanceof Tensor.Known known && b.rank() <= 2) {
      Value weights = call.constant(1, "matrix");
      if (known.rank() == 2) {
        return dense(call, a, weights, 1);
      }
      Tensor column = dense(call, a, weights.reshaped(weights.length(), 1), 1);
      return ShapeHandlers.reshape(
          call, column, column.shape().map(s -> Arrays.copyOf(s, s.length - 1)));
    }
    call.check(a.rank() >= 2 && b.rank() >= 2, "multiplies a vector, which is not supported");
    return call.emit(new MatMul(false, false), a, b);
  }

  private static Tensor dense(Call call, Tensor x, Value weights, double factor) {
    long last = x.shape().first()[x.rank() - 1];
    call.check(
        x.rank() > 1 && x.fixed(x.rank() - 1) && last == weights.shape()[0],
        "multiplies an array of shape %s with a matrix of shape %s",
        Arrays.toString(x.shape().first()),
        Arrays.toString(weights.shape()));
    INDArray matrix = weights.array(call.type());
    return call.emit(
        new Dense(
            factor == 1 ? matrix : matrix.mul(factor), Nd4j.zeros(call.type(), weights.shape()[1])),
        x);
  }

  private static Tensor gemm(Call call) {
    Tensor a = call.input(0);
    Tensor b = call.input(1);
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    boolean first = call.integer("transA", 0) != 0;
    boolean second = call.integer("transB", 0) != 0;
    Tensor result;
    if (a instanceof Tensor.Computed && b instanceof Tensor.Known && !first) {
      Value weights = call.constant(1, "matrix");
      result = dense(call, a, second ? weights.permuted(1, 0) : weights, alpha);
    } else {
      result = call.emit(new MatMul(first, second), a, b);
      result = alpha == 1 ? result : ArithmeticHandlers.scaled(call, result, alpha);
    }
    if (!call.has(2) || beta == 0) {
      return result;
    }
    Tensor c = call.input(2);
    if (result instanceof Tensor.Computed computed && c instanceof Tensor.Known known) {
      // The bias of a dense layer.
      Tensor bias =
          beta == 1 ? known : call.value(known.values().map(v -> v.map(v.kind(), x -> beta * x)));
      return ArithmeticHandlers.add(call, computed, (Tensor.Known) bias);
    }
    return ArithmeticHandlers.apply(
        call, Operation.ADD, result, beta == 1 ? c : ArithmeticHandlers.scaled(call, c, beta));
  }
}
