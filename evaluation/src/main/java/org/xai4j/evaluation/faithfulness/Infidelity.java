package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
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
 * Infidelity: E[(Iᵀa − (f(x) − f(x̃)))²] over random changes of the input from x to x̃, each drawn
 * afresh. For local slopes (a gradient) I is the change itself, x − x̃. For contributions, which
 * say what an element adds by not being at its baseline, I is binary: 1 for the elements that x̃
 * has at the baseline (Yeh et al. 2019, section 2). Methods declare which of both they give.
 *
 * <p>{@code subset} brings a random half of the features to the baseline, {@code square} one random
 * square of the picture; {@code gaussian} adds noise N(0, σ²) to every element and {@code
 * noisy-baseline} puts b + N(0, σ²) in place of everything: both are for slopes alone, since
 * contributions say nothing of values other than the input's and the baseline's. {@code scaled}
 * multiplies the attribution by the factor that makes the value smallest, so that methods of
 * different units can be compared.
 *
 * @param perturbation how the input is changed
 * @param values what the values say
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
    @Param("how the input is changed; auto: gaussian for slopes, subset for contributions")
        Perturbation perturbation,
    @Param("what the values say; method: what the method declares") Values values,
    @Param(value = "draws per instance", min = 1, max = 1_000_000) int samples,
    @Param(value = "standard deviation of the noise", min = 0) double stdev,
    @Param(value = "side of the squares in pixels", min = 1) int side,
    @Param("whether the attribution is scaled optimally") boolean scaled,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** Kinds of change. */
  public enum Perturbation {
    /** Gaussian for slopes, a subset for contributions. */
    AUTO,
    /** Noise on every element. */
    GAUSSIAN,
    /** The baseline with noise in place of the input. */
    NOISY_BASELINE,
    /** The baseline in a random square. */
    SQUARE,
    /** The baseline in a random half of the features. */
    SUBSET
  }

  /** What the values of an attribution say. */
  public enum Values {
    /** What the method declares. */
    METHOD,
    /** Local slopes. */
    SLOPE,
    /** Contributions. */
    CONTRIBUTION
  }

  /** 100 draws, noise of 0.2 for slopes, on logits, unscaled. */
  public Infidelity() {
    this(Perturbation.AUTO, Values.METHOD, 100, 0.2, 4, false, Target.Output.LOGIT);
  }

  @Override
  public Traits traits() {
    return perturbation == Perturbation.SQUARE
        ? Traits.positive(Family.FAITHFULNESS, Direction.LOWER, Need.NUMBERS, Need.IMAGES)
        : Traits.positive(Family.FAITHFULNESS, Direction.LOWER, Need.NUMBERS);
  }

  @Override
  public Optional<String> unsuitable(Subject subject) {
    if (values == Values.METHOD && subject.explainer().isEmpty()) {
      return Optional.of(
          "it needs to know whether the values are local slopes or contributions; name the method,"
              + " or set the parameter values to slope or contribution.");
    }
    boolean noise =
        perturbation == Perturbation.GAUSSIAN || perturbation == Perturbation.NOISY_BASELINE;
    return noise && !slopes(subject)
        ? Optional.of(
            "noise is for local slopes, but these values are contributions; set -P"
                + " perturbation=subset or square.")
        : traits().missing(subject);
  }

  private boolean slopes(Subject subject) {
    return values == Values.METHOD
        ? subject.explainer().orElseThrow().meaning() == AttributionExplainer.Meaning.SLOPE
        : values == Values.SLOPE;
  }

  /**
   * A change of the input.
   *
   * @param by x − x̃
   * @param removed the elements that x̃ has at the baseline
   */
  private record Change(double[] by, boolean[] removed) {}

  @Override
  public Scores score(Subject subject) {
    Optional<String> why = unsuitable(subject);
    InputException.check(why.isEmpty(), "The metric infidelity does not apply: %s", why.orElse(""));
    boolean slopes = slopes(subject);
    Perturbation kind =
        perturbation == Perturbation.AUTO
            ? slopes ? Perturbation.GAUSSIAN : Perturbation.SUBSET
            : perturbation;
    double[][] inputs = NdArrays.rows(subject.inputs());
    double[][] given = NdArrays.rows(subject.context().baseline().resolve(subject.inputs()));
    return score(
        subject,
        instance -> {
          double[] x = inputs[instance.index()];
          double[] b = given[given.length == inputs.length ? instance.index() : 0];
          double[] shares = slopes ? instance.attribution() : instance.shares();
          double[][] draws = new double[samples][];
          double[] said = new double[samples];
          for (int s = 0; s < samples; s++) {
            Change change = draw(kind, subject, x, b, instance);
            draws[s] = change.by();
            for (int j = 0; j < x.length; j++) {
              double part = slopes ? change.by()[j] : change.removed()[j] ? 1 : 0;
              said[s] += part * shares[j];
            }
          }
          return new Drawn(draws, said);
        });
  }

  private Change draw(
      Perturbation kind, Subject subject, double[] x, double[] b, Instance instance) {
    SplitRandom random = instance.random();
    double[] change = new double[x.length];
    boolean[] removed = new boolean[x.length];
    switch (kind) {
      case GAUSSIAN, AUTO -> Arrays.setAll(change, j -> stdev * random.nextGaussian());
      case NOISY_BASELINE ->
          Arrays.setAll(change, j -> x[j] - b[j] - stdev * random.nextGaussian());
      case SUBSET -> {
        boolean[] chosen = new boolean[instance.features()];
        for (int g = 0; g < chosen.length; g++) {
          chosen[g] = random.nextBoolean();
        }
        int[] ids = instance.masking().grouping().ids();
        for (int j = 0; j < x.length; j++) {
          removed[j] = chosen[ids[j]];
        }
      }
      case SQUARE -> {
        int h = (int) subject.inputs().size(2);
        int w = (int) subject.inputs().size(3);
        int size = Math.min(side, Math.min(h, w));
        int top = random.nextInt(h - size + 1);
        int left = random.nextInt(w - size + 1);
        for (int j = 0; j < x.length; j++) {
          int dy = j / w % h - top;
          int dx = j % w - left;
          removed[j] = dy >= 0 && dy < size && dx >= 0 && dx < size;
        }
      }
    }
    for (int j = 0; j < x.length; j++) {
      change[j] = removed[j] ? x[j] - b[j] : change[j];
    }
    return new Change(change, removed);
  }

  /**
   * What is asked of one instance.
   *
   * @param changes x − x̃ of each draw
   * @param said Iᵀa of each draw
   */
  private record Drawn(double[][] changes, double[] said) {}

  /** Scores of slopes with given changes. */
  Scores slopes(Subject subject, Function<Instance, double[][]> perturbations) {
    return score(
        subject,
        instance -> {
          double[][] changes = perturbations.apply(instance);
          double[] said = new double[changes.length];
          for (int s = 0; s < changes.length; s++) {
            for (int j = 0; j < changes[s].length; j++) {
              said[s] += changes[s][j] * instance.attribution()[j];
            }
          }
          return new Drawn(changes, said);
        });
  }

  private Scores score(Subject subject, Function<Instance, Drawn> draws) {
    Scorer scorer = subject.scorer(output);
    double[][] inputs = NdArrays.rows(scorer.batch());
    return Instance.values(
        subject,
        "infidelity",
        output,
        instance -> {
          int i = instance.index();
          Drawn drawn = draws.apply(instance);
          double[][] copies = new double[drawn.changes().length][inputs[i].length];
          for (int s = 0; s < copies.length; s++) {
            for (int j = 0; j < inputs[i].length; j++) {
              copies[s][j] = inputs[i][j] - drawn.changes()[s][j];
            }
          }
          double[] scores = scorer.scores(i, copies);
          double[] drops = new double[scores.length];
          Arrays.setAll(drops, s -> scorer.target().scores()[i] - scores[s]);
          return error(drawn.said(), drops);
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
