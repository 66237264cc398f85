package org.xai4j.agnostic.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Holdout;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * A list of rules that imitates the model, by sequential covering: for each answer a rule is grown
 * condition by condition at the quantiles of the data, so that the m-estimate of the answer's share
 * among its rows, (hits + m·prior)/(rows + m) with m = 10, grows most; the rule that raises it most
 * above the prior, the answer's share among the rows not yet covered, joins the list, its rows are
 * taken out, and the search goes on. The last rule answers what is left. Fidelity is the share of
 * equal answers on a quarter of the rows that the list has not seen.
 *
 * @param rules at most, beside the last
 * @param conditions at most per rule
 * @param rows fewest rows that a rule covers
 */
@Info(
    id = "surrogate-rules",
    title = "Surrogate rule list",
    summary = "A short list of rules that answers like the model.",
    reference = "Clark and Niblett 1989 (CN2), doi:10.1007/BF00116835; Cestnik 1990 (m-estimate)")
public record SurrogateRules(
    @Param(value = "most rules beside the last", min = 1, max = 1000) int rules,
    @Param(value = "most conditions per rule", min = 1, max = 10) int conditions,
    @Param(value = "fewest rows that a rule covers", min = 1, max = 1_000_000) int rows)
    implements Explainer<Predictor> {
  private static final double WEIGHT = 10;

  /** 8 rules of up to 3 conditions over at least 10 rows. */
  public SurrogateRules() {
    this(8, 3, 10);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Surrogate explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    Holdout data = Holdout.of(session);
    List<DecisionRules.Condition> all = Predicates.of(data.columns(), 8).all();
    List<DecisionRules.Rule> list = new ArrayList<>();
    int[] left = data.fit();
    while (list.size() < rules && left.length >= 2 * rows) {
      Optional<DecisionRules.Rule> best = grow(data, left, all);
      if (best.isEmpty()) {
        break;
      }
      DecisionRules.Rule rule = best.get();
      list.add(rule);
      left = Arrays.stream(left).filter(i -> !rule.holds(data.row(i))).toArray();
    }
    list.add(rule(data, left, List.of()));
    Surrogate.RuleList form = new Surrogate.RuleList(list);
    return new Surrogate(
        form,
        data.agreement(data.check(), form::answer),
        data.agreement(data.fit(), form::answer),
        "share of equal answers",
        data.check().length,
        data.accuracy(context.target(), form::answer),
        session.cost(),
        session.provenance());
  }

  /** A rule that answers the most frequent class of some rows that meet its conditions. */
  private static DecisionRules.Rule rule(
      Holdout data, int[] left, List<DecisionRules.Condition> conditions) {
    int[] counts = counts(data, left, conditions);
    int total = Arrays.stream(counts).sum();
    int answer = best(counts);
    double precision = total == 0 ? 0 : (double) counts[answer] / total;
    return new DecisionRules.Rule(
        conditions,
        answer,
        precision,
        total == 0 ? 0 : Anchors.lower(precision, Math.log(20) / total),
        (double) total / data.fit().length,
        false);
  }

  private static int[] counts(Holdout data, int[] rows, List<DecisionRules.Condition> conditions) {
    int[] counts = new int[data.classes()];
    for (int i : rows) {
      if (conditions.stream().allMatch(c -> c.holds(data.row(i)))) {
        counts[data.answer(i)]++;
      }
    }
    return counts;
  }

  private static int best(int[] counts) {
    int best = 0;
    for (int c = 1; c < counts.length; c++) {
      best = counts[c] > counts[best] ? c : best;
    }
    return best;
  }

  /** The rule whose answer is most above the share it has among the rows not yet covered. */
  private Optional<DecisionRules.Rule> grow(
      Holdout data, int[] left, List<DecisionRules.Condition> all) {
    int[] before = counts(data, left, List.of());
    Optional<DecisionRules.Rule> best = Optional.empty();
    double most = 0;
    for (int answer = 0; answer < before.length; answer++) {
      double prior = (double) before[answer] / left.length;
      List<DecisionRules.Condition> chosen = grow(data, left, all, answer, prior);
      int[] counts = counts(data, left, chosen);
      double gain = estimate(counts, answer, prior) - prior;
      if (!chosen.isEmpty() && best(counts) == answer && gain > most) {
        most = gain;
        best = Optional.of(rule(data, left, chosen));
      }
    }
    return best;
  }

  /** Adds the condition that raises the estimated share of an answer most, again and again. */
  private List<DecisionRules.Condition> grow(
      Holdout data, int[] left, List<DecisionRules.Condition> all, int answer, double prior) {
    List<DecisionRules.Condition> chosen = new ArrayList<>();
    double best = prior;
    int[] covered = left;
    while (chosen.size() < conditions) {
      Optional<DecisionRules.Condition> next = Optional.empty();
      for (DecisionRules.Condition candidate : all) {
        int[] counts = counts(data, covered, List.of(candidate));
        int total = Arrays.stream(counts).sum();
        double estimate = estimate(counts, answer, prior);
        if (total >= rows && total < covered.length && estimate > best + 1e-9) {
          best = estimate;
          next = Optional.of(candidate);
        }
      }
      if (next.isEmpty()) {
        break;
      }
      DecisionRules.Condition added = next.get();
      chosen.add(added);
      covered = Arrays.stream(covered).filter(i -> added.holds(data.row(i))).toArray();
    }
    return chosen;
  }

  /** The m-estimate of the share of an answer: as if m more rows had the share it had before. */
  private static double estimate(int[] counts, int answer, double prior) {
    return (counts[answer] + WEIGHT * prior) / (Arrays.stream(counts).sum() + WEIGHT);
  }
}
