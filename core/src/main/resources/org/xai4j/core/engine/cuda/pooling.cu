// Maximum and average over windows of one to three axes. Planes are rows times channels.

struct Pool {
  int in[3], out[3], kernel[3], stride[3], before[3], after[3], dilation[3];
  int count_padding;
};

INLINE int plane_cells(const int* axes) { return axes[0] * axes[1] * axes[2]; }

INLINE void plane_place(int cell, const int* axes, int* at) {
  at[2] = cell % axes[2];
  cell /= axes[2];
  at[1] = cell % axes[1];
  at[0] = cell / axes[1];
}

// The taps of a window along an axis that lie inside the input: from *first on, and how many a mean
// counts: those inside, or those inside the padded input.
INLINE int inside(const Pool& p, int axis, int at, int* first, int* counted) {
  int start = at * p.stride[axis] - p.before[axis];
  int d = p.dilation[axis];
  int skip = start >= 0 ? 0 : (-start + d - 1) / d;
  int left = p.in[axis] - start;
  int stop = left <= 0 ? 0 : (left + d - 1) / d;
  if (stop > p.kernel[axis]) stop = p.kernel[axis];
  int padded = left + p.after[axis];
  int whole = padded <= 0 ? 0 : (padded + d - 1) / d;
  if (whole > p.kernel[axis]) whole = p.kernel[axis];
  *first = skip;
  int count = stop > skip ? stop - skip : 0;
  *counted = p.count_padding ? whole : count;
  return count;
}

// The first cell of a window's largest, or -1 for a window of nothing but padding.
INLINE int winner(const Pool& p, const real* in, int window) {
  int at[3], first[3], count[3], counted;
  plane_place(window, p.out, at);
  for (int axis = 0; axis < 3; axis++) count[axis] = inside(p, axis, at[axis], &first[axis], &counted);
  int best = -1;
  for (int z = 0; z < count[0]; z++) {
    int d = at[0] * p.stride[0] - p.before[0] + (first[0] + z) * p.dilation[0];
    for (int y = 0; y < count[1]; y++) {
      int h = at[1] * p.stride[1] - p.before[1] + (first[1] + y) * p.dilation[1];
      for (int x = 0; x < count[2]; x++) {
        int w = at[2] * p.stride[2] - p.before[2] + (first[2] + x) * p.dilation[2];
        int cell = (d * p.in[1] + h) * p.in[2] + w;
        if (best < 0 || in[cell] > in[best]) best = cell;
      }
    }
  }
  return best;
}

// Cells of a window that a mean divides by.
INLINE int divisor(const Pool& p, const int* at) {
  int product = 1;
  for (int axis = 0; axis < 3; axis++) {
    int first, counted;
    inside(p, axis, at[axis], &first, &counted);
    product *= counted;
  }
  return product;
}

// The largest of each window, and which cell it is.
ELEMENTS pool_largest(real* out, int* where, const real* in, int n, Pool p) {
  int in_cells = plane_cells(p.in);
  int out_cells = plane_cells(p.out);
  GRID_STRIDE(i, n) {
    const real* plane = in + i / out_cells * in_cells;
    int best = winner(p, plane, i % out_cells);
    out[i] = best < 0 ? (real)0 : plane[best];
    where[i] = best;
  }
}

ELEMENTS pool_mean(real* out, const real* in, int n, Pool p) {
  int in_cells = plane_cells(p.in);
  int out_cells = plane_cells(p.out);
  GRID_STRIDE(i, n) {
    const real* plane = in + i / out_cells * in_cells;
    int at[3], first[3], count[3], counted;
    plane_place(i % out_cells, p.out, at);
    int divide = 1;
    for (int axis = 0; axis < 3; axis++) {
      count[axis] = inside(p, axis, at[axis], &first[axis], &counted);
      divide *= counted;
    }
    real sum = 0;
    for (int z = 0; z < count[0]; z++) {
      int d = at[0] * p.stride[0] - p.before[0] + (first[0] + z) * p.dilation[0];
      for (int y = 0; y < count[1]; y++) {
        int h = at[1] * p.stride[1] - p.before[1] + (first[1] + y) * p.dilation[1];
        for (int x = 0; x < count[2]; x++) {
          int w = at[2] * p.stride[2] - p.before[2] + (first[2] + x) * p.dilation[2];
          sum += plane[(d * p.in[1] + h) * p.in[2] + w];
        }
      }
    }
    out[i] = divide == 0 ? (real)0 : sum / divide;
  }
}

// The windows that read an input cell through some tap, one after the other: each input cell adds
// up what it is due, so that no two threads write to one place. Winners come from pool_largest.
ELEMENTS pool_back(
    real* out, const real* signal, const int* where, int n, int largest, Pool p) {
  int in_cells = plane_cells(p.in);
  int out_cells = plane_cells(p.out);
  GRID_STRIDE(i, n) {
    int cell = i % in_cells;
    int start = i / in_cells * out_cells;
    int from[3];
    plane_place(cell, p.in, from);
    real sum = 0;
    // Taps from the last to the first give windows in their order.
    for (int t = plane_cells(p.kernel) - 1; t >= 0; t--) {
      int tap[3], at[3];
      plane_place(t, p.kernel, tap);
      bool read = true;
      for (int axis = 0; axis < 3 && read; axis++) {
        int first = from[axis] + p.before[axis] - tap[axis] * p.dilation[axis];
        read = first >= 0 && first % p.stride[axis] == 0 && first / p.stride[axis] < p.out[axis];
        at[axis] = first / p.stride[axis];
      }
      if (read) {
        int window = start + (at[0] * p.out[1] + at[1]) * p.out[2] + at[2];
        if (!largest) {
          sum += signal[window] / divisor(p, at);
        } else if (where[window] == cell) {
          sum += signal[window];
        }
      }
    }
    out[i] = sum;
  }
}
