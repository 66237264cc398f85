// Products of matrices by tiles of 64 by 64: what is multiplied, and where sums go, is told by a
// Factors type, so that convolutions and plain products share the loop.
#define TILE 64
#define DEPTH 16
#define SIDE 4

// ROUNDING bits of the factors' mantissas count, to nearest and ties to even: 10 are TF32's, 7
// bfloat16's. GPUs from Ampere on then multiply by their tensor cores, which take either exactly;
// products are exact and added up in single precision.
#ifdef ROUNDING
#if !defined(EMULATED) && defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
#define TENSOR_CORES
#endif
INLINE real rounded(real x) {
  unsigned bits = __float_as_uint(x);
  const unsigned drop = 23 - ROUNDING;
  if ((bits & 0x7f800000u) == 0x7f800000u) return x;
  bits += (1u << (drop - 1)) - 1 + (bits >> drop & 1u);
  return __uint_as_float(bits >> drop << drop);
}
#else
INLINE real rounded(real x) { return x; }
#endif

#ifdef TENSOR_CORES
// A warp's part of a tile: 16 rows and 32 columns, as four blocks of 16 by 8. A lane holds four
// cells of each, two neighbours in either half of the rows.
#define CELL_ROW(i) (threadIdx.x / 64 * 16 + threadIdx.x % 32 / 4 + (i) % 4 / 2 * 8)
#define CELL_COLUMN(i) \
  (threadIdx.x / 32 % 2 * 32 + (i) / 4 * 8 + threadIdx.x % 4 * 2 + (i) % 2)

// sums += left right, for DEPTH terms of each: blocks of 16 by 8 times 8 by 8.
INLINE void tile_terms(
    real (*left)[TILE + 1], real (*right)[TILE + 1], real* sums) {
  int row = threadIdx.x / 64 * 16 + threadIdx.x % 32 / 4;
  int term = threadIdx.x % 4;
  for (int d = 0; d < DEPTH; d += 8) {
    unsigned a0 = __float_as_uint(left[d + term][row]);
    unsigned a1 = __float_as_uint(left[d + term][row + 8]);
    unsigned a2 = __float_as_uint(left[d + term + 4][row]);
    unsigned a3 = __float_as_uint(left[d + term + 4][row + 8]);
    for (int block = 0; block < 4; block++) {
      int column = threadIdx.x / 32 % 2 * 32 + block * 8 + threadIdx.x % 32 / 4;
      unsigned b0 = __float_as_uint(right[d + term][column]);
      unsigned b1 = __float_as_uint(right[d + term + 4][column]);
      float* c = sums + block * 4;
      asm volatile(
          "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, "
          "{%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
          : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
          : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
    }
  }
}
#else
// Each thread has SIDE by SIDE cells, TILE / SIDE apart.
#define CELL_ROW(i) (threadIdx.x / (TILE / SIDE) + (i) / SIDE * (TILE / SIDE))
#define CELL_COLUMN(i) (threadIdx.x % (TILE / SIDE) + (i) % SIDE * (TILE / SIDE))

INLINE void tile_terms(
    real (*left)[TILE + 1], real (*right)[TILE + 1], real* sums) {
  int r = threadIdx.x / (TILE / SIDE);
  int c = threadIdx.x % (TILE / SIDE);
  for (int d = 0; d < DEPTH; d++) {
    real x[SIDE];
    real y[SIDE];
    for (int i = 0; i < SIDE; i++) {
      x[i] = left[d][r + i * (TILE / SIDE)];
      y[i] = right[d][c + i * (TILE / SIDE)];
    }
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) sums[i * SIDE + j] += x[i] * y[j];
    }
  }
}
#endif

// Factors has rows(), columns(), depth(), left(row, k), right(k, column), put(row, column, sum).
// The block's tile is given by its number within the matrix.
template <class Factors>
INLINE void multiply(const Factors& f, int tile) {
  SHARED real left[DEPTH][TILE + 1];
  SHARED real right[DEPTH][TILE + 1];
  OWN(real, sums, SIDE * SIDE);
  int across = (f.columns() + TILE - 1) / TILE;
  int row = tile / across * TILE;
  int column = tile % across * TILE;
  PHASE {
    for (int i = 0; i < SIDE * SIDE; i++) MINE(sums)[i] = 0;
  }
  for (int k = 0; k < f.depth(); k += DEPTH) {
    PHASE {
      for (int i = threadIdx.x; i < DEPTH * TILE; i += THREADS) {
        int a = f.left_along_depth() ? i % DEPTH : i / TILE;
        int r = f.left_along_depth() ? i / DEPTH : i % TILE;
        bool in = row + r < f.rows() && k + a < f.depth();
        left[a][r] = in ? rounded(f.left(row + r, k + a)) : (real)0;
        int b = i / TILE;
        int c = i % TILE;
        in = column + c < f.columns() && k + b < f.depth();
        right[b][c] = in ? rounded(f.right(k + b, column + c)) : (real)0;
      }
    }
    PHASE {
      tile_terms(left, right, MINE(sums));
    }
  }
  PHASE {
    for (int i = 0; i < SIDE * SIDE; i++) {
      int y = row + CELL_ROW(i);
      int x = column + CELL_COLUMN(i);
      if (y < f.rows() && x < f.columns()) f.put(y, x, MINE(sums)[i]);
    }
  }
}
