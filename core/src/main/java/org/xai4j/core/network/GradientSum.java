package org.xai4j.core.network;

import org.xai4j.core.tensor.Tensor;

/**
 * The sum of the gradients at the input of versions of some rows: Σ over tapes and versions of
 * Jᵀ·signal. What no version changes, the adjoint of an affine first layer, runs once for many.
 * Used by one thread, in the scope in which it was made or in one inside it.
 */
public interface GradientSum {
  /**
   * Adds the gradients of a tape.
   *
   * @param tape of versions of the rows, one behind the other [count·m, …]
   * @param signal of the output's shape, not modified
   */
  void add(Tape tape, Tensor signal);

  /**
   * The sum.
   *
   * @return [m, …] of the input's shape, or [m, time, dimension] at the embedding for networks of
   *     tokens
   */
  Tensor get();
}
