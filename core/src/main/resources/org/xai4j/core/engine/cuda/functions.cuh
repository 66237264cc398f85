// The activation functions of org.xai4j.core.layer.Activation and their slopes; at a kink the slope
// to the left of it. The host reads their numbers from this list.
enum Function {
  RELU, LEAKY_RELU, ELU, SELU, CELU, THRESHOLDED_RELU, GELU, GELU_TANH, SILU, MISH, SIGMOID, TANH,
  RECTIFIED_TANH, RATIONAL_TANH, SOFTPLUS, SOFTSIGN, HARD_SIGMOID, HARD_SWISH, CLIP, ERF, EXP, LOG,
  SQRT, ABS, POWER, SWISH, SHRINK, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH,
  FLOOR, CEIL, ROUND, TRUNCATE, SIGN, NOT_A_NUMBER, INFINITE
};

// A function with its constants.
struct Curve {
  int function;
  double alpha;
  double beta;
};

#define SELU_SCALE ((real)1.0507009873554805)
#define SELU_ALPHA ((real)1.6732632423543772)
#define SQRT_2_OVER_PI ((real)0.7978845608028654)

INLINE real sigmoid(real x) { return 1 / (1 + exp(-x)); }
INLINE real softplus(real x) { return larger(x, 0) + log1p(exp(-fabs(x))); }
INLINE real normal(real x) { return (real)0.5 * erfc(-x * (real)0.7071067811865476); }
INLINE real bend(real x) { return SQRT_2_OVER_PI * (x + (real)0.044715 * x * x * x); }
INLINE real sign_of(real x) { return x > 0 ? (real)1 : x < 0 ? (real)-1 : x; }
INLINE real bounded(real x, real low, real high) { return smaller(larger(x, low), high); }

// sign y (1 - 1 / (1 + |y| + y^2 + 1.41645 y^4)).
INLINE real rational(real y) {
  return sign_of(y) * (1 - 1 / (1 + fabs(y) + y * y + (real)1.41645 * y * y * y * y));
}

INLINE real rational_slope(real y) {
  real a = fabs(y);
  real d = 1 + a + y * y + (real)1.41645 * y * y * y * y;
  return (1 + 2 * a + (real)(4 * 1.41645) * a * a * a) / (d * d);
}

FUNCTION real value(const Curve& f, real x) {
  real alpha = (real)f.alpha;
  real beta = (real)f.beta;
  switch (f.function) {
    case RELU: return larger(x, 0);
    case LEAKY_RELU: return x >= 0 ? x : alpha * x;
    case ELU: return x >= 0 ? x : alpha * expm1(x);
    case SELU: return SELU_SCALE * (x >= 0 ? x : SELU_ALPHA * expm1(x));
    case CELU: return x >= 0 ? x : alpha * expm1(x / alpha);
    case THRESHOLDED_RELU: return x > alpha ? x : (real)0;
    case GELU: return x * normal(x);
    case GELU_TANH: return (real)0.5 * x * (1 + tanh(bend(x)));
    case SILU: return x * sigmoid(x);
    case MISH: return x * tanh(softplus(x));
    case SIGMOID: return sigmoid(x);
    case TANH: return tanh(x);
    case RECTIFIED_TANH: return larger(tanh(x), 0);
    case RATIONAL_TANH: return (real)1.7159 * rational(2 * x / 3);
    case SOFTPLUS: return softplus(x);
    case SOFTSIGN: return x / (1 + fabs(x));
    case HARD_SIGMOID: return bounded(alpha * x + beta, 0, 1);
    case HARD_SWISH: return x * bounded(x / 6 + (real)0.5, 0, 1);
    case CLIP: return bounded(x, alpha, beta);
    case ERF: return erf(x);
    case EXP: return exp(x);
    case LOG: return log(x);
    case SQRT: return sqrt(x);
    case ABS: return fabs(x);
    case POWER: return pow(x, alpha);
    case SWISH: return x * sigmoid(alpha * x);
    case SHRINK: return x < -alpha ? x + beta : x > alpha ? x - beta : (real)0;
    case SIN: return sin(x);
    case COS: return cos(x);
    case TAN: return tan(x);
    case ASIN: return asin(x);
    case ACOS: return acos(x);
    case ATAN: return atan(x);
    case SINH: return sinh(x);
    case COSH: return cosh(x);
    case ASINH: return asinh(x);
    case ACOSH: return acosh(x);
    case ATANH: return atanh(x);
    case FLOOR: return floor(x);
    case CEIL: return ceil(x);
    case ROUND: return rint(x);
    case TRUNCATE: return trunc(x);
    case SIGN: return sign_of(x);
    case NOT_A_NUMBER: return x != x ? (real)1 : (real)0;
    default:
      return infinite(x) && (x < 0 ? alpha != 0 : beta != 0) ? (real)1 : (real)0;
  }
}

FUNCTION real slope(const Curve& f, real x) {
  real alpha = (real)f.alpha;
  real beta = (real)f.beta;
  switch (f.function) {
    case RELU: return x > 0 ? (real)1 : (real)0;
    case LEAKY_RELU: return x > 0 ? (real)1 : alpha;
    case ELU: return x > 0 ? (real)1 : alpha * exp(x);
    case SELU: return SELU_SCALE * (x > 0 ? (real)1 : SELU_ALPHA * exp(x));
    case CELU: return x > 0 ? (real)1 : exp(x / alpha);
    case THRESHOLDED_RELU: return x > alpha ? (real)1 : (real)0;
    case GELU: return normal(x) + x * exp(-x * x / 2) * (real)0.3989422804014327;
    case GELU_TANH: {
      real t = tanh(bend(x));
      real inner = SQRT_2_OVER_PI * (1 + (real)(3 * 0.044715) * x * x);
      return (real)0.5 * (1 + t) + (real)0.5 * x * (1 - t * t) * inner;
    }
    case SILU: return sigmoid(x) * (1 + x * (1 - sigmoid(x)));
    case MISH: {
      real t = tanh(softplus(x));
      return t + x * (1 - t * t) * sigmoid(x);
    }
    case SIGMOID: return sigmoid(x) * (1 - sigmoid(x));
    case TANH: return 1 - tanh(x) * tanh(x);
    case RECTIFIED_TANH: return x > 0 ? 1 - tanh(x) * tanh(x) : (real)0;
    case RATIONAL_TANH: return (real)(1.7159 * 2 / 3) * rational_slope(2 * x / 3);
    case SOFTPLUS: return sigmoid(x);
    case SOFTSIGN: return 1 / ((1 + fabs(x)) * (1 + fabs(x)));
    case HARD_SIGMOID: {
      real y = alpha * x + beta;
      return y > 0 && y <= 1 ? alpha : (real)0;
    }
    case HARD_SWISH: return x <= -3 ? (real)0 : x > 3 ? (real)1 : x / 3 + (real)0.5;
    case CLIP: return x > alpha && x <= beta ? (real)1 : (real)0;
    case ERF: return (real)1.1283791670955126 * exp(-x * x);
    case EXP: return exp(x);
    case LOG: return 1 / x;
    case SQRT: return (real)0.5 / sqrt(x);
    case ABS: return x > 0 ? (real)1 : (real)-1;
    case POWER: return alpha * pow(x, alpha - 1);
    case SWISH: {
      real gate = sigmoid(alpha * x);
      return gate * (1 + alpha * x * (1 - gate));
    }
    case SHRINK: return fabs(x) > alpha ? (real)1 : (real)0;
    case SIN: return cos(x);
    case COS: return -sin(x);
    case TAN: return 1 + tan(x) * tan(x);
    case ASIN: return 1 / sqrt(1 - x * x);
    case ACOS: return -1 / sqrt(1 - x * x);
    case ATAN: return 1 / (1 + x * x);
    case SINH: return cosh(x);
    case COSH: return sinh(x);
    case ASINH: return 1 / sqrt(x * x + 1);
    case ACOSH: return 1 / sqrt(x * x - 1);
    case ATANH: return 1 / (1 - x * x);
    default: return 0;
  }
}
