package org.xai4j.evaluation.complexity;

import java.util.Arrays;
import java.util.stream.IntStream;
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

/**
 * Effective complexity: the smallest share of features k/d, most important first by |a|, that has
 * to be kept so that the model hardly notices when the rest takes other values: E[(f(x) − f(x_k))²]
 * ≤ ε·f(x)², the rest uniform between the input's smallest and largest value. With {@code count =
 * above-threshold} it is the number of elements with |aᵢ| &gt; ε instead, which asks nothing of the
 * model.
 *
 * @param count what is counted
 * @param epsilon ε
 * @param samples draws of the rest
 * @param steps how many k are tried, evenly spaced
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "effective-complexity",
    title = "Effective complexity",
    summary = "How many of the most important features must stay for the score to stay.",
    reference = "Nguyen and Martínez 2020, arXiv:2007.07584")
public record EffectiveComplexity(
    @Param("what is counted") Count count,
    @Param(value = "tolerance", min = 0) double epsilon,
    @Param(value = "draws of the other features", min = 1, max = 100_000) int samples,
    @Param(value = "how many sizes are tried", min = 1) int steps,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** What is counted. */
  public enum Count {
    /** The share of features that must be kept. */
    RETAINED,
    /** The elements whose absolute attribution is above ε. */
    ABOVE_THRESHOLD
  }

  /** Features that must be kept, ε = 0.1, 10 draws, 28 sizes, on probabilities. */
  public EffectiveComplexity() {
    this(Count.RETAINED, 0.1, 10, 28, Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return count == Count.RETAINED
        ? Traits.share(Family.COMPLEXITY, Direction.LOWER, Need.NUMBERS)
        : Traits.positive(Family.COMPLEXITY, Direction.LOWER);
  }

  @Override
  public Scores score(Subject subject) {
    if (count == Count.ABOVE_THRESHOLD) {
      return Scores.of(
          Arrays.stream(subject.rows())
              .mapToDouble(row -> Arrays.stream(row).filter(v -> Math.abs(v) > epsilon).count())
              .toArray());
    }
    Scorer scorer = subject.scorer(output);
    double[][] inputs = NdArrays.rows(scorer.batch());
    return Instance.values(
        subject,
        "effective-complexity",
        output,
        instance -> retained(scorer, inputs[instance.index()], instance));
  }

  private double retained(Scorer scorer, double[] input, Instance instance) {
    double[] means = instance.means();
    Arrays.setAll(means, g -> Math.abs(means[g]));
    return instance.expectedValue(means, 1, order -> retained(scorer, input, instance, order));
  }

  private double retained(Scorer scorer, double[] input, Instance instance, int[] order) {
    int d = order.length;
    int[] place = new int[d];
    for (int r = 0; r < d; r++) {
      place[order[r]] = r;
    }
    double low = Arrays.stream(input).min().orElse(0);
    double high = Arrays.stream(input).max().orElse(0);
    int[] ids = instance.masking().grouping().ids();
    int[] sizes = IntStream.range(0, steps).map(s -> (int) ((long) s * d / steps)).toArray();
    double[][] copies = new double[sizes.length * samples][];
    for (int c = 0; c < copies.length; c++) {
      copies[c] = input.clone();
      for (int j = 0; j < input.length; j++) {
        if (place[ids[j]] >= sizes[c / samples]) {
          copies[c][j] = low + (high - low) * instance.random().nextDouble();
        }
      }
    }
    double[] scores = scorer.scores(instance.index(), copies);
    double own = scorer.target().scores()[instance.index()];
    for (int s = 0; s < sizes.length; s++) {
      double loss = 0;
      for (int c = s * samples; c < (s + 1) * samples; c++) {
        loss += (scores[c] - own) * (scores[c] - own) / samples;
      }
      if (loss <= epsilon * own * own) {
        return (double) sizes[s] / d;
      }
    }
    return 1;
  }
}
