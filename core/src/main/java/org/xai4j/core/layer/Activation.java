package org.xai4j.core.layer;

/**
 * An element-wise function.
 *
 * @param function which one
 * @param alpha its first constant; 0 where it has none
 * @param beta its second constant; 0 where it has none
 */
public record Activation(Function function, double alpha, double beta) implements Layer {
  /** The element-wise functions; α and β are the constants of {@link Activation}. */
  public enum Function {
    /** max(x, 0). */
    RELU,
    /** x for x ≥ 0, else α·x. */
    LEAKY_RELU,
    /** x for x ≥ 0, else α·(eˣ − 1). */
    ELU,
    /** Scaled ELU (Klambauer 2017). */
    SELU,
    /** x for x ≥ 0, else α·(e^(x/α) − 1). */
    CELU,
    /** x for x > α, else 0. */
    THRESHOLDED_RELU,
    /** x·Φ(x) (Hendrycks and Gimpel 2016). */
    GELU,
    /** The tanh approximation of GELU. */
    GELU_TANH,
    /** x·σ(x), also called swish. */
    SILU,
    /** x·tanh(softplus(x)). */
    MISH,
    /** 1/(1 + e⁻ˣ). */
    SIGMOID,
    /** Hyperbolic tangent. */
    TANH,
    /** max(tanh(x), 0). */
    RECTIFIED_TANH,
    /** DL4J's rational approximation 1.7159·tanh*(2x/3). */
    RATIONAL_TANH,
    /** log(1 + eˣ). */
    SOFTPLUS,
    /** x/(1 + |x|). */
    SOFTSIGN,
    /** min(max(α·x + β, 0), 1). */
    HARD_SIGMOID,
    /** x·min(max(x/6 + 1/2, 0), 1). */
    HARD_SWISH,
    /** min(max(x, α), β): ReLU6 and hard tanh. */
    CLIP,
    /** The error function. */
    ERF,
    /** eˣ. */
    EXP,
    /** Natural logarithm. */
    LOG,
    /** Square root. */
    SQRT,
    /** |x|. */
    ABS,
    /** x^α. */
    POWER,
    /** x·σ(αx). */
    SWISH,
    /** x + β for x &lt; −α, x − β for x &gt; α, else 0. */
    SHRINK,
    /** Sine. */
    SIN,
    /** Cosine. */
    COS,
    /** Tangent. */
    TAN,
    /** Inverse sine. */
    ASIN,
    /** Inverse cosine. */
    ACOS,
    /** Inverse tangent. */
    ATAN,
    /** Hyperbolic sine. */
    SINH,
    /** Hyperbolic cosine. */
    COSH,
    /** Inverse hyperbolic sine. */
    ASINH,
    /** Inverse hyperbolic cosine. */
    ACOSH,
    /** Inverse hyperbolic tangent. */
    ATANH,
    /** The largest integer that is not larger. */
    FLOOR,
    /** The smallest integer that is not smaller. */
    CEIL,
    /** The nearest integer, of two the even one. */
    ROUND,
    /** The integer without the rest, towards 0. */
    TRUNCATE,
    /** −1, 0 or 1. */
    SIGN,
    /** 1 for what is no number, else 0. */
    NOT_A_NUMBER,
    /** 1 for −∞ if α is not 0, 1 for ∞ if β is not 0, else 0. */
    INFINITE;

    /**
     * Whether the function has no slope anywhere.
     *
     * @return true for steps
     */
    public boolean flat() {
      return switch (this) {
        case FLOOR, CEIL, ROUND, TRUNCATE, SIGN, NOT_A_NUMBER, INFINITE -> true;
        default -> false;
      };
    }
  }

  /**
   * A function without constants.
   *
   * @param function which one
   * @return the layer
   */
  public static Activation of(Function function) {
    return new Activation(function, 0, 0);
  }

  /**
   * The rectifier.
   *
   * @return max(x, 0)
   */
  public static Activation relu() {
    return of(Function.RELU);
  }

  @Override
  public String type() {
    StringBuilder name = new StringBuilder();
    for (String word : function.name().split("_")) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return name.toString();
  }

  @Override
  public Family family() {
    return Family.ACTIVATION;
  }
}
