package org.xai4j.evaluation;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is known of the right answer.
 *
 * @param masks where the evidence is: not zero inside; of the inputs' shape, of one input's shape,
 *     or with one channel for all
 * @param reference another attribution of the same inputs, of their shape: the true one, or that of
 *     another method
 */
public record Truth(Optional<INDArray> masks, Optional<INDArray> reference) {
  /**
   * Nothing is known.
   *
   * @return neither masks nor reference
   */
  public static Truth unknown() {
    return new Truth(Optional.empty(), Optional.empty());
  }

  /**
   * Where the evidence is.
   *
   * @param masks not zero inside
   * @return masks without a reference
   */
  public static Truth masks(INDArray masks) {
    return new Truth(Optional.of(masks), Optional.empty());
  }

  /**
   * What the attribution is compared with.
   *
   * @param reference of the inputs' shape
   * @return a reference without masks
   */
  public static Truth reference(INDArray reference) {
    return new Truth(Optional.empty(), Optional.of(reference));
  }
}
