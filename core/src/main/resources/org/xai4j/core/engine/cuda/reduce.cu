// Sums and extremes over any axes. Kept axes lead to the first cell of a group, gone axes through
// it. The order of additions follows from the shapes alone.

// One thread per sum, for small groups.
ELEMENTS sums_by_thread(real* out, const real* in, int n, int group, Axes kept, Axes gone) {
  GRID_STRIDE(i, n) {
    int start = place(i, kept).first;
    real sum = 0;
    for (int j = 0; j < group; j++) sum += in[start + place(j, gone).first];
    out[i] = sum;
  }
}

// One block per sum, for large groups.
BLOCKS sums_by_block(real* out, const real* in, int n, int group, Axes kept, Axes gone) {
  SHARED real held[THREADS];
  for (int i = blockIdx.x; i < n; i += gridDim.x) {
    PHASE {
      int start = place(i, kept).first;
      real sum = 0;
      for (int j = threadIdx.x; j < group; j += THREADS) sum += in[start + place(j, gone).first];
      held[threadIdx.x] = sum;
    }
    BLOCK_SUM(held)
    PHASE {
      if (threadIdx.x == 0) out[i] = held[0];
    }
  }
}

// The largest cell of each group and where it lies; of equal ones the first.
ELEMENTS largest(real* out, int* where, const real* in, int n, int group, Axes kept, Axes gone) {
  GRID_STRIDE(i, n) {
    int start = place(i, kept).first;
    int best = start + place(0, gone).first;
    for (int j = 1; j < group; j++) {
      int at = start + place(j, gone).first;
      if (in[at] > in[best]) best = at;
    }
    out[i] = in[best];
    where[i] = best;
  }
}

// Puts each number where it belongs; the rest of the output is zero beforehand.
ELEMENTS placed(real* out, const real* in, const int* where, int n) {
  GRID_STRIDE(i, n) out[where[i]] = in[i];
}

// The smallest cell that each block meets.
BLOCKS least(real* out, const real* in, int n) {
  SHARED real held[THREADS];
  PHASE {
    real best = in[0];
    GRID_STRIDE(i, n) best = smaller(in[i], best);
    held[threadIdx.x] = best;
  }
  for (unsigned half = THREADS / 2; half > 0; half /= 2) {
    PHASE {
      if (threadIdx.x < half) {
        held[threadIdx.x] = smaller(held[threadIdx.x], held[threadIdx.x + half]);
      }
    }
  }
  PHASE {
    if (threadIdx.x == 0) out[blockIdx.x] = held[0];
  }
}
