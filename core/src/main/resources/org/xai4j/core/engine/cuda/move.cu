// Cells copied from place to place.

// Permutes, stretches, cuts and joins: every cell's place in both arrays follows from strides.
ELEMENTS strided(real* out, const real* in, int n, Axes axes, int out_start, int in_start) {
  GRID_STRIDE(i, n) {
    Place p = place(i, axes);
    out[out_start + p.first] = in[in_start + p.second];
  }
}

// Along the middle of three axes, cell j is cell index[j] of the input, or a constant for -1.
ELEMENTS picked(
    real* out, const real* in, int n, const int* index, int copies, int length, int inner,
    double constant) {
  GRID_STRIDE(i, n) {
    unsigned line = i / inner;
    int cell = index[line % copies];
    out[i] = cell < 0 ? (real)constant : in[(line / copies * length + cell) * inner + i % inner];
  }
}

// The adjoint: each input cell adds up its copies, listed from starts[cell] to starts[cell + 1].
ELEMENTS unpicked(
    real* out, const real* signal, int n, const int* starts, const int* places, int copies,
    int length, int inner) {
  GRID_STRIDE(i, n) {
    unsigned line = i / inner;
    int cell = line % length;
    real sum = 0;
    for (int j = starts[cell]; j < starts[cell + 1]; j++) {
      sum += signal[(line / length * copies + places[j]) * inner + i % inner];
    }
    out[i] = sum;
  }
}

// Rows of a table by id; an id that is none sets the flag.
ELEMENTS looked_up(
    real* out, const real* table, const real* ids, int n, int vocabulary, int dimension,
    int* wrong) {
  GRID_STRIDE(i, n) {
    unsigned token = i / dimension;
    real id = ids[token];
    if (id >= 0 && id < vocabulary && id == floor(id)) {
      out[i] = table[(int)id * dimension + i % dimension];
    } else {
      out[i] = 0;
      *wrong = (int)token + 1;
    }
  }
}
