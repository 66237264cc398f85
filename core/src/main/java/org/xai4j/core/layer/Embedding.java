package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Looks token ids [n, time] up in a table: [n, time, dimension].
 *
 * @param weights [vocabulary, dimension]
 * @param padding the id that stands for "no token", 0 where the model names none
 */
public record Embedding(INDArray weights, int padding) implements Layer {
  @Override
  public Family family() {
    return Family.EMBEDDING;
  }
}
