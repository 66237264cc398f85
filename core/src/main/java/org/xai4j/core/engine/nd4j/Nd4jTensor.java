package org.xai4j.core.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/**
 * A tensor that is an array of ND4J.
 *
 * @param device made it
 * @param array its elements
 */
record Nd4jTensor(Device device, INDArray array) implements Tensor {
  private Tensor with(INDArray other) {
    return new Nd4jTensor(device, other);
  }

  @Override
  public DataType type() {
    return array.dataType();
  }

  @Override
  public long[] shape() {
    return array.shape().clone();
  }

  /** Both arrays with as many axes as the one that has more. */
  private INDArray[] raised(Tensor other) {
    INDArray second = other.array();
    int rank = Math.max(array.rank(), second.rank());
    return new INDArray[] {Ops.raise(array, rank), Ops.raise(second, rank)};
  }

  @Override
  public Tensor add(Tensor other) {
    INDArray[] pair = raised(other);
    return with(pair[0].add(pair[1]));
  }

  @Override
  public Tensor sub(Tensor other) {
    INDArray[] pair = raised(other);
    return with(pair[0].sub(pair[1]));
  }

  @Override
  public Tensor mul(Tensor other) {
    INDArray[] pair = raised(other);
    return with(pair[0].mul(pair[1]));
  }

  @Override
  public Tensor div(Tensor other) {
    INDArray[] pair = raised(other);
    return with(pair[0].div(pair[1]));
  }

  @Override
  public Tensor max(Tensor other) {
    return with(chosen(raised(other), true));
  }

  @Override
  public Tensor min(Tensor other) {
    return with(chosen(raised(other), false));
  }

  private static INDArray chosen(INDArray[] pair, boolean larger) {
    long[] shape = pair[0].shape().clone();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.max(shape[i], pair[1].size(i));
    }
    INDArray a = pair[0].broadcast(shape);
    INDArray b = pair[1].broadcast(shape);
    return larger ? Transforms.max(a, b, true) : Transforms.min(a, b, true);
  }

  @Override
  public Tensor add(double number) {
    return with(array.add(number));
  }

  @Override
  public Tensor mul(double number) {
    return with(array.mul(number));
  }

  @Override
  public Tensor div(Tensor z, double epsilon) {
    double[] r = doubles();
    INDArray wide = Ops.raise(z.array(), array.rank());
    double[] sums = NdArrays.doubles(wide.broadcast(array.shape()));
    double least = type() == DataType.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    for (int i = 0; i < r.length; i++) {
      double denominator = sums[i] >= 0 ? sums[i] + epsilon : sums[i] - epsilon;
      r[i] = Math.abs(denominator) < least ? 0 : r[i] / denominator;
    }
    return with(NdArrays.array(type(), r, array.shape()));
  }

  @Override
  public Tensor positive() {
    return with(Transforms.max(array, 0.0, true));
  }

  @Override
  public Tensor negative() {
    return with(Transforms.min(array, 0.0, true));
  }

  @Override
  public Tensor abs() {
    return with(Transforms.abs(array, true));
  }

  @Override
  public Tensor mask(Sign sign) {
    INDArray mask =
        switch (sign) {
          case POSITIVE -> array.gt(0);
          case NOT_NEGATIVE -> array.gte(0);
          case NEGATIVE -> array.lt(0);
        };
    return with(mask.castTo(type()));
  }

  @Override
  public Tensor sum(int... axes) {
    return with(array.sum(true, axes));
  }

  @Override
  public double least() {
    return array.minNumber().doubleValue();
  }

  @Override
  public Tensor rows(long from, long to) {
    return from == 0 && to == array.size(0)
        ? this
        : with(array.get(NDArrayIndex.interval(from, to)));
  }

  @Override
  public Tensor permute(int... order) {
    return with(Ops.plain(array.permute(order)));
  }

  @Override
  public Tensor reshape(long... shape) {
    return with(Ops.plain(array).reshape('c', shape));
  }

  @Override
  public Tensor broadcast(long... shape) {
    return Arrays.equals(shape, array.shape())
        ? this
        : with(Ops.plain(Ops.raise(array, shape.length).broadcast(shape)));
  }

  @Override
  public double[] doubles() {
    return NdArrays.doubles(array);
  }

  @Override
  public float[] floats() {
    return NdArrays.floats(array);
  }
}
