package org.xai4j.core.explanation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Printed;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * One number per feature and row: how much the feature speaks for the target.
 *
 * @param values [n, …]: of the input's shape, or of the shape of the layer asked for
 * @param scores the explained score f(x) of each row [n]
 * @param residuals for methods whose values should add up: their sum minus what it should be, per
 *     row [n]
 * @param trust what else tells how far the values can be trusted
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Attribution(
    INDArray values,
    double[] scores,
    Optional<double[]> residuals,
    Trust trust,
    Cost cost,
    Provenance provenance)
    implements Explanation {
  /** Copies the arrays. */
  public Attribution {
    scores = scores.clone();
    residuals = residuals.map(double[]::clone);
  }

  /** The largest residual that goes without a word, as a share of the largest expected sum. */
  public static final double BOUND = 0.1;

  /**
   * How far the values of an attribution can be trusted.
   *
   * @param base the score without any feature, per row [n]: of the baseline, or the mean over the
   *     background; nothing where the values add up to something else
   * @param errors standard errors of the values, of their shape, for random methods that estimate
   *     them; NaN in rows without an estimate
   * @param fit R² of the local model behind the values, per row [n]
   */
  public record Trust(Optional<double[]> base, Optional<INDArray> errors, Optional<double[]> fit) {
    /** Copies the arrays. */
    public Trust {
      base = base.map(double[]::clone);
      fit = fit.map(double[]::clone);
    }

    /**
     * A copy: the score without any feature, per row [n]: of the baseline, or the mean over the
     * background; nothing where the values add up to something else.
     */
    @Override
    public Optional<double[]> base() {
      return base.map(double[]::clone);
    }

    /** A copy: R² of the local model behind the values, per row [n]. */
    @Override
    public Optional<double[]> fit() {
      return fit.map(double[]::clone);
    }

    @Override
    public String toString() {
      return Printed.record(this);
    }
  }

  /**
   * What the residuals say against the values.
   *
   * @return a sentence if the values of a row miss what they should add up to by more than a tenth
   *     of the largest of these sums
   */
  public Optional<String> warning() {
    double[] missed = residuals.orElse(new double[0]);
    double[] base = trust.base().orElse(new double[scores.length]);
    return warning(missed.length, i -> missed[(int) i], i -> scores[(int) i] - base[(int) i]);
  }

  /**
   * What the residuals of rows that need not fit the memory say against the values.
   *
   * @param rows how many have a residual
   * @param missed the residual of a row
   * @param expected what the values of a row should add up to
   * @return as {@link #warning()}
   */
  public static Optional<String> warning(
      long rows, LongToDoubleFunction missed, LongToDoubleFunction expected) {
    double scale = 0;
    double largest = 0;
    long worst = 0;
    for (long i = 0; i < rows; i++) {
      scale = Math.max(scale, Math.abs(expected.applyAsDouble(i)));
      double residual = Math.abs(missed.applyAsDouble(i));
      worst = residual > largest ? i : worst;
      largest = residual > largest ? residual : largest;
    }
    long beyond = 0;
    for (long i = 0; i < rows; i++) {
      beyond += Math.abs(missed.applyAsDouble(i)) > BOUND * scale ? 1 : 0;
    }
    double expects = rows == 0 ? 0 : expected.applyAsDouble(worst);
    return rows == 0
        ? Optional.empty()
        : warning(rows, beyond, worst, expects + missed.applyAsDouble(worst), expects);
  }

  /**
   * What residuals that were counted elsewhere say against the values.
   *
   * @param rows how many have a residual
   * @param beyond how many of them are larger than {@link #BOUND} of the largest expected sum
   * @param worst the row with the largest residual
   * @param sum of its values
   * @param expected what they should add up to
   * @return a sentence if there are some
   */
  public static Optional<String> warning(
      long rows, long beyond, long worst, double sum, double expected) {
    return beyond == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The values of %d of %d rows do not add up: those of row %d to %.4g instead of %.4g;"
                    + " take more steps or samples, the precision float64 or another method.",
                beyond,
                rows,
                worst,
                sum,
                expected));
  }

  /** A copy: the explained score f(x) of each row [n]. */
  @Override
  public double[] scores() {
    return scores.clone();
  }

  /**
   * A copy: for methods whose values should add up: their sum minus what it should be, per row [n].
   */
  @Override
  public Optional<double[]> residuals() {
    return residuals.map(double[]::clone);
  }

  /** One line: the method, the range of the values, the scores, by how much sums miss at most. */
  @Override
  public String toString() {
    String text =
        provenance.method()
            + (provenance.parameters().isEmpty() ? "" : provenance.parameters())
            + ": values "
            + Printed.array(values)
            + ", scores "
            + Printed.array(scores);
    return residuals
        .map(missed -> Arrays.stream(missed).map(Math::abs).max().orElse(0))
        .map(worst -> text + String.format(Locale.ROOT, ", sums miss by at most %.2g", worst))
        .orElse(text);
  }
}
