package org.xai4j.benchmarks.scale;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;

/**
 * A method and its model, applied to rows that do not know each other.
 *
 * @param method gives one number per element
 * @param model as the method takes it
 * @param context target, baseline, seed
 * @param <M> what the method needs to know of a model
 */
public record ExplainRows<M extends Predictor>(
    AttributionExplainer<M> method, M model, Context context) implements RowExplainer {
  /**
   * A method for a model.
   *
   * @param method gives one number per element
   * @param whole the model
   * @param context target, baseline, seed
   * @param <M> what the method needs to know of a model
   * @return explains rows
   * @throws org.xai4j.core.run.InputException if the method does not apply to the model
   */
  public static <M extends Predictor> ExplainRows<M> of(
      AttributionExplainer<M> method, Model whole, Context context) {
    return new ExplainRows<>(method, method.take(whole), context);
  }

  @Override
  public Attribution explain(INDArray rows, Progress progress) {
    return method.explain(model, accept(rows), context.with(progress));
  }

  private INDArray accept(INDArray rows) {
    return model instanceof Model known ? known.accept(rows) : rows;
  }

  @Override
  public ExplainRows<M> against(INDArray mean) {
    boolean asked = context.baseline() instanceof Baseline.Mean;
    return asked
        ? new ExplainRows<>(method, model, context.with(new Baseline.Rows(mean, "mean")))
        : this;
  }

  /**
   * The same with other threads.
   *
   * @param threads of each explanation, which change no byte of it
   * @return a copy
   */
  public ExplainRows<M> on(int threads) {
    Execution execution = new Execution(context.execution().chunk(), threads);
    return new ExplainRows<>(method, model, context.with(execution));
  }

  @Override
  public int chunk(INDArray rows) {
    return method.chunk(model, accept(rows), context);
  }

  @Override
  public long[] shape(int width) {
    List<Long> shape = model instanceof Model known ? known.inputShape() : List.of();
    boolean fits =
        shape.stream().allMatch(length -> length > 0)
            && shape.stream().reduce(1L, (a, b) -> a * b) == width;
    return fits ? shape.stream().mapToLong(Long::longValue).toArray() : new long[] {width};
  }

  @Override
  public Provenance provenance(INDArray rows, String data) {
    Provenance some = Session.open(method, model, accept(rows), context).provenance();
    return new Provenance(
        some.method(),
        some.parameters(),
        some.request(),
        some.seed(),
        some.model(),
        data,
        some.environment(),
        some.time());
  }

  /**
   * Why rows cannot be explained for themselves.
   *
   * @param rows how many there are
   * @return the end of a sentence; nothing if they can
   */
  public Optional<String> together(long rows) {
    if (model instanceof Network network
        && (network.tokens() || !network.uniform() || !network.openInputs().isEmpty())) {
      return Optional.of("the model takes tokens or several inputs");
    }
    Target target = context.target();
    if ((target.selection() == Target.Selection.CLASS && target.classes().size() > 1)
        || target.place().isPresent()) {
      return Optional.of("the target names a class per row or a place");
    }
    if (context.baseline() instanceof Baseline.Inputs) {
      return Optional.of("the baseline is all of them");
    }
    return context.baseline() instanceof Baseline.Rows given
            && given.rows().size(0) == rows
            && given.rows().rank() > 1
            && !method.background()
        ? Optional.of("the baseline has a row for each")
        : Optional.empty();
  }
}
