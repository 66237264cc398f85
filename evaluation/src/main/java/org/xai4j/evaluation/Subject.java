package org.xai4j.evaluation;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/**
 * What a metric scores.
 *
 * @param model explained
 * @param inputs the explained batch [n, …]
 * @param attributions their attribution, of the same shape
 * @param units the features the attribution was made for: each element holds its unit's whole value
 * @param explainer the method, for metrics that explain changed inputs or models; empty where only
 *     stored attributions are at hand
 * @param context target, baseline, groups, seed and execution of the explanation
 */
public record Subject(
    Predictor model,
    INDArray inputs,
    INDArray attributions,
    FeatureGroups units,
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
   * The features of each instance with the baseline that stands for absent ones, ready to be
   * masked.
   *
   * @param output of a network whose score is read
   * @return one masking per instance
   */
  public Masking[] maskings(Target.Output output) {
    Target asked = context.target();
    Target of = new Target(asked.selection(), asked.classes(), output, asked.layer());
    Predictor view = of.view(model);
    INDArray batch = view instanceof Network network ? network.accept(inputs) : inputs;
    Predictor scorer = context.predictor(view);
    Target.Resolved resolved = of.resolve(scorer.predict(batch), 0);
    INDArray baseline = context.baseline().resolve(batch);
    Masking[] maskings = new Masking[(int) batch.size(0)];
    for (int i = 0; i < maskings.length; i++) {
      INDArray own =
          baseline.size(0) == maskings.length
              ? baseline.get(NDArrayIndex.interval(i, i + 1))
              : baseline;
      INDArray row = batch.get(NDArrayIndex.interval(i, i + 1));
      maskings[i] = new Masking(scorer, batch, i, own, context.groups().of(row), resolved);
    }
    return maskings;
  }

  /**
   * Explains other inputs with the same method, model and context, for the classes that are
   * explained at the instances themselves.
   *
   * @param others batch of the shape of the inputs
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
    return method
        .explain(typed, others, context.with(fixedTarget()).with(Progress.SILENT))
        .values();
  }

  /** The target with the classes named that an argmax picks for the instances. */
  private Target fixedTarget() {
    if (context.target().selection() != Target.Selection.ARGMAX) {
      return context.target();
    }
    Predictor view = context.target().view(model);
    INDArray batch = view instanceof Network network ? network.accept(inputs) : inputs;
    double[][] weights =
        context.target().resolve(context.predictor(view).predict(batch), 0).weights();
    int[] classes = new int[weights.length];
    for (int i = 0; i < classes.length; i++) {
      for (int c = 0; c < weights[i].length; c++) {
        classes[i] = weights[i][c] == 1 ? c : classes[i];
      }
    }
    return new Target(
        Target.Selection.CLASS,
        java.util.Arrays.stream(classes).boxed().toList(),
        context.target().output(),
        context.target().layer());
  }
}
