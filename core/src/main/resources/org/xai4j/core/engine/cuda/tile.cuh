// Products of matrices by tiles of 64 by 64: what is multiplied, and where sums go, is told by a
// Factors type, so that convolutions and plain products share the loop.
#define TILE 64
#define DEPTH 16
#define SIDE 4

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
        left[a][r] = in ? f.left(row + r, k + a) : (real)0;
        int b = i / TILE;
        int c = i % TILE;
        in = column + c < f.columns() && k + b < f.depth();
        right[b][c] = in ? f.right(k + b, column + c) : (real)0;
      }
    }
    PHASE {
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
          for (int j = 0; j < SIDE; j++) MINE(sums)[i * SIDE + j] += x[i] * y[j];
        }
      }
    }
  }
  PHASE {
    int r = row + threadIdx.x / (TILE / SIDE);
    int c = column + threadIdx.x % (TILE / SIDE);
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        int y = r + i * (TILE / SIDE);
        int x = c + j * (TILE / SIDE);
        if (y < f.rows() && x < f.columns()) f.put(y, x, MINE(sums)[i * SIDE + j]);
      }
    }
  }
}
