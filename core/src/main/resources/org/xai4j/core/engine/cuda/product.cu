// Products of matrices, many at once, of which either may lie transposed or be shared.

struct Matrices {
  const real* a;
  const real* b;
  const real* bias;
  real* out;
  int m, n, k;
  int a_row, a_column, b_row, b_column;
  bool has_bias;

  METHOD int rows() const { return m; }
  METHOD int columns() const { return n; }
  METHOD int depth() const { return k; }
  METHOD bool left_along_depth() const { return a_column == 1; }
  METHOD real left(int row, int d) const { return a[row * a_row + d * a_column]; }
  METHOD real right(int d, int column) const { return b[d * b_row + column * b_column]; }
  METHOD void put(int row, int column, real sum) const {
    out[row * n + column] = has_bias ? sum + bias[column] : sum;
  }
};

// out[i] = a[where_a[i]] b[where_b[i]] + bias: m by k times k by n; no bias if has_bias is 0. Where a
// list is not given, matrix i is taken.
BLOCKS product(
    real* out, const real* a, const real* b, const real* bias, int has_bias, int count, int m,
    int n, int k, int transposed_a, int transposed_b, const int* where_a, const int* where_b,
    int listed) {
  int tiles = ((m + TILE - 1) / TILE) * ((n + TILE - 1) / TILE);
  for (int block = blockIdx.x; block < tiles * count; block += gridDim.x) {
    int i = block / tiles;
    Matrices f;
    f.a = a + (listed ? where_a[i] : i) * (size_t)(m * k);
    f.b = b + (listed ? where_b[i] : i) * (size_t)(k * n);
    f.bias = bias;
    f.has_bias = has_bias != 0;
    f.out = out + i * (size_t)(m * n);
    f.m = m;
    f.n = n;
    f.k = k;
    f.a_row = transposed_a ? 1 : k;
    f.a_column = transposed_a ? m : 1;
    f.b_row = transposed_b ? 1 : n;
    f.b_column = transposed_b ? k : 1;
    multiply(f, block % tiles);
  }
}
