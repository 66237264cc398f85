// Softmax and normalisation by each row's own statistics: one block per row.

// Softmax or its logarithm along the middle of three axes. Guarded rows of -infinity give zeros.
BLOCKS softmax(
    real* out, const real* in, int groups, int length, int inner, int logarithm, int guarded) {
  SHARED real held[THREADS];
  SHARED real top;
  for (int g = blockIdx.x; g < groups; g += gridDim.x) {
    int start = g / inner * inner * length + g % inner;
    PHASE {
      real most = MINUS_INFINITY;
      for (int k = threadIdx.x; k < length; k += THREADS) {
        real x = in[start + k * inner];
        most = x > most ? x : most;
      }
      held[threadIdx.x] = most;
    }
    for (unsigned half = THREADS / 2; half > 0; half /= 2) {
      PHASE {
        if (threadIdx.x < half && held[threadIdx.x + half] > held[threadIdx.x]) {
          held[threadIdx.x] = held[threadIdx.x + half];
        }
      }
    }
    PHASE {
      if (threadIdx.x == 0) top = held[0];
    }
    PHASE {
      real sum = 0;
      for (int k = threadIdx.x; k < length; k += THREADS) sum += exp(in[start + k * inner] - top);
      held[threadIdx.x] = sum;
    }
    BLOCK_SUM(held)
    PHASE {
      bool empty = guarded && top == MINUS_INFINITY;
      real sum = held[0];
      real log_sum = log(sum);
      for (int k = threadIdx.x; k < length; k += THREADS) {
        int i = start + k * inner;
        real y = logarithm ? in[i] - top - log_sum : exp(in[i] - top) / sum;
        out[i] = empty ? (real)0 : y;
      }
    }
  }
}

// From the output: p (s - sum p s), of the logarithm s - p sum s.
BLOCKS softmax_back(
    real* out, const real* output, const real* signal, int groups, int length, int inner,
    int logarithm) {
  SHARED real held[THREADS];
  for (int g = blockIdx.x; g < groups; g += gridDim.x) {
    int start = g / inner * inner * length + g % inner;
    PHASE {
      real sum = 0;
      for (int k = threadIdx.x; k < length; k += THREADS) {
        int i = start + k * inner;
        sum += logarithm ? signal[i] : output[i] * signal[i];
      }
      held[threadIdx.x] = sum;
    }
    BLOCK_SUM(held)
    PHASE {
      for (int k = threadIdx.x; k < length; k += THREADS) {
        int i = start + k * inner;
        real p = output[i];
        out[i] = logarithm ? signal[i] - exp(p) * held[0] : p * (signal[i] - held[0]);
      }
    }
  }
}

// y = gamma (x - mean) / sqrt(variance + epsilon) + beta per row. Scale and shift belong to a
// cell of the row, or to the row's channel. With a signal: the gradient, (g - mean g - y mean(g y)) /
// sqrt(variance + epsilon), where g is the scaled signal and y the normalised value.
BLOCKS normalised(
    real* out, const real* in, const real* signal, int back, const real* gamma, const real* beta,
    int rows, int length, int channels, double epsilon) {
  SHARED real held[THREADS];
  SHARED real again[THREADS];
  SHARED real mean;
  SHARED real inverse;
  for (int row = blockIdx.x; row < rows; row += gridDim.x) {
    const real* x = in + (size_t)row * length;
    PHASE {
      real sum = 0;
      for (int k = threadIdx.x; k < length; k += THREADS) sum += x[k];
      held[threadIdx.x] = sum;
    }
    BLOCK_SUM(held)
    PHASE {
      if (threadIdx.x == 0) mean = held[0] / length;
    }
    PHASE {
      real sum = 0;
      for (int k = threadIdx.x; k < length; k += THREADS) sum += (x[k] - mean) * (x[k] - mean);
      held[threadIdx.x] = sum;
    }
    BLOCK_SUM(held)
    PHASE {
      if (threadIdx.x == 0) inverse = 1 / sqrt(held[0] / length + (real)epsilon);
    }
    PHASE {
      real sum = 0;
      real product = 0;
      for (int k = threadIdx.x; k < length; k += THREADS) {
        int c = channels > 0 ? row % channels : k;
        real y = (x[k] - mean) * inverse;
        if (back) {
          real g = signal[(size_t)row * length + k] * gamma[c];
          sum += g;
          product += g * y;
        } else {
          out[(size_t)row * length + k] = gamma[c] * y + beta[c];
        }
      }
      held[threadIdx.x] = sum;
      again[threadIdx.x] = product;
    }
    if (back) {
      BLOCK_SUM(held)
      BLOCK_SUM(again)
      PHASE {
        for (int k = threadIdx.x; k < length; k += THREADS) {
          int c = channels > 0 ? row % channels : k;
          real y = (x[k] - mean) * inverse;
          real g = signal[(size_t)row * length + k] * gamma[c];
          out[(size_t)row * length + k] =
              inverse * (g - held[0] / length - y * (again[0] / length));
        }
      }
    }
  }
}
