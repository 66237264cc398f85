package org.xai4j.core.engine;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.xai4j.core.layer.Activation;

/** The activation functions by name. */
record ScalarFunction(Activation.Function function, double alpha, double beta) implements Scalar {
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  @Override
  public double value(double x) {
    return switch (function) {
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x >= 0 ? x : alpha * x;
      case ELU -> x >= 0 ? x : alpha * Math.expm1(x);
      case SELU -> SELU_SCALE * (x >= 0 ? x : SELU_ALPHA * Math.expm1(x));
      case CELU -> x >= 0 ? x : alpha * Math.expm1(x / alpha);
      case THRESHOLDED_RELU -> x > alpha ? x : 0;
      case GELU -> x * normal(x);
      case GELU_TANH -> 0.5 * x * (1 + Math.tanh(bend(x)));
      case SILU -> x * sigmoid(x);
      case MISH -> x * Math.tanh(softplus(x));
      case SIGMOID -> Fast.sigmoid(x);
      case TANH -> Fast.tanh(x);
      case RECTIFIED_TANH -> Math.max(Math.tanh(x), 0);
      case RATIONAL_TANH -> 1.7159 * rational(2 * x / 3);
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case HARD_SIGMOID -> Math.min(Math.max(alpha * x + beta, 0), 1);
      case HARD_SWISH -> x * Math.min(Math.max(x / 6 + 0.5, 0), 1);
      case CLIP -> Math.min(Math.max(x, alpha), beta);
      case ERF -> Erf.value(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case ABS -> Math.abs(x);
      case POWER -> Math.pow(x, alpha);
      case SWISH -> x * sigmoid(alpha * x);
      case SHRINK -> x < -alpha ? x + beta : x > alpha ? x - beta : 0;
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case ASINH -> Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
      case ACOSH -> Math.log(x + Math.sqrt(x * x - 1));
      case ATANH -> 0.5 * (Math.log1p(x) - Math.log1p(-x));
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
      case SIGN -> Math.signum(x);
      case NOT_A_NUMBER -> Double.isNaN(x) ? 1 : 0;
      case INFINITE -> Double.isInfinite(x) && (x < 0 ? alpha != 0 : beta != 0) ? 1 : 0;
    };
  }

  @Override
  public double slope(double x) {
    return switch (function) {
      case RELU -> x > 0 ? 1 : 0;
      case LEAKY_RELU -> x > 0 ? 1 : alpha;
      case ELU -> x > 0 ? 1 : alpha * Math.exp(x);
      case SELU -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x));
      case CELU -> x > 0 ? 1 : Math.exp(x / alpha);
      case THRESHOLDED_RELU -> x > alpha ? 1 : 0;
      case GELU -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case GELU_TANH -> {
        double t = Math.tanh(bend(x));
        double inner = SQRT_2_OVER_PI * (1 + 3 * 0.044715 * x * x);
        yield 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner;
      }
      case SILU -> sigmoid(x) * (1 + x * (1 - sigmoid(x)));
      case MISH -> {
        double t = Math.tanh(softplus(x));
        yield t + x * (1 - t * t) * sigmoid(x);
      }
      case SIGMOID -> Fast.sigmoid(x) * (1 - Fast.sigmoid(x));
      case TANH -> 1 - Fast.tanh(x) * Fast.tanh(x);
      case RECTIFIED_TANH -> x > 0 ? 1 - Math.tanh(x) * Math.tanh(x) : 0;
      case RATIONAL_TANH -> 1.7159 * 2 / 3 * rationalSlope(2 * x / 3);
      case SOFTPLUS -> sigmoid(x);
      case SOFTSIGN -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
      case HARD_SIGMOID -> alpha * x + beta > 0 && alpha * x + beta <= 1 ? alpha : 0;
      case HARD_SWISH -> x <= -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5;
      case CLIP -> x > alpha && x <= beta ? 1 : 0;
      case ERF -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
      case EXP -> Math.exp(x);
      case LOG -> 1 / x;
      case SQRT -> 0.5 / Math.sqrt(x);
      case ABS -> x > 0 ? 1 : -1;
      case POWER -> alpha * Math.pow(x, alpha - 1);
      case SWISH -> {
        double gate = sigmoid(alpha * x);
        yield gate * (1 + alpha * x * (1 - gate));
      }
      case SHRINK -> Math.abs(x) > alpha ? 1 : 0;
      case SIN -> Math.cos(x);
      case COS -> -Math.sin(x);
      case TAN -> 1 + Math.tan(x) * Math.tan(x);
      case ASIN -> 1 / Math.sqrt(1 - x * x);
      case ACOS -> -1 / Math.sqrt(1 - x * x);
      case ATAN -> 1 / (1 + x * x);
      case SINH -> Math.cosh(x);
      case COSH -> Math.sinh(x);
      case ASINH -> 1 / Math.sqrt(x * x + 1);
      case ACOSH -> 1 / Math.sqrt(x * x - 1);
      case ATANH -> 1 / (1 - x * x);
      case FLOOR, CEIL, ROUND, TRUNCATE, SIGN, NOT_A_NUMBER, INFINITE -> 0;
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double normal(double x) {
    return 0.5 * Erfc.value(-x / Math.sqrt(2));
  }

  private static double bend(double x) {
    return SQRT_2_OVER_PI * (x + 0.044715 * x * x * x);
  }

  /** DL4J's approximation of tanh: sign(y)·(1 − 1/(1 + |y| + y² + 1.41645·y⁴)). */
  private static double rational(double y) {
    double a = Math.abs(y);
    return Math.signum(y) * (1 - 1 / (1 + a + y * y + 1.41645 * y * y * y * y));
  }

  private static double rationalSlope(double y) {
    double a = Math.abs(y);
    double d = 1 + a + y * y + 1.41645 * y * y * y * y;
    return (1 + 2 * a + 4 * 1.41645 * a * a * a) / (d * d);
  }
}
