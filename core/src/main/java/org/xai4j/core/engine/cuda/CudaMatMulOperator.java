package org.xai4j.core.engine.cuda;

import java.util.Arrays;
import java.util.Optional;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.tensor.ComposedOperators;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Products of computed matrices over leading axes, which are equal or stretched. */
record CudaMatMulOperator(CudaDevice device, MatMul layer) implements Operator {
  @Override
  public Tensor forward(Tensor... inputs) {
    return product(inputs[0], layer.transposeFirst(), inputs[1], layer.transposeSecond());
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    return new Tensor[] {
      gradient(0, inputs, recorded, signal), gradient(1, inputs, recorded, signal)
    };
  }

  @Override
  public Tensor gradient(int input, Tensor[] inputs, Recorded recorded, Tensor signal) {
    boolean ta = layer.transposeFirst();
    boolean tb = layer.transposeSecond();
    Tensor a = inputs[0];
    Tensor b = inputs[1];
    Tensor wide =
        input == 0
            ? ta ? product(b, tb, signal, true) : product(signal, false, b, !tb)
            : tb ? product(signal, true, a, ta) : product(a, !ta, signal, false);
    return ComposedOperators.reduced(wide, inputs[input].shape());
  }

  private Tensor product(Tensor first, boolean ta, Tensor second, boolean tb) {
    CudaTensor a = (CudaTensor) first;
    CudaTensor b = (CudaTensor) second;
    int m = (int) a.size(ta ? -1 : -2);
    int k = (int) a.size(ta ? -2 : -1);
    int n = (int) b.size(tb ? -2 : -1);
    long[] leadingA = Arrays.copyOf(a.shape(), a.rank() - 2);
    long[] leadingB = Arrays.copyOf(b.shape(), b.rank() - 2);
    long[] leading = Axes.together(leadingA, leadingB);
    int count = (int) Arrays.stream(leading).reduce(1, (x, y) -> x * y);
    long[] shape = Arrays.copyOf(leading, leading.length + 2);
    shape[leading.length] = m;
    shape[leading.length + 1] = n;
    CudaTensor out = a.empty(shape);
    boolean listed = !Arrays.equals(leadingA, leadingB);
    Products.run(
        device,
        out,
        new Products.Factor(a, ta, places(listed, leadingA, leading, count)),
        new Products.Factor(b, tb, places(listed, leadingB, leading, count)),
        Optional.empty(),
        new Products.Size(count, m, n, k));
    return out;
  }

  /** Which matrix of a stretched factor belongs to each product. */
  private Optional<CudaBlock> places(boolean listed, long[] own, long[] leading, int count) {
    if (!listed) {
      return Optional.empty();
    }
    long[] steps = Axes.stretched(own, leading);
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int axis = leading.length - 1; axis >= 0; axis--) {
        places[i] += (int) (rest % leading[axis] * steps[axis]);
        rest /= (int) leading[axis];
      }
    }
    return Optional.of(device.ints(places));
  }
}
