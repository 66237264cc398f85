package org.xai4j.core.explain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/**
 * A method that explains a model's outputs. An explainer is an immutable record whose components
 * are the method's parameters; its constructor without arguments gives their defaults, and a {@code
 * ServiceLoader} entry makes it known by its id (see {@link org.xai4j.core.registry.Registry}).
 *
 * @param <M> what it needs to know of a model: {@link Predictor}, or {@link
 *     org.xai4j.core.network.Network} for its inside
 */
public interface Explainer<M extends Predictor> {
  /**
   * What it needs to know of a model.
   *
   * @return the class of M
   */
  Class<M> modelType();

  /**
   * A model as this method takes it.
   *
   * @param model any model
   * @return the same
   * @throws InputException if the method asks for the inside of another kind of model
   */
  default M take(Predictor model) {
    if (!modelType().isInstance(model)) {
      throw new InputException(
          "The method "
              + Registry.info(this).id()
              + (modelType() == (Class<?>) Network.class
                  ? " looks inside networks"
                  : " explains tree ensembles")
              + ", but the model is "
              + (model instanceof Model known ? known.kind() : "a function")
              + "; take one that only asks for predictions, such as kernel-shap.");
    }
    return modelType().cast(model);
  }

  /**
   * Why the method does not apply to a model and input.
   *
   * @param model of the method's model type
   * @param inputs batch [n, …]
   * @return one sentence, or nothing if it applies
   */
  default Optional<String> unsuitable(M model, INDArray inputs) {
    return Optional.empty();
  }

  /**
   * Explains each row of a batch.
   *
   * @param model explained, never modified
   * @param inputs batch [n, …], not modified
   * @param context target, baseline, groups, seed and how to run
   * @return one explanation that covers all rows
   * @throws InputException if the input does not fit the model or the method
   */
  Explanation explain(M model, INDArray inputs, Context context);
}
