package org.xai4j.core.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Anything that predicts. A lambda, a decision forest or a session of another runtime is enough for
 * the model-agnostic methods; {@link Network} is the predictor whose inside is known.
 *
 * <p>Predictors are called from several threads at once unless the run is told to use one thread.
 */
@FunctionalInterface
public interface Predictor {
  /**
   * Scores a batch.
   *
   * @param inputs batch [n, …], not modified
   * @return scores [n, k]
   */
  INDArray predict(INDArray inputs);
}
