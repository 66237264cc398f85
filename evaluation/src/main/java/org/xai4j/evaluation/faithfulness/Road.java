package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.List;
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
 * ROAD, remove and debias: the k % most (MoRF) or least (LeRF) relevant pixels are replaced by
 * noisy linear imputation from their neighbours, which leaves no trace of the shape that was
 * removed; the model is read without retraining. The curve is the measure against k, the value its
 * mean. The class is the one that is explained.
 *
 * @param order most or least relevant first
 * @param percentages the k, below 100
 * @param noise standard deviation of the imputation's noise
 * @param measure what is read
 */
@Info(
    id = "road",
    title = "ROAD",
    summary = "How long the prediction stays while relevant pixels are imputed from neighbours.",
    reference = "Rong et al. 2022, arXiv:2202.00449")
public record Road(
    @Param("most or least relevant first") Order order,
    @Param(value = "percentages of features imputed", min = 0, max = 99) List<Double> percentages,
    @Param(value = "standard deviation of the imputation's noise", min = 0) double noise,
    @Param("what is read") Measure measure)
    implements Metric {
  /** Orders of removal. */
  public enum Order {
    /** The most relevant first. */
    MORF,
    /** The least relevant first. */
    LERF
  }

  /** What is read of the model. */
  public enum Measure {
    /** Whether the explained class is still the predicted one. */
    ACCURACY,
    /** The explained class's probability. */
    PROBABILITY
  }

  /** Most relevant first, 10, 20, 30, 40, 50, 70 and 90 %, noise of 0.01, accuracy. */
  public Road() {
    this(Order.MORF, List.of(10.0, 20.0, 30.0, 40.0, 50.0, 70.0, 90.0), 0.01, Measure.ACCURACY);
  }

  @Override
  public Traits traits() {
    return Traits.share(
        Family.FAITHFULNESS,
        order == Order.LERF ? Direction.HIGHER : Direction.LOWER,
        Need.NUMBERS,
        Need.IMAGES);
  }

  @Override
  public Scores score(Subject subject) {
    double[] points = percentages.stream().mapToDouble(p -> p / 100).sorted().toArray();
    Scorer scorer = subject.scorer(Target.Output.PROBABILITY);
    if (measure == Measure.ACCURACY) {
      scorer.requireClasses("The accuracy of the metric road");
    }
    double[][] inputs = NdArrays.rows(scorer.batch());
    NoisyLinearImputation imputation =
        new NoisyLinearImputation((int) subject.inputs().size(2), (int) subject.inputs().size(3));
    return Instance.curves(
        subject,
        "road",
        Target.Output.PROBABILITY,
        instance -> {
          double[] means = instance.means();
          boolean[] live = new boolean[means.length];
          Arrays.fill(live, true);
          return instance.expectedCurve(
              means,
              live,
              1,
              ranked -> curve(instance, scorer, inputs, imputation, points, ranked));
        });
  }

  private Instance.Curve curve(
      Instance instance,
      Scorer scorer,
      double[][] inputs,
      NoisyLinearImputation imputation,
      double[] points,
      int[] ranked) {
    int i = instance.index();
    int[] ids = instance.masking().grouping().ids();
    double[][] copies = new double[points.length][];
    for (int p = 0; p < points.length; p++) {
      boolean[] gone = new boolean[ranked.length];
      for (int r = 0; r < (int) (points[p] * ranked.length + 1e-9); r++) {
        gone[ranked[order == Order.MORF ? r : ranked.length - 1 - r]] = true;
      }
      boolean[] removed = new boolean[ids.length];
      for (int j = 0; j < ids.length; j++) {
        removed[j] = gone[ids[j]];
      }
      copies[p] = inputs[i].clone();
      imputation.impute(copies[p], removed, noise, instance.random().split(p));
    }
    double[][] outputs = scorer.outputs(i, copies);
    int explained = Scorer.predicted(scorer.target().weights()[i]);
    double[] heights = new double[points.length];
    Arrays.setAll(
        heights,
        p ->
            measure == Measure.PROBABILITY
                ? scorer.score(i, outputs[p])
                : Scorer.predicted(outputs[p]) == explained ? 1 : 0);
    return new Instance.Curve(Arrays.stream(heights).average().orElseThrow(), points, heights);
  }
}
