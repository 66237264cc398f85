// Element-wise functions, and how signals pass back through them.

ELEMENTS activation(real* out, const real* in, int n, Curve f) {
  GRID_STRIDE(i, n) out[i] = value(f, in[i]);
}

// The gradient: signal times slope.
ELEMENTS activation_back(real* out, const real* in, const real* signal, int n, Curve f) {
  GRID_STRIDE(i, n) out[i] = signal[i] * slope(f, in[i]);
}
