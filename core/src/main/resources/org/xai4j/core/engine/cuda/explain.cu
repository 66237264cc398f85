// What explainers do to whole batches: points of paths, sums of versions, masks, removals.

// Points of straight lines: version k of all cells lies at places[k].
ELEMENTS path_points(
    real* out, const real* from, const real* way, const real* places, int n, int width) {
  GRID_STRIDE(i, n) {
    int cell = i % width;
    out[i] = places[i / width] * way[cell] + from[cell];
  }
}

// sums += the sum of all versions, in their order.
ELEMENTS add_versions(real* sums, const real* versions, int n, int count) {
  GRID_STRIDE(i, n) {
    real sum = 0;
    for (int k = 0; k < count; k++) sum += versions[(size_t)k * n + i];
    sums[i] += sum;
  }
}

INLINE bool bit(const int* masks, int words, int mask, int feature) {
  return ((unsigned)masks[mask * words + feature / 32] >> (feature % 32)) & 1u;
}

// Copies of one row in which the features of a mask stay and others are taken from a baseline:
// copy i is of mask (first + i) / baselines with baseline (first + i) % baselines. Features are
// groups of cells: pixels, patches, superpixels, channels, columns.
ELEMENTS masked(
    real* out, const real* x, const real* baseline, const int* masks, const int* group, int n,
    int row, int words, int first, int baselines) {
  GRID_STRIDE(i, n) {
    int cell = i % row;
    int copy = first + i / row;
    bool stays = bit(masks, words, copy / baselines, group[cell]);
    out[i] = stays ? x[cell] : baseline[(size_t)(copy % baselines) * row + cell];
  }
}

// Copies of one row for pixel flipping: in step s, features of a rank below s * size are removed,
// or, with insert, come to the baseline.
ELEMENTS flipped(
    real* out, const real* x, const real* baseline, const int* rank, const int* group, int n,
    int row, int size, int insert, int first, int baselines) {
  GRID_STRIDE(i, n) {
    int cell = i % row;
    int copy = first + i / row;
    bool below = rank[group[cell]] < (long long)(copy / baselines) * size;
    bool stays = below == (insert != 0);
    out[i] = stays ? x[cell] : baseline[(size_t)(copy % baselines) * row + cell];
  }
}

// Copies between a baseline and a row: each feature of a copy has a level of its own.
ELEMENTS blended(
    real* out, const real* x, const real* baseline, const real* levels, const int* group, int n,
    int row, int features) {
  GRID_STRIDE(i, n) {
    int cell = i % row;
    real base = baseline[cell];
    out[i] = base + levels[(size_t)(i / row) * features + group[cell]] * (x[cell] - base);
  }
}
