// Stages of relevance rules around the products of a layer: what goes into them, the share of each
// output, and what comes out, each in one pass over memory.

// The share of each output, R / (z + epsilon sign z), scaled: one pass for the epsilon rule's stage
// before its product, and for each half of the alpha-beta rule.
ELEMENTS relevance_share(
    real* out, const real* relevance, const real* z, int n, double epsilon, double scale) {
  GRID_STRIDE(i, n) out[i] = (real)scale * stabilised(relevance[i], z[i], (real)epsilon);
}

// The gamma rule's shares by the sign of each output: those of positive outputs are of the sums
// that favour positive terms, those of negative ones of the others; two products follow.
ELEMENTS relevance_share_by_sign(
    real* of_positive, real* of_negative, const real* relevance, const real* z,
    const real* favoured_positive, const real* favoured_negative, int n, double epsilon) {
  GRID_STRIDE(i, n) {
    bool up = z[i] > 0;
    bool down = z[i] < 0;
    of_positive[i] = up ? stabilised(relevance[i], favoured_positive[i], (real)epsilon) : (real)0;
    of_negative[i] = down ? stabilised(relevance[i], favoured_negative[i], (real)epsilon) : (real)0;
  }
}

// The parts of the inputs that the z+ and alpha-beta rules multiply with parts of the weights.
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

// The z-box rule's end: x c - low c_low - high c_high, with the products of the weights, of their
// positive and of their negative parts.
ELEMENTS relevance_box(
    real* out, const real* x, const real* c, const real* of_low, const real* of_high, int n,
    double low, double high) {
  GRID_STRIDE(i, n) out[i] = x[i] * c[i] - (real)low * of_low[i] - (real)high * of_high[i];
}

// The flat and w2 rules of a dense layer: each output's relevance is shared by weights that do not
// depend on the input, 1 or w squared, normalised per output. One thread per input.
ELEMENTS relevance_fixed(
    real* out, const real* relevance, const real* weights, int n, int in, int outputs,
    int squared) {
  GRID_STRIDE(i, n) {
    const real* r = relevance + i / in * outputs;
    const real* w = weights + i % in * outputs;
    real sum = 0;
    for (int j = 0; j < outputs; j++) sum += r[j] * (squared ? w[j] : (real)1 / in);
    out[i] = sum;
  }
}

// Squared weights, normalised per output: made once for the w2 rule. [in, outputs].
ELEMENTS squared_shares(real* out, const real* weights, int in, int outputs) {
  GRID_STRIDE(j, outputs) {
    real sum = 0;
    for (int i = 0; i < in; i++) sum += weights[i * outputs + j] * weights[i * outputs + j];
    for (int i = 0; i < in; i++) {
      real w = weights[i * outputs + j];
      out[i * outputs + j] = sum < least_normal() ? (real)1 / in : w * w / sum;
    }
  }
}
