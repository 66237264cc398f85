package org.xai4j.evaluation.robustness;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Orders;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Consistency: of the other instances with the same explanation, the share that gets the same
 * prediction. Explanations count as the same if their k most important features, by |a|, are the
 * same with the same signs; features that share the k-th place with others beyond it are left out,
 * so that no order of equal values is made up. Not defined (NaN) where no other instance has the
 * same explanation.
 *
 * @param top k
 */
@Info(
    id = "consistency",
    title = "Consistency",
    summary = "The share of instances with the same explanation that get the same prediction.",
    reference = "Dasgupta, Frost and Moshkovitz 2022, arXiv:2202.00734")
public record Consistency(@Param(value = "features that must be the same", min = 1) int top)
    implements Metric {
  /** The five most important features. */
  public Consistency() {
    this(5);
  }

  @Override
  public Traits traits() {
    return Traits.share(Family.ROBUSTNESS, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    Scorer scorer = subject.scorer(Target.Output.LOGIT);
    scorer.requireClasses("The metric consistency");
    double[][] outputs = NdArrays.rows(scorer.outputs());
    double[][] rows = subject.rows();
    List<List<Integer>> codes = Arrays.stream(rows).map(this::code).toList();
    double[] values = new double[rows.length];
    for (int i = 0; i < values.length; i++) {
      int same = 0;
      int agree = 0;
      for (int k = 0; k < values.length; k++) {
        if (k != i && codes.get(k).equals(codes.get(i))) {
          same++;
          agree += Scorer.predicted(outputs[k]) == Scorer.predicted(outputs[i]) ? 1 : 0;
        }
      }
      values[i] = same == 0 ? Double.NaN : (double) agree / same;
    }
    return Scores.of(values);
  }

  /** The signed numbers of the most important features, ascending. */
  private List<Integer> code(double[] row) {
    double[] size = Arrays.stream(row).map(Math::abs).toArray();
    double[] chosen = Orders.inTop(size, top);
    return IntStream.range(0, row.length)
        .filter(j -> chosen[j] == 1)
        .mapToObj(j -> row[j] < 0 ? -(j + 1) : j + 1)
        .toList();
  }
}
