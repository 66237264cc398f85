package org.xai4j.core.network;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.PredictionException;

/**
 * Anything that predicts. A lambda, a decision forest or a session of another runtime is enough for
 * the model-agnostic methods; {@link Network} is the predictor whose inside is known.
 *
 * <p>Predictors are called from several threads at once unless the run is told to use one thread;
 * {@link #exclusive} makes one safe that cannot bear it.
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

  /**
   * A predictor made of a function of one row. It is called by several threads at a time, see
   * {@link #exclusive}.
   *
   * @param scores from a row's elements, in row-major order, to its scores; always as many
   * @return the predictor of batches [n, …]
   */
  static Predictor ofRows(UnaryOperator<double[]> scores) {
    return inputs -> {
      double[][] rows = NdArrays.rows(inputs);
      double[][] outputs = new double[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        outputs[i] = scores.apply(rows[i]);
        if (outputs[i].length != outputs[0].length) {
          throw new PredictionException(
              "The model gave "
                  + outputs[0].length
                  + " scores for one row and "
                  + outputs[i].length
                  + " for another; it must always give as many.");
        }
      }
      return NdArrays.array(inputs.dataType(), outputs);
    };
  }

  /**
   * Whether every score is a sum of functions of single elements of a row, as in linear models.
   * Shapley values then have a closed form, which the methods use.
   *
   * @return false unless the predictor knows better
   */
  default boolean additive() {
    return false;
  }

  /**
   * Whether a single output is the probability of class 1 against class 0. A single output that is
   * not is a quantity: a regression, which has no classes.
   *
   * @return false unless the predictor knows better
   */
  default boolean binary() {
    return false;
  }

  /**
   * Whether NaN in an input stands for a value that is missing.
   *
   * @return false unless the predictor knows better: then such inputs are refused
   */
  default boolean missing() {
    return false;
  }

  /**
   * Where the channels stand, for models of images or signals.
   *
   * @return channels first unless the predictor knows better
   */
  default ImageLayout layout() {
    return ImageLayout.CHANNELS_FIRST;
  }

  /**
   * This model as one that takes images or signals with channels first.
   *
   * @return itself if it takes them so
   */
  default Predictor channelsFirst() {
    return layout() == ImageLayout.CHANNELS_FIRST ? this : Wrapped.channelsFirst(this);
  }

  /**
   * A predictor that takes images or signals with channels last, [n, h, w, c] or [n, w, c].
   *
   * @param model of which that is known
   * @return the same scores
   */
  static Predictor channelsLastModel(Predictor model) {
    return new Wrapped(
        model, model::predict, model.additive(), model.binary(), ImageLayout.CHANNELS_LAST);
  }

  /**
   * A predictor whose single output is the probability of class 1 against class 0.
   *
   * @param model of which that is known, [n, 1]
   * @return the same scores
   */
  static Predictor binaryModel(Predictor model) {
    return new Wrapped(model, model::predict, model.additive(), true, model.layout());
  }

  /**
   * A predictor whose scores are sums of functions of single elements.
   *
   * @param model of which that is known
   * @return the same scores
   */
  static Predictor additiveModel(Predictor model) {
    return new Wrapped(model, model::predict, true, model.binary(), model.layout());
  }

  /**
   * A predictor that is not safe to be called from several threads, made safe: one call at a time.
   *
   * @param model called by one thread at a time
   * @return the same scores
   */
  static Predictor exclusive(Predictor model) {
    Object lock = new Object();
    return new Wrapped(
        model,
        inputs -> {
          synchronized (lock) {
            return model.predict(inputs);
          }
        },
        model.additive(),
        model.binary(),
        model.layout());
  }
}
