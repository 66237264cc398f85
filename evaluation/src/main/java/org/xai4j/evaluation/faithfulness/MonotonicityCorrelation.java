package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;
import org.xai4j.evaluation.statistics.Correlation;

/**
 * Monotonicity correlation: Spearman's correlation, over features, of |aᵢ| with the squared change
 * of the score that is expected when feature i takes other values, E[(f(x) − f(x with xᵢ = u))²], u
 * uniform between the input's smallest and largest value. With several features in a step, runs of
 * features in the order of |a| take the place of single ones. Not defined (NaN) where one of them
 * does not vary.
 *
 * @param samples values drawn per feature
 * @param featuresInStep features changed together; 0 for a 28th of them
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "monotonicity-correlation",
    title = "Monotonicity correlation",
    summary = "The rank correlation of |attribution| with the change expected from other values.",
    reference = "Nguyen and Martínez 2020, arXiv:2007.07584")
public record MonotonicityCorrelation(
    @Param(value = "values drawn per feature", min = 1, max = 100_000) int samples,
    @Param(value = "features changed together; 0 for a 28th of them", min = 0) int featuresInStep,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** 10 values, a 28th of the features together, on probabilities. */
  public MonotonicityCorrelation() {
    this(10, 0, Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.correlation(Family.FAITHFULNESS, Direction.HIGHER, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    Scorer scorer = subject.scorer(output);
    double[][] inputs = NdArrays.rows(scorer.batch());
    return Instance.values(
        subject,
        "monotonicity-correlation",
        output,
        instance -> {
          double[] weights = instance.totals();
          Arrays.setAll(weights, g -> Math.abs(weights[g]));
          int size = Flipping.size(featuresInStep, weights.length);
          return instance.expectedValue(
              weights,
              size,
              order -> correlation(scorer, inputs[instance.index()], instance, weights, order));
        });
  }

  private double correlation(
      Scorer scorer, double[] input, Instance instance, double[] weights, int[] order) {
    int i = instance.index();
    int size = Flipping.size(featuresInStep, order.length);
    int runs = (order.length + size - 1) / size;
    int[] runOf = new int[order.length];
    double[] importance = new double[runs];
    for (int place = 0; place < order.length; place++) {
      runOf[order[place]] = place / size;
      importance[place / size] += weights[order[place]];
    }
    double[][] copies =
        Fill.runs(input, instance.masking().grouping(), runOf, runs, samples, instance);
    double[] scores = scorer.scores(i, copies);
    double[] expected = new double[runs];
    for (int c = 0; c < scores.length; c++) {
      double change = scores[c] - scorer.target().scores()[i];
      expected[c / samples] += change * change / samples;
    }
    return Correlation.spearman(importance, expected);
  }
}
