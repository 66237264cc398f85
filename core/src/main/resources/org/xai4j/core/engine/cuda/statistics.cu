// Sums for surrogates, clusters and comparisons of maps.

INLINE bool present(const int* masks, int words, int mask, int feature) {
  return ((unsigned)masks[mask * words + feature / 32] >> (feature % 32)) & 1u;
}

// Normal equations of weighted least squares on bits: one block per pair (i, j), i <= j, of the
// features and, as feature `features`, the constant 1. gram[i, j] = sum w z_i z_j, both halves
// written; moment[i] = sum w z_i y. Bits come packed, 32 to a word.
BLOCKS gram(
    real* gram, real* moment, const int* masks, const real* weights, const real* scores,
    int samples, int features, int words) {
  SHARED real held[THREADS];
  SHARED real again[THREADS];
  int size = features + 1;
  for (int pair = blockIdx.x; pair < size * size; pair += gridDim.x) {
    int i = pair / size;
    int j = pair % size;
    if (i > j) continue;
    PHASE {
      real sum = 0;
      real product = 0;
      for (int s = threadIdx.x; s < samples; s += THREADS) {
        bool a = i == features || present(masks, words, s, i);
        bool b = j == features || present(masks, words, s, j);
        if (a && b) sum += weights[s];
        if (a && i == j) product += weights[s] * scores[s];
      }
      held[threadIdx.x] = sum;
      again[threadIdx.x] = product;
    }
    BLOCK_SUM(held)
    BLOCK_SUM(again)
    PHASE {
      if (threadIdx.x == 0) {
        gram[i * size + j] = held[0];
        gram[j * size + i] = held[0];
        if (i == j) moment[i] = again[0];
      }
    }
  }
}

// The nearest centre of each point and its squared distance; of equally near ones the first.
ELEMENTS nearest(
    int* which, real* distance, const real* points, const real* centres, int n, int count,
    int size) {
  GRID_STRIDE(i, n) {
    int best = 0;
    real least = 0;
    for (int c = 0; c < count; c++) {
      real sum = 0;
      for (int k = 0; k < size; k++) {
        real d = points[(size_t)i * size + k] - centres[c * size + k];
        sum += d * d;
      }
      if (c == 0 || sum < least) {
        best = c;
        least = sum;
      }
    }
    which[i] = best;
    distance[i] = least;
  }
}

// Mean ranks of each row's values, from 0 on; equal values share their mean.
ELEMENTS ranks(real* out, const real* in, int n, int row) {
  GRID_STRIDE(i, n) {
    const real* x = in + (size_t)(i / row) * row;
    real own = in[i];
    int less = 0;
    int equal = 0;
    for (int k = 0; k < row; k++) {
      less += x[k] < own;
      equal += x[k] == own;
    }
    out[i] = less + (equal - 1) * (real)0.5;
  }
}

// Pearson's correlation of rows, of ranks Spearman's; 0 where a row is constant. One block per row.
BLOCKS correlation(real* out, const real* a, const real* b, int rows, int row) {
  SHARED real held[THREADS];
  SHARED real again[THREADS];
  SHARED real third[THREADS];
  SHARED real mean_a;
  SHARED real mean_b;
  for (int r = blockIdx.x; r < rows; r += gridDim.x) {
    const real* x = a + (size_t)r * row;
    const real* y = b + (size_t)r * row;
    PHASE {
      real sum_x = 0;
      real sum_y = 0;
      for (int k = threadIdx.x; k < row; k += THREADS) {
        sum_x += x[k];
        sum_y += y[k];
      }
      held[threadIdx.x] = sum_x;
      again[threadIdx.x] = sum_y;
    }
    BLOCK_SUM(held)
    BLOCK_SUM(again)
    PHASE {
      if (threadIdx.x == 0) {
        mean_a = held[0] / row;
        mean_b = again[0] / row;
      }
    }
    PHASE {
      real xx = 0;
      real yy = 0;
      real xy = 0;
      for (int k = threadIdx.x; k < row; k += THREADS) {
        xx += (x[k] - mean_a) * (x[k] - mean_a);
        yy += (y[k] - mean_b) * (y[k] - mean_b);
        xy += (x[k] - mean_a) * (y[k] - mean_b);
      }
      held[threadIdx.x] = xx;
      again[threadIdx.x] = yy;
      third[threadIdx.x] = xy;
    }
    BLOCK_SUM(held)
    BLOCK_SUM(again)
    BLOCK_SUM(third)
    PHASE {
      if (threadIdx.x == 0) {
        real scale = sqrt(held[0]) * sqrt(again[0]);
        out[r] = scale < least_normal() ? (real)0 : third[0] / scale;
      }
    }
  }
}

// Structural similarity of images [height, width], the mean over all places of a square window
// (Wang et al. 2004, with equal weights and variances divided by the window's cells). One block per
// image; c1 and c2 stabilise.
BLOCKS similarity(
    real* out, const real* a, const real* b, int images, int height, int width, int window,
    double c1, double c2) {
  SHARED real held[THREADS];
  int down = height - window + 1;
  int right = width - window + 1;
  for (int image = blockIdx.x; image < images; image += gridDim.x) {
    PHASE {
      real total = 0;
      for (int at = threadIdx.x; at < down * right; at += THREADS) {
        size_t start = (size_t)image * height * width + at / right * width + at % right;
        real x = 0;
        real y = 0;
        for (int k = 0; k < window * window; k++) {
          size_t i = start + k / window * width + k % window;
          x += a[i];
          y += b[i];
        }
        x /= window * window;
        y /= window * window;
        real xx = 0;
        real yy = 0;
        real xy = 0;
        for (int k = 0; k < window * window; k++) {
          size_t i = start + k / window * width + k % window;
          xx += (a[i] - x) * (a[i] - x);
          yy += (b[i] - y) * (b[i] - y);
          xy += (a[i] - x) * (b[i] - y);
        }
        real cells = window * window;
        total += (2 * x * y + (real)c1) * (2 * xy / cells + (real)c2) /
                 ((x * x + y * y + (real)c1) * ((xx + yy) / cells + (real)c2));
      }
      held[threadIdx.x] = total;
    }
    BLOCK_SUM(held)
    PHASE {
      if (threadIdx.x == 0) out[image] = held[0] / (down * right);
    }
  }
}
