package org.xai4j.gradient.deeplift;

import org.xai4j.core.tensor.Tensor;

/** Batches whose second half is the references of the first. */
final class ReferencePairs {
  private ReferencePairs() {}

  /** The explained rows. */
  static Tensor rows(Tensor pair) {
    return pair.rows(0, pair.size(0) / 2);
  }

  /** Their references. */
  static Tensor references(Tensor pair) {
    return pair.rows(pair.size(0) / 2, pair.size(0));
  }

  /** Both halves the same. */
  static Tensor twice(Tensor half) {
    return half.device().concat(0, half, half);
  }

  /** The middles between rows and references, in both halves. */
  static Tensor middle(Tensor pair) {
    return twice(rows(pair).add(references(pair)).mul(0.5));
  }
}
