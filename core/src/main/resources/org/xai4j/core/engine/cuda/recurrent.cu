// Steps of recurrent layers and their gradients, for all rows at once. Sums are the arguments of
// gates and candidate, [rows, width], width a multiple of the units: LSTM i, f, g, o, GRU r, u, n.

// sums[row, j] += h[row] R[., j] for columns from first to last.
ELEMENTS state_product(
    real* sums, const real* h, const real* r, int n, int units, int width, int first, int last) {
  GRID_STRIDE(i, n) {
    int row = i / (last - first);
    int j = first + i % (last - first);
    real sum = 0;
    for (int k = 0; k < units; k++) sum += h[row * units + k] * r[k * width + j];
    sums[row * width + j] += sum;
  }
}

// into[row, k] += signal[row, j] R[k, j] over columns from first to last.
ELEMENTS state_product_back(
    real* into, const real* signal, const real* r, int n, int units, int width, int first,
    int last) {
  GRID_STRIDE(i, n) {
    int row = i / units;
    int k = i % units;
    real sum = 0;
    for (int j = first; j < last; j++) sum += signal[row * width + j] * r[k * width + j];
    into[i] += sum;
  }
}

ELEMENTS simple_step(real* after, const real* sums, int n, Curve f) {
  GRID_STRIDE(i, n) after[i] = value(f, sums[i]);
}

ELEMENTS lstm_step(
    real* after, real* cells_after, const real* cells, const real* sums, int n, int units,
    Curve gate, Curve f) {
  GRID_STRIDE(i, n) {
    const real* z = sums + i / units * 4 * units + i % units;
    real cell = value(gate, z[units]) * cells[i] + value(gate, z[0]) * value(f, z[2 * units]);
    cells_after[i] = cell;
    after[i] = value(gate, z[3 * units]) * value(f, cell);
  }
}

// The recurrent part of a GRU's candidate, q = h R + c, of the reset state if reset comes first; the
// candidate's argument gets its share of it.
ELEMENTS gru_candidate(
    real* q, real* candidate, const real* sums, const real* h, const real* r, const real* c, int n,
    int units, int reset_after, Curve gate) {
  int width = 3 * units;
  GRID_STRIDE(i, n) {
    int row = i / units;
    int j = i % units;
    const real* z = sums + row * width;
    real sum = c[j];
    for (int k = 0; k < units; k++) {
      real state = h[row * units + k];
      sum += (reset_after ? state : value(gate, z[k]) * state) * r[k * width + 2 * units + j];
    }
    q[i] = sum;
    candidate[i] = z[2 * units + j] + (reset_after ? value(gate, z[j]) * sum : sum);
  }
}

// The state behind a step; the candidate's argument joins the others.
ELEMENTS gru_step(
    real* after, real* sums, const real* candidate, const real* h, int n, int units, Curve gate,
    Curve f) {
  GRID_STRIDE(i, n) {
    real* z = sums + i / units * 3 * units + i % units;
    z[2 * units] = candidate[i];
    real update = value(gate, z[units]);
    after[i] = (1 - update) * value(f, candidate[i]) + update * h[i];
  }
}

ELEMENTS simple_back(real* of_sums, const real* of_state, const real* sums, int n, Curve f) {
  GRID_STRIDE(i, n) of_sums[i] = of_state[i] * slope(f, sums[i]);
}

ELEMENTS lstm_back(
    real* of_sums, real* of_cells, const real* of_state, const real* sums, const real* cells,
    const real* cells_after, int n, int units, Curve gate, Curve f) {
  GRID_STRIDE(i, n) {
    int at = i / units * 4 * units + i % units;
    const real* z = sums + at;
    real* g = of_sums + at;
    real next = cells_after[i];
    real d = of_cells[i] + of_state[i] * value(gate, z[3 * units]) * slope(f, next);
    g[0] = d * value(f, z[2 * units]) * slope(gate, z[0]);
    g[units] = d * cells[i] * slope(gate, z[units]);
    g[2 * units] = d * value(gate, z[0]) * slope(f, z[2 * units]);
    g[3 * units] = of_state[i] * value(f, next) * slope(gate, z[3 * units]);
    of_cells[i] = d * value(gate, z[units]);
  }
}

// What follows at once from the state's gradient: that of update gate and candidate, of the state
// before as far as it is kept, and of q.
ELEMENTS gru_back(
    real* of_sums, real* before, real* of_part, const real* of_state, const real* sums,
    const real* h, const real* q, int n, int units, int reset_after, Curve gate, Curve f) {
  GRID_STRIDE(i, n) {
    int at = i / units * 3 * units + i % units;
    const real* z = sums + at;
    real* g = of_sums + at;
    real update = value(gate, z[units]);
    real d = of_state[i] * (1 - update) * slope(f, z[2 * units]);
    g[units] = of_state[i] * (h[i] - value(f, z[2 * units])) * slope(gate, z[units]);
    g[2 * units] = d;
    g[0] = reset_after ? d * q[i] * slope(gate, z[0]) : (real)0;
    before[i] = of_state[i] * update;
    of_part[at + 2 * units] = reset_after ? d * value(gate, z[0]) : d;
  }
}

// The gradient of what went into the product with R, taken to reset gate and state.
ELEMENTS gru_reset_back(
    real* of_sums, real* before, const real* of_input, const real* sums, const real* h, int n,
    int units, int reset_after, Curve gate) {
  GRID_STRIDE(i, n) {
    int at = i / units * 3 * units + i % units;
    if (reset_after) {
      before[i] += of_input[i];
    } else {
      of_sums[at] = of_input[i] * h[i] * slope(gate, sums[at]);
      before[i] += of_input[i] * value(gate, sums[at]);
    }
  }
}
