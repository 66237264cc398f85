package org.xai4j.core.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Provenance;

/**
 * Why a causal language model goes on with given tokens: each of them is explained by what stands
 * in front of it, prompt and earlier continuation. The token at step p is scored by the model's
 * output at step p − 1, f_p(x) = logit(x)[p − 1, x_p], and an explainer attributes f_p to the
 * tokens 0 … p − 1.
 *
 * @param first step of the first token of the continuation, at least 1
 * @param end step behind its last token
 */
public record Continuation(int first, int end) {
  private static final double TOLERANCE = 1e-5;

  /** Checks the steps. */
  public Continuation {
    InputException.check(
        first >= 1 && end > first,
        "A continuation needs a token in front of it and one of its own, not steps %d to %d.",
        first,
        end);
  }

  /**
   * Explains every token of the continuation.
   *
   * @param explainer any that explains networks
   * @param model a causal language model with scores [1, time, vocabulary] of the next token at
   *     each step; its other inputs held
   * @param ids one row [1, time] of prompt and continuation, and padding behind them
   * @param context its target is replaced; whether it asks for probabilities is kept
   * @return values [end − first, time], a row for each token of the continuation, 0 from that token
   *     on
   * @throws InputException if the model is none of tokens, gives no scores of each step or looks
   *     ahead
   */
  public <M extends Predictor> Attribution explain(
      AttributionExplainer<M> explainer, Network model, INDArray ids, Context context) {
    check(model, ids, context);
    double[] row = NdArrays.doubles(ids);
    boolean probability = context.target().output() == Target.Output.PROBABILITY;
    List<Attribution> parts = new ArrayList<>();
    double[] values = new double[(end - first) * row.length];
    for (int step = first; step < end; step++) {
      Target token = Target.of((int) row[step]).at(new TargetPlace.Cell(List.of(step - 1)));
      Attribution part =
          explainer.explain(
              explainer.take(model),
              ids,
              context.with(probability ? token.asProbability() : token));
      InputException.check(
          Arrays.equals(part.values().shape(), ids.shape()),
          "A continuation is explained by tokens; this method gives values of shape %s.",
          Arrays.toString(part.values().shape()));
      // Nothing behind a step reaches it; a regression over masks leaves noise there.
      double[] given = NdArrays.doubles(part.values());
      System.arraycopy(given, 0, values, (step - first) * row.length, step);
      parts.add(part);
    }
    return joined(
        parts, NdArrays.array(parts.get(0).values().dataType(), values, end - first, row.length));
  }

  private void check(Network model, INDArray ids, Context context) {
    InputException.check(
        model.tokens() && ids.rank() == 2 && ids.size(0) == 1,
        "A continuation is explained for one row of token ids at a time, not for an input of shape"
            + " %s.",
        Arrays.toString(ids.shape()));
    InputException.check(
        end <= ids.size(1), "The continuation ends at step %d, the row has %d.", end, ids.size(1));
    InputException.check(
        context.target().selection() == Target.Selection.ARGMAX
            && context.target().place().isEmpty()
            && context.target().layer().isEmpty(),
        "The tokens of the continuation are what is explained; leave the target %s out.",
        context.target());
    INDArray scores = model.predict(ids);
    InputException.check(
        scores.rank() == 3 && scores.size(1) == ids.size(1),
        "A continuation needs a language model with scores [n, time, vocabulary] of the next token at"
            + " each step; this model gives %s.",
        Arrays.toString(scores.shape()));
    int vocabulary = (int) scores.size(2);
    double[] row = NdArrays.doubles(ids);
    for (int step = first; step < end; step++) {
      InputException.check(
          row[step] < vocabulary,
          "The token %d of the continuation has no score among %d.",
          (int) row[step],
          vocabulary);
    }
    double[] before = Arrays.copyOf(NdArrays.doubles(scores), first * vocabulary);
    double[] other = row.clone();
    other[first] = other[first] == 0 ? 1 : 0;
    double[] changed =
        NdArrays.doubles(model.predict(NdArrays.array(ids.dataType(), other, ids.shape())));
    double top = Arrays.stream(before).map(Math::abs).max().orElse(0);
    for (int i = 0; i < before.length; i++) {
      InputException.check(
          Math.abs(before[i] - changed[i]) <= TOLERANCE * top,
          "The model's score of a token depends on that token, so it looks ahead; a continuation needs"
              + " a causal language model, exported as one.");
    }
  }

  private Attribution joined(List<Attribution> parts, INDArray values) {
    Provenance one = parts.get(0).provenance();
    Map<String, String> request = new LinkedHashMap<>(one.request());
    request.put("continuation", first + "-" + (end - 1));
    request.remove("target");
    boolean errors = parts.stream().allMatch(a -> a.trust().errors().isPresent());
    return new Attribution(
        values,
        doubles(parts, a -> Optional.of(a.scores())).orElseThrow(),
        doubles(parts, Attribution::residuals),
        new Attribution.Trust(
            doubles(parts, a -> a.trust().base()),
            errors
                ? Optional.of(
                    Nd4j.concat(
                        0,
                        parts.stream()
                            .map(a -> a.trust().errors().orElseThrow())
                            .toArray(INDArray[]::new)))
                : Optional.empty(),
            doubles(parts, a -> a.trust().fit())),
        new Cost(
            sum(parts, a -> a.cost().seconds()),
            (long) sum(parts, a -> a.cost().forwardRows()),
            (long) sum(parts, a -> a.cost().backwardRows())),
        new Provenance(
            one.method(),
            one.parameters(),
            request,
            one.seed(),
            one.model(),
            one.data(),
            one.environment(),
            one.time()));
  }

  private static double sum(List<Attribution> parts, ToDoubleFunction<Attribution> of) {
    return parts.stream().mapToDouble(of).sum();
  }

  private static Optional<double[]> doubles(
      List<Attribution> parts, Function<Attribution, Optional<double[]>> of) {
    List<Optional<double[]>> all = parts.stream().map(of).toList();
    return all.stream().allMatch(Optional::isPresent)
        ? Optional.of(all.stream().flatMapToDouble(d -> Arrays.stream(d.orElseThrow())).toArray())
        : Optional.empty();
  }
}
