// Convolutions over one to three axes, any stride, padding, dilation and number of groups, as
// products of the weights with the cells that windows see; the cells are found while they are read.

// Shapes of one convolution; unused leading axes have length 1. Channels are those of a group.
struct Sliding {
  int rows, groups, in_channels, out_channels;
  int in[3], out[3], kernel[3], stride[3], before[3], dilation[3];
};

INLINE int cells(const int* axes) { return axes[0] * axes[1] * axes[2]; }

INLINE void apart(int cell, const int* axes, int* at) {
  at[2] = cell % axes[2];
  cell /= axes[2];
  at[1] = cell % axes[1];
  at[0] = cell / axes[1];
}

// What output cell `to` reads through tap `tap`: the input cell, or -1 for padding.
INLINE int seen(const Sliding& s, const int* to, const int* tap) {
  int cell = 0;
  for (int axis = 0; axis < 3; axis++) {
    int at = to[axis] * s.stride[axis] - s.before[axis] + tap[axis] * s.dilation[axis];
    if (at < 0 || at >= s.in[axis]) return -1;
    cell = cell * s.in[axis] + at;
  }
  return cell;
}

// Which output cell reads input cell `from` through tap `tap`, or -1 if none does.
INLINE int reader(const Sliding& s, const int* from, const int* tap) {
  int cell = 0;
  for (int axis = 0; axis < 3; axis++) {
    int at = from[axis] + s.before[axis] - tap[axis] * s.dilation[axis];
    if (at < 0 || at % s.stride[axis] != 0) return -1;
    at /= s.stride[axis];
    if (at >= s.out[axis]) return -1;
    cell = cell * s.out[axis] + at;
  }
  return cell;
}

// Output channels by (rows and output cells), over input channels and taps.
struct Forward {
  const real* in;
  const real* weights;
  const real* bias;
  real* to;
  const Sliding* s;
  int group, taps, in_cells, out_cells;

  METHOD int rows() const { return s->out_channels; }
  METHOD int columns() const { return s->rows * out_cells; }
  METHOD int depth() const { return s->in_channels * taps; }
  METHOD bool left_along_depth() const { return true; }
  METHOD real left(int channel, int k) const {
    return weights[(group * s->out_channels + channel) * depth() + k];
  }
  METHOD real right(int k, int column) const {
    int at[3], tap[3];
    apart(column % out_cells, s->out, at);
    apart(k % taps, s->kernel, tap);
    int cell = seen(*s, at, tap);
    int plane = (column / out_cells * s->groups + group) * s->in_channels + k / taps;
    return cell < 0 ? (real)0 : in[plane * in_cells + cell];
  }
  METHOD void put(int channel, int column, real sum) const {
    int c = group * s->out_channels + channel;
    int plane = column / out_cells * s->groups * s->out_channels + c;
    to[plane * out_cells + column % out_cells] = sum + bias[c];
  }
};

// Input channels by (rows and input cells), over output channels and taps: the adjoint.
struct Backward {
  const real* signal;
  const real* weights;
  const real* bias;
  real* to;
  const Sliding* s;
  int group, taps, in_cells, out_cells;
  bool has_bias;

  METHOD int rows() const { return s->in_channels; }
  METHOD int columns() const { return s->rows * in_cells; }
  METHOD int depth() const { return s->out_channels * taps; }
  METHOD bool left_along_depth() const { return true; }
  METHOD real left(int channel, int k) const {
    int out = group * s->out_channels + k / taps;
    return weights[(out * s->in_channels + channel) * taps + k % taps];
  }
  METHOD real right(int k, int column) const {
    int at[3], tap[3];
    apart(column % in_cells, s->in, at);
    apart(k % taps, s->kernel, tap);
    int cell = reader(*s, at, tap);
    int plane = (column / in_cells * s->groups + group) * s->out_channels + k / taps;
    return cell < 0 ? (real)0 : signal[plane * out_cells + cell];
  }
  METHOD void put(int channel, int column, real sum) const {
    int c = group * s->in_channels + channel;
    int plane = column / in_cells * s->groups * s->in_channels + c;
    to[plane * in_cells + column % in_cells] = has_bias ? sum + bias[c] : sum;
  }
};

BLOCKS convolution(real* out, const real* in, const real* weights, const real* bias, Sliding s) {
  Forward f;
  f.in = in;
  f.weights = weights;
  f.bias = bias;
  f.to = out;
  f.s = &s;
  f.taps = cells(s.kernel);
  f.in_cells = cells(s.in);
  f.out_cells = cells(s.out);
  int tiles = ((f.rows() + TILE - 1) / TILE) * ((f.columns() + TILE - 1) / TILE);
  for (int block = blockIdx.x; block < tiles * s.groups; block += gridDim.x) {
    f.group = block / tiles;
    multiply(f, block % tiles);
  }
}

// The adjoint, with a bias per input channel where it is a transposed convolution.
BLOCKS convolution_back(
    real* out, const real* signal, const real* weights, const real* bias, int has_bias,
    Sliding s) {
  Backward f;
  f.signal = signal;
  f.weights = weights;
  f.bias = bias;
  f.has_bias = has_bias != 0;
  f.to = out;
  f.s = &s;
  f.taps = cells(s.kernel);
  f.in_cells = cells(s.in);
  f.out_cells = cells(s.out);
  int tiles = ((f.rows() + TILE - 1) / TILE) * ((f.columns() + TILE - 1) / TILE);
  for (int block = blockIdx.x; block < tiles * s.groups; block += gridDim.x) {
    f.group = block / tiles;
    multiply(f, block % tiles);
  }
}

// One thread per output cell, for groups of few channels: depthwise convolutions.
ELEMENTS convolution_thin(
    real* out, const real* in, const real* weights, const real* bias, int n, Sliding s) {
  int taps = cells(s.kernel);
  int in_cells = cells(s.in);
  int out_cells = cells(s.out);
  int channels = s.groups * s.out_channels;
  GRID_STRIDE(i, n) {
    int at[3], tap[3];
    apart(i % out_cells, s.out, at);
    int c = i / out_cells % channels;
    int plane = (i / out_cells / channels * s.groups + c / s.out_channels) * s.in_channels;
    real sum = 0;
    for (int k = 0; k < s.in_channels * taps; k++) {
      apart(k % taps, s.kernel, tap);
      int cell = seen(s, at, tap);
      if (cell >= 0) {
        sum += weights[c * s.in_channels * taps + k] * in[(plane + k / taps) * in_cells + cell];
      }
    }
    out[i] = sum + bias[c];
  }
}

// The adjoint of the same.
ELEMENTS convolution_thin_back(
    real* out, const real* signal, const real* weights, const real* bias, int has_bias, int n,
    Sliding s) {
  int taps = cells(s.kernel);
  int in_cells = cells(s.in);
  int out_cells = cells(s.out);
  int channels = s.groups * s.in_channels;
  GRID_STRIDE(i, n) {
    int at[3], tap[3];
    apart(i % in_cells, s.in, at);
    int c = i / in_cells % channels;
    int group = c / s.in_channels;
    int row = i / in_cells / channels;
    real sum = 0;
    for (int k = 0; k < s.out_channels * taps; k++) {
      apart(k % taps, s.kernel, tap);
      int cell = reader(s, at, tap);
      if (cell >= 0) {
        int o = group * s.out_channels + k / taps;
        real w = weights[(o * s.in_channels + c % s.in_channels) * taps + k % taps];
        sum += w * signal[(row * s.groups * s.out_channels + o) * out_cells + cell];
      }
    }
    out[i] = has_bias ? sum + bias[c] : sum;
  }
}
