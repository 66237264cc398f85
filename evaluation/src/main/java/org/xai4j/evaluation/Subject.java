package org.xai4j.evaluation;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.run.InputException;

/**
 * What a metric scores.
 *
 * @param model explained
 * @param inputs the explained batch [n, …]
 * @param attributions their attribution, of the same shape
 * @param explainer the method, for metrics that explain changed inputs or models; empty where only
 *     stored attributions are at hand
 * @param context target, baseline, groups, seed and execution of the explanation
 */
public record Subject(
    Predictor model,
    INDArray inputs,
    INDArray attributions,
    Optional<AttributionExplainer<?>> explainer,
    Context context) {
  /** Checks that attributions and inputs fit. */
  public Subject {
    InputException.check(
        java.util.Arrays.equals(inputs.shape(), attributions.shape()),
        "The attributions have the shape %s, but the inputs %s.",
        java.util.Arrays.toString(attributions.shape()),
        java.util.Arrays.toString(inputs.shape()));
  }

  /**
   * The view of the model that the target reads: logits or probabilities of a network.
   *
   * @return a predictor of scores
   */
  public Predictor scorer() {
    return context.predictor(context.target().view(model));
  }

  /**
   * Explains other inputs with the same method, model and context.
   *
   * @param others batch [m, …]
   * @return their attributions
   * @throws InputException if only stored attributions are at hand
   */
  public INDArray explain(INDArray others) {
    AttributionExplainer<?> method =
        explainer.orElseThrow(
            () ->
                new InputException(
                    "This metric explains changed inputs again; name the method (--method), stored"
                        + " attributions are not enough."));
    return explain(method, others);
  }

  private <M extends Predictor> INDArray explain(AttributionExplainer<M> method, INDArray others) {
    M typed = method.modelType().cast(model);
    INDArray batch = typed instanceof Network network ? network.accept(others) : others;
    return method.explain(typed, batch, context).values();
  }
}
