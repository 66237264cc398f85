// What every kernel is written with. A module is compiled once per type: REAL is float or double.
//
// ELEMENTS kernels give each thread some cells of its own; GRID_STRIDE visits them. BLOCKS kernels
// let the threads of a block work together: between their PHASEs all threads wait for each other,
// SHARED memory belongs to the block, OWN memory to each thread for the whole kernel. Between
// phases control flow depends on what all threads of the block know alone. So the same text runs
// on processors, where a phase is a loop over the threads of a block (emulated.cuh).
#ifndef REAL
#define REAL float
#endif
typedef REAL real;

#define THREADS 256
#define MOST_AXES 8

#ifndef EMULATED
#define ELEMENTS extern "C" __global__ void __launch_bounds__(THREADS, 2)
#define BLOCKS extern "C" __global__ void __launch_bounds__(THREADS, 2)
#define INLINE static __device__ __forceinline__
#define FUNCTION static __device__ __noinline__
#define METHOD __device__ __forceinline__
#define SHARED __shared__
#define PHASE for (bool once = true; once; once = false, __syncthreads())
#define OWN(type, name, count) type name[count]
#define MINE(name) name
#define MINUS_INFINITY ((real)__longlong_as_double(0xfff0000000000000LL))
#endif

#define GRID_STRIDE(i, n)                                                   \
  for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < (unsigned)(n); \
       i += gridDim.x * blockDim.x)

// Cells that two arrays have in common: lengths of the axes, the last one fastest, and how far a
// step along each takes in either array.
struct Axes {
  int rank;
  int length[MOST_AXES];
  int first[MOST_AXES];
  int second[MOST_AXES];
};

// Where a cell lies in both arrays.
struct Place {
  int first;
  int second;
};

INLINE Place place(unsigned cell, const Axes& axes) {
  Place p = {0, 0};
  for (int axis = axes.rank - 1; axis >= 0; axis--) {
    unsigned length = axes.length[axis];
    unsigned rest = cell / length;
    int at = (int)(cell - rest * length);
    p.first += at * axes.first[axis];
    p.second += at * axes.second[axis];
    cell = rest;
  }
  return p;
}

// The larger or smaller of two numbers; what is no number stays.
INLINE real larger(real a, real b) { return a > b || a != a ? a : b; }
INLINE real smaller(real a, real b) { return a < b || a != a ? a : b; }

// The smallest normal number: denominators below it count as zero.
INLINE real least_normal() {
  return sizeof(real) == 4 ? (real)1.17549435e-38 : (real)2.2250738585072014e-308;
}

INLINE bool infinite(real x) { return x == x && x - x != x - x; }

// r / (z + epsilon sign z) with sign 0 = 1; 0 where the denominator is as good as zero.
INLINE real stabilised(real r, real z, real epsilon) {
  real d = z + (z < 0 ? -epsilon : epsilon);
  return fabs(d) < least_normal() ? (real)0 : r / d;
}

// Adds up what the threads of a block hold: the sum lies in held[0] behind the last phase.
#define BLOCK_SUM(held)                                                  \
  for (unsigned half = THREADS / 2; half > 0; half /= 2) {               \
    PHASE {                                                              \
      if (threadIdx.x < half) held[threadIdx.x] += held[threadIdx.x + half]; \
    }                                                                    \
  }
