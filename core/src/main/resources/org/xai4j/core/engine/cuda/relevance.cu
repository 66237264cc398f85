// Stages of relevance rules around the products of a layer, each in one pass over memory.

// The parts of the inputs that the z+, gamma and alpha-beta rules multiply with parts of weights.
ELEMENTS split(real* positive, real* negative, const real* x, int n) {
  GRID_STRIDE(i, n) {
    positive[i] = larger(x[i], 0);
    negative[i] = smaller(x[i], 0);
  }
}

// x c + y d: what comes back from the products of two parts, joined (z+, alpha-beta, gamma).
ELEMENTS relevance_join(
    real* out, const real* x, const real* c, const real* y, const real* d, int n) {
  GRID_STRIDE(i, n) out[i] = x[i] * c[i] + y[i] * d[i];
}

// The signal where another array is positive, not negative or negative (sign 0, 1, 2).
ELEMENTS relevance_where(real* out, const real* signal, const real* of, int n, int sign) {
  GRID_STRIDE(i, n) {
    real z = of[i];
    bool in = sign == 0 ? z > 0 : sign == 1 ? z >= 0 : z < 0;
    out[i] = in ? signal[i] : (real)0;
  }
}

// alpha a - beta b: the alpha-beta rule's end.
ELEMENTS relevance_difference(
    real* out, const real* a, const real* b, int n, double alpha, double beta) {
  GRID_STRIDE(i, n) out[i] = (real)alpha * a[i] - (real)beta * b[i];
}

// The z-box rule's end: x c - low c_low - high c_high, with the products of the weights, of their
// positive and of their negative parts. What a bound of 0 multiplies is not read.
ELEMENTS relevance_box(
    real* out, const real* x, const real* c, const real* of_low, const real* of_high, int n,
    double low, double high) {
  GRID_STRIDE(i, n) {
    real r = x[i] * c[i];
    if (low != 0) r -= (real)low * of_low[i];
    if (high != 0) r -= (real)high * of_high[i];
    out[i] = r;
  }
}

// Guided backpropagation through a rectifier: positive signals of positive inputs pass.
ELEMENTS relevance_guided(real* out, const real* in, const real* signal, int n) {
  GRID_STRIDE(i, n) out[i] = in[i] > 0 && signal[i] > 0 ? signal[i] : (real)0;
}
