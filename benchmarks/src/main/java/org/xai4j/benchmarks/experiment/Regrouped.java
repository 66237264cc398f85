package org.xai4j.benchmarks.experiment;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Predictor;

/**
 * A method with a baseline and groups of its own. Metrics see the experiment's context, the same
 * for all methods; when they explain changed inputs, the method keeps its own.
 *
 * @param method explains
 * @param baseline for the method alone
 * @param groups for the method alone
 * @param <M> what the method needs to know of a model
 */
record Regrouped<M extends Predictor>(
    AttributionExplainer<M> method, Baseline baseline, FeatureGroups groups)
    implements AttributionExplainer<M> {
  @Override
  public Class<M> modelType() {
    return method.modelType();
  }

  @Override
  public Sum sum() {
    return method.sum();
  }

  @Override
  public int chunk(int asked) {
    return method.chunk(asked);
  }

  @Override
  public Meaning meaning() {
    return method.meaning();
  }

  @Override
  public boolean ofInput() {
    return method.ofInput();
  }

  @Override
  public boolean channelsFirst() {
    return method.channelsFirst();
  }

  @Override
  public Optional<String> unsuitable(M model, INDArray inputs) {
    return method.unsuitable(model, inputs);
  }

  @Override
  public Attributor prepare(M model, INDArray inputs, Context context) {
    return method.prepare(model, inputs, own(context));
  }

  @Override
  public Attribution explain(M model, INDArray inputs, Context context) {
    return method.explain(model, inputs, own(context));
  }

  private Context own(Context context) {
    return context.with(baseline).with(groups);
  }
}
