// Operations of one and of two arrays, cell by cell.

enum Binary { ADD, SUBTRACT, MULTIPLY, DIVIDE, LARGER, SMALLER, STABILISED, BETWEEN };

INLINE real combined(int operation, real a, real b, real number) {
  switch (operation) {
    case ADD: return a + b;
    case SUBTRACT: return a - b;
    case MULTIPLY: return a * b;
    case DIVIDE: return a / b;
    case LARGER: return larger(a, b);
    case SMALLER: return smaller(a, b);
    case STABILISED: return stabilised(a, b, number);
    default: return a + number * (b - a);
  }
}

// Two arrays of one shape. The number is the stabiliser, or the place between a and b.
ELEMENTS binary(real* out, const real* a, const real* b, int n, int operation, double number) {
  GRID_STRIDE(i, n) out[i] = combined(operation, a[i], b[i], (real)number);
}

// The same where one or both are stretched along some axes.
ELEMENTS binary_stretched(
    real* out, const real* a, const real* b, int n, Axes axes, int operation, double number) {
  GRID_STRIDE(i, n) {
    Place p = place(i, axes);
    out[i] = combined(operation, a[p.first], b[p.second], (real)number);
  }
}

enum Unary { PLUS, TIMES, POSITIVE, NEGATIVE, MAGNITUDE, IS_POSITIVE, IS_NOT_NEGATIVE, IS_NEGATIVE };

ELEMENTS unary(real* out, const real* in, int n, int operation, double number) {
  GRID_STRIDE(i, n) {
    real x = in[i];
    real y;
    switch (operation) {
      case PLUS: y = x + (real)number; break;
      case TIMES: y = x * (real)number; break;
      case POSITIVE: y = larger(x, 0); break;
      case NEGATIVE: y = smaller(x, 0); break;
      case MAGNITUDE: y = fabs(x); break;
      case IS_POSITIVE: y = x > 0; break;
      case IS_NOT_NEGATIVE: y = x >= 0; break;
      default: y = x < 0; break;
    }
    out[i] = y;
  }
}

ELEMENTS fill(real* out, int n, double number) {
  GRID_STRIDE(i, n) out[i] = (real)number;
}
