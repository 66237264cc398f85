package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Concat;

/** Joins arrays; its gradient takes the signal apart. */
final class ConcatOperator implements ArrayOperator {
  private final Concat layer;

  ConcatOperator(Concat layer) {
    this.layer = layer;
  }

  private int axis(INDArray x) {
    return layer.axis() < 0 ? layer.axis() + x.rank() : layer.axis();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return Ops.plain(Nd4j.concat(axis(inputs[0]), inputs));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray[] parts = new INDArray[inputs.length];
    int axis = axis(signal);
    long from = 0;
    for (int i = 0; i < inputs.length; i++) {
      INDArrayIndex[] range = new INDArrayIndex[signal.rank()];
      java.util.Arrays.fill(range, NDArrayIndex.all());
      range[axis] = NDArrayIndex.interval(from, from + inputs[i].size(axis));
      parts[i] = signal.get(range).dup('c');
      from += inputs[i].size(axis);
    }
    return parts;
  }
}
