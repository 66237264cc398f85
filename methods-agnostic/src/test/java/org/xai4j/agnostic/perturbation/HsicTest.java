package org.xai4j.agnostic.perturbation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The Hilbert-Schmidt independence criterion against its definition. */
class HsicTest {
  @Test
  void criterionIsTheTraceOfTheCentredKernels() {
    long[][] keep = {{0b01}, {0b10}, {0b11}, {0b00}, {0b01}};
    double[] y = {1, 0.2, 1.3, -0.4, 0.9};
    int n = 5;
    double[][] l = Hsic.centredKernel(y);
    double[] values = Hsic.criteria(keep, y, 2);
    for (int i = 0; i < 2; i++) {
      // tr(K·HLH) with the kernel of equality.
      double trace = 0;
      for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
          trace += (keep[a][0] >> i & 1) == (keep[b][0] >> i & 1) ? l[a][b] : 0;
        }
      }
      assertEquals(trace / 16, values[i], 1e-12);
    }
    for (double[] row : l) {
      assertEquals(0, java.util.Arrays.stream(row).sum(), 1e-12);
    }
  }
}
