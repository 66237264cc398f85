package org.xai4j.core.tree;

import org.apache.commons.math3.special.Erf;

/**
 * What makes a model's answer of the raw scores z of its trees.
 *
 * @param kind the function
 * @param scale factor of the raw scores before the function
 */
public record Link(Kind kind, double scale) {
  /** Functions. */
  public enum Kind {
    /** z. */
    IDENTITY,
    /** 1/(1 + e⁻ᶻ) of each score. */
    SIGMOID,
    /** eᶻ over the sum of all. */
    SOFTMAX,
    /** Softmax of the scores that are not zero; zeros stay zero. */
    SOFTMAX_ZERO,
    /** eᶻ. */
    EXPONENTIAL,
    /** log(1 + eᶻ). */
    SOFTPLUS,
    /** sign(z)·z². */
    SIGNED_SQUARE,
    /** 1 if z > 0, else 0. */
    STEP,
    /** The quantile function of the standard normal distribution. */
    PROBIT
  }

  /** The raw scores themselves. */
  public static final Link NONE = new Link(Kind.IDENTITY, 1);

  /**
   * A function of unscaled scores.
   *
   * @param kind the function
   * @return the link
   */
  public static Link of(Kind kind) {
    return new Link(kind, 1);
  }

  /**
   * Whether answers are the raw scores.
   *
   * @return true for the unscaled identity
   */
  public boolean identity() {
    return kind == Kind.IDENTITY && scale == 1;
  }

  /**
   * Whether answers are probabilities of classes.
   *
   * @return true for sigmoid and softmax
   */
  public boolean probability() {
    return kind == Kind.SIGMOID || kind == Kind.SOFTMAX || kind == Kind.SOFTMAX_ZERO;
  }

  /**
   * Replaces the raw scores of a row by the model's answer.
   *
   * @param z raw scores of all rows, modified
   * @param from where the row begins
   * @param count scores of a row
   */
  public void apply(double[] z, int from, int count) {
    for (int c = from; c < from + count; c++) {
      z[c] *= scale;
    }
    if (kind == Kind.SOFTMAX || kind == Kind.SOFTMAX_ZERO) {
      softmax(z, from, count);
      return;
    }
    for (int c = from; c < from + count; c++) {
      z[c] = of(z[c]);
    }
  }

  private double of(double z) {
    return switch (kind) {
      case SIGMOID -> 1 / (1 + Math.exp(-z));
      case EXPONENTIAL -> Math.exp(z);
      case SOFTPLUS -> Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      case SIGNED_SQUARE -> Math.signum(z) * z * z;
      case STEP -> z > 0 ? 1 : 0;
      case PROBIT -> Math.sqrt(2) * Erf.erfInv(2 * z - 1);
      case IDENTITY, SOFTMAX, SOFTMAX_ZERO -> z;
    };
  }

  private void softmax(double[] z, int from, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = from; c < from + count; c++) {
      largest = Math.max(largest, z[c]);
    }
    double sum = 0;
    for (int c = from; c < from + count; c++) {
      boolean zero = kind == Kind.SOFTMAX_ZERO && z[c] == 0;
      z[c] = zero ? 0 : Math.exp(z[c] - largest);
      sum += z[c];
    }
    for (int c = from; c < from + count; c++) {
      z[c] = sum == 0 ? 0 : z[c] / sum;
    }
  }
}
