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
#define METHOD inline
#define SHARED static
#define PHASE for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x)
#define OWN(type, name, count) static type name[THREADS][count]
#define MINE(name) name[threadIdx.x]
#define __popc __builtin_popcount

// The argument at a place of the packed block, as the driver lays them out.
template <class T>
static T taken(const char* block, size_t* at) {
  *at = (*at + alignof(T) - 1) / alignof(T) * alignof(T);
  T value;
  memcpy(&value, block + *at, sizeof(T));
  *at += sizeof(T);
  return value;
}

template <class K, class... A>
struct Bound;

// Takes one argument after the other, then runs the kernel for every block and thread.
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
    void (*kernel)(A...);
    bool together;
    Call(bool t, void (*k)(A...), A... a) : kernel(k), together(t) {
      each(together, [&] { kernel(a...); });
    }
  };
  (void)block;
  // Braces evaluate from left to right.
  Call{together, kernel, taken<A>(block, &at)...};
}
