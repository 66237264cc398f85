// Lets kernels run on a processor: blocks and threads are loops, a phase is a loop over the threads
// of a block. One launch runs at a time.
#define EMULATED
#include <math.h>
#include <string.h>
#include <cstdint>
#include <cstddef>

struct Extent {
  unsigned x;
};
static Extent threadIdx, blockIdx, blockDim, gridDim;

#define ELEMENTS static void
#define BLOCKS static void
#define INLINE static inline
#define FUNCTION static
#define METHOD inline
#define SHARED static
#define PHASE for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x)
#define OWN(type, name, count) static type name[THREADS][count]
#define MINE(name) name[threadIdx.x]
#define MINUS_INFINITY (-(real)INFINITY)
#define __popc __builtin_popcount

static inline unsigned __float_as_uint(float x) {
  unsigned bits;
  memcpy(&bits, &x, sizeof(bits));
  return bits;
}

static inline float __uint_as_float(unsigned bits) {
  float x;
  memcpy(&x, &bits, sizeof(x));
  return x;
}

// The argument at a place of the packed block, as the driver lays them out.
template <class T>
static T taken(const char* block, size_t* at) {
  *at = (*at + alignof(T) - 1) / alignof(T) * alignof(T);
  T value;
  memcpy(&value, block + *at, sizeof(T));
  *at += sizeof(T);
  return value;
}

// Every block, and every thread of it unless the kernel visits them itself.
template <class F>
static void each(bool together, F run) {
  for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) {
    if (together) {
      run();
    } else {
      for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x) run();
    }
  }
}

template <class... A>
static void launch(bool together, void (*kernel)(A...), const char* block) {
  size_t at = 0;
  struct Call {
    Call(bool together, void (*kernel)(A...), A... a) {
      each(together, [&] { kernel(a...); });
    }
  };
  // Braces evaluate from left to right.
  Call{together, kernel, taken<A>(block, &at)...};
}
