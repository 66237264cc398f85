package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.function.Function;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Infidelity: E[(Iᵀa − (f(x) − f(x − I)))²] over random perturbations I, each drawn afresh. {@code
 * gaussian} adds noise to every element, I ~ N(0, σ²); {@code noisy-baseline} removes everything up
 * to noise, I = x − (b + N(0, σ²)); {@code square} brings one random square of the picture to the
 * baseline, I = x − b inside. {@code scaled} multiplies the attribution by the factor that makes
 * the value smallest, so that methods of different units can be compared.
 *
 * <p>The formula is that of the paper: a stands for a sensitivity (a gradient). For methods whose
 * values are contributions that add up to a difference, take {@code scaled}.
 *
 * @param perturbation how I is drawn
 * @param samples draws per instance
 * @param stdev σ
 * @param side of the squares in pixels
 * @param scaled whether the attribution is scaled optimally
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "infidelity",
    title = "Infidelity",
    summary = "The squared error of the attribution as a linear model of the score's change.",
    reference = "Yeh et al. 2019, arXiv:1901.09392")
public record Infidelity(
    @Param("how perturbations are drawn") Perturbation perturbation,
    @Param(value = "draws per instance", min = 1, max = 1_000_000) int samples,
    @Param(value = "standard deviation of the noise", min = 0) double stdev,
    @Param(value = "side of the squares in pixels", min = 1) int side,
    @Param("whether the attribution is scaled optimally") boolean scaled,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** Kinds of perturbation. */
  public enum Perturbation {
    /** Noise on every element. */
    GAUSSIAN,
    /** The baseline with noise in place of the input. */
    NOISY_BASELINE,
    /** The baseline in a random square. */
    SQUARE
  }

  /** 100 draws of noise of 0.2, on logits, unscaled. */
  public Infidelity() {
    this(Perturbation.GAUSSIAN, 100, 0.2, 4, false, Target.Output.LOGIT);
  }

  @Override
  public Traits traits() {
    return perturbation == Perturbation.SQUARE
        ? Traits.positive(Family.FAITHFULNESS, Direction.LOWER, Need.NUMBERS, Need.IMAGES)
        : Traits.positive(Family.FAITHFULNESS, Direction.LOWER, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    double[][] inputs = Subject.rows(subject.inputs());
    double[][] given = Subject.rows(subject.context().baseline().resolve(subject.inputs()));
    return score(
        subject,
        instance -> {
          double[] x = inputs[instance.index()];
          double[] b = given[given.length == inputs.length ? instance.index() : 0];
          double[][] draws = new double[samples][];
          Arrays.setAll(draws, s -> draw(subject, x, b, instance.random()));
          return draws;
        });
  }

  private double[] draw(Subject subject, double[] x, double[] b, SplitRandom random) {
    double[] change = new double[x.length];
    switch (perturbation) {
      case GAUSSIAN -> Arrays.setAll(change, j -> stdev * random.nextGaussian());
      case NOISY_BASELINE ->
          Arrays.setAll(change, j -> x[j] - b[j] - stdev * random.nextGaussian());
      case SQUARE -> {
        int h = (int) subject.inputs().size(2);
        int w = (int) subject.inputs().size(3);
        int size = Math.min(side, Math.min(h, w));
        int top = random.nextInt(h - size + 1);
        int left = random.nextInt(w - size + 1);
        for (int j = 0; j < x.length; j++) {
          int dy = j / w % h - top;
          int dx = j % w - left;
          change[j] = dy >= 0 && dy < size && dx >= 0 && dx < size ? x[j] - b[j] : 0;
        }
      }
    }
    return change;
  }

  /** Scores with given perturbations. */
  Scores score(Subject subject, Function<Instance, double[][]> perturbations) {
    Scorer scorer = subject.scorer(output);
    double[][] inputs = Subject.rows(scorer.batch());
    return Instance.values(
        subject,
        "infidelity",
        output,
        instance -> {
          int i = instance.index();
          double[][] changes = perturbations.apply(instance);
          double[][] copies = new double[changes.length][inputs[i].length];
          double[] said = new double[changes.length];
          for (int s = 0; s < changes.length; s++) {
            for (int j = 0; j < inputs[i].length; j++) {
              copies[s][j] = inputs[i][j] - changes[s][j];
              said[s] += changes[s][j] * instance.attribution()[j];
            }
          }
          double[] scores = scorer.scores(i, copies);
          double[] drops = new double[scores.length];
          Arrays.setAll(drops, s -> scorer.target().scores()[i] - scores[s]);
          return error(said, drops);
        });
  }

  private double error(double[] said, double[] drops) {
    double both = 0;
    double squares = 0;
    for (int s = 0; s < said.length; s++) {
      both += said[s] * drops[s];
      squares += said[s] * said[s];
    }
    double factor = scaled && squares > 0 ? both / squares : 1;
    double error = 0;
    for (int s = 0; s < said.length; s++) {
      error += (factor * said[s] - drops[s]) * (factor * said[s] - drops[s]) / said.length;
    }
    return error;
  }
}
