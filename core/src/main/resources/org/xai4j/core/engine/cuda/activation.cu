// Element-wise functions, and how signals pass back through them.

ELEMENTS activation(real* out, const real* in, int n, Curve f) {
  GRID_STRIDE(i, n) out[i] = value(f, in[i]);
}

// The gradient: signal times slope.
ELEMENTS activation_back(real* out, const real* in, const real* signal, int n, Curve f) {
  GRID_STRIDE(i, n) out[i] = signal[i] * slope(f, in[i]);
}

// Other rules for rectifiers: guided backpropagation (1) lets positive signals of positive inputs
// pass, the deconvolutional network (2) positive signals; the plain gradient (0) asks for the input.
ELEMENTS rectifier_back(real* out, const real* in, const real* signal, int n, int rule) {
  GRID_STRIDE(i, n) {
    bool open = (rule == 2 || in[i] > 0) && (rule == 0 || signal[i] > 0);
    out[i] = open ? signal[i] : (real)0;
  }
}
