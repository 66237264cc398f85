package org.xai4j.core.engine.onednn;

import org.xai4j.core.layer.MatMul;
import org.xai4j.core.tensor.ComposedOperators;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Products of computed matrices over leading batch axes. */
final class MatMulOperator implements Operator {
  private final OneDnnDevice device;
  private final boolean ta;
  private final boolean tb;

  MatMulOperator(OneDnnDevice device, MatMul layer) {
    this.device = device;
    ta = layer.transposeFirst();
    tb = layer.transposeSecond();
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    return product(inputs[0], ta, inputs[1], tb);
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    return new Tensor[] {
      gradient(0, inputs, recorded, signal), gradient(1, inputs, recorded, signal)
    };
  }

  @Override
  public Tensor gradient(int input, Tensor[] inputs, Recorded recorded, Tensor signal) {
    Tensor a = inputs[0];
    Tensor b = inputs[1];
    Tensor wide =
        input == 0
            ? ta ? product(b, tb, signal, true) : product(signal, false, b, !tb)
            : tb ? product(signal, true, a, ta) : product(a, !ta, signal, false);
    return ComposedOperators.reduced(wide, inputs[input].shape());
  }

  private Tensor product(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    int rank = Math.max(a.rank(), b.rank());
    OneDnnTensor left = matrices(a, transposeA, rank);
    OneDnnTensor right = matrices(b, transposeB, rank);
    long[] shape = left.shape();
    for (int i = 0; i < rank - 2; i++) {
      shape[i] = Math.max(shape[i], right.size(i));
    }
    shape[rank - 1] = right.size(rank - 1);
    OneDnnTensor product = OneDnnTensor.empty(device, shape);
    double operations = 2.0 * product.length() * left.size(rank - 1);
    Kernels.product(left.layout(), right.layout(), product.layout(), operations)
        .run(left.memory(), right.memory(), product.memory());
    return product;
  }

  /** With as many axes as the other factor; a transposed one is read along its columns. */
  private static OneDnnTensor matrices(Tensor x, boolean transposed, int rank) {
    long[] shape = Broadcast.raised(x.shape(), rank);
    OneDnnTensor plain = ((OneDnnTensor) x.reshape(shape)).plain();
    if (!transposed) {
      return plain;
    }
    long[] strides = MemoryLayout.strides(shape);
    swapLast(shape);
    swapLast(strides);
    return plain.view(MemoryLayout.of(shape, strides), 0);
  }

  private static void swapLast(long[] values) {
    int last = values.length - 1;
    long kept = values[last];
    values[last] = values[last - 1];
    values[last - 1] = kept;
  }
}
