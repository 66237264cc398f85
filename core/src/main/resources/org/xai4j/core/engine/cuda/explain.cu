// What explainers do to whole batches: points of paths, noise, masks, windows, removals.

// Points of straight lines from baselines to inputs: copy k of row r lies at places[k].
ELEMENTS path_points(
    real* out, const real* from, const real* to, const real* places, int n, int points, int row) {
  GRID_STRIDE(i, n) {
    int at = i / row / points * row + i % row;
    out[i] = from[at] + places[i / row % points] * (to[at] - from[at]);
  }
}

// sums += (to - from) times the weighted sum of gradients along each path.
ELEMENTS path_sums(
    real* sums, const real* gradients, const real* weights, const real* from, const real* to,
    int n, int points, int row) {
  GRID_STRIDE(i, n) {
    const real* g = gradients + (size_t)(i / row) * points * row + i % row;
    real sum = 0;
    for (int k = 0; k < points; k++) sum += weights[k] * g[(size_t)k * row];
    sums[i] += (to[i] - from[i]) * sum;
  }
}

// Mixes 64 bits (Stafford's variant 13).
INLINE unsigned long long mixed(unsigned long long z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// A number in (0, 1] from 53 bits.
INLINE double uniform(unsigned long long bits) {
  return ((double)(bits >> 11) + 1) * (1.0 / 9007199254740992.0);
}

// Copies with normal noise (Box and Muller). Cell c of copy k of a row draws by the row's own seed
// and its number k * row + c alone, so that neither chunks nor threads matter.
ELEMENTS noisy(
    real* out, const real* in, const long long* seeds, int n, int copies, int row, double sigma) {
  GRID_STRIDE(i, n) {
    int r = i / row / copies;
    unsigned long long cell = i - (unsigned)r * copies * row;
    unsigned long long step = 0x9e3779b97f4a7c15ULL;
    unsigned long long seed = (unsigned long long)seeds[r];
    double radius = sqrt(-2 * log(uniform(mixed(seed + step * (2 * cell + 1)))));
    double angle = 6.283185307179586 * uniform(mixed(seed + step * (2 * cell + 2)));
    out[i] = in[r * row + i % row] + (real)(sigma * radius * cos(angle));
  }
}

INLINE bool bit(const int* masks, int words, int mask, int feature) {
  return ((unsigned)masks[mask * words + feature / 32] >> (feature % 32)) & 1u;
}

// Copies of one row in which the features of a mask stay and others are taken from a baseline.
// Features are groups of cells: pixels, patches, superpixels, channels, columns.
ELEMENTS masked(
    real* out, const real* x, const real* baseline, const int* masks, const int* group, int n,
    int row, int words) {
  GRID_STRIDE(i, n) {
    int cell = i % row;
    out[i] = bit(masks, words, i / row, group[cell]) ? x[cell] : baseline[cell];
  }
}

// Copies of one row for pixel flipping: in copy k, features of a rank below counts[k] are removed.
ELEMENTS removed(
    real* out, const real* x, const real* baseline, const int* rank, const int* group,
    const int* counts, int n, int row) {
  GRID_STRIDE(i, n) {
    int cell = i % row;
    out[i] = rank[group[cell]] < counts[i / row] ? baseline[cell] : x[cell];
  }
}

// Copies of one image [channels, height, width] with one window each taken from a baseline. Windows
// go row by row, `down` and `right` apart, cut at the borders.
ELEMENTS occluded(
    real* out, const real* x, const real* baseline, int n, int first, int height, int width,
    int row, int window_height, int window_width, int down, int right, int per_line) {
  GRID_STRIDE(i, n) {
    int cell = i % row;
    int window = first + i / row;
    int h = cell / width % height - window / per_line * down;
    int w = cell % width - window % per_line * right;
    bool in = h >= 0 && h < window_height && w >= 0 && w < window_width;
    out[i] = in ? baseline[cell] : x[cell];
  }
}
