package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Batches whose second half is the references of the first. */
final class Pair {
  private Pair() {}

  /** The explained rows. */
  static INDArray rows(INDArray pair) {
    return pair.get(NDArrayIndex.interval(0, pair.size(0) / 2));
  }

  /** Their references. */
  static INDArray references(INDArray pair) {
    return pair.get(NDArrayIndex.interval(pair.size(0) / 2, pair.size(0)));
  }

  /** Both halves the same. */
  static INDArray twice(INDArray half) {
    return Nd4j.concat(0, half, half);
  }

  /** The middles between rows and references, in both halves. */
  static INDArray middle(INDArray pair) {
    return twice(rows(pair).add(references(pair)).muli(0.5));
  }
}
