package org.xai4j.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.tensor.Tensor;

/** Each kernel against a few lines of Java. */
class ComparisonKernelsTest {
  private static EmulatedDriver driver;
  private static CudaDevice device;
  private static ComparisonKernels kernels;

  @BeforeAll
  static void begin() {
    Assumptions.assumeTrue(
        EmulatedProvider.available(), "there is no g++ or no JNA: the kernels are not tested");
    driver = new EmulatedDriver();
    device = new CudaDevice("emulated", driver);
    kernels = new ComparisonKernels(device);
  }

  @AfterAll
  static void end() {
    if (driver != null) {
      driver.close();
    }
  }

  private static double[] draw(int seed, int count) {
    Random random = new Random(seed);
    return random.doubles(count, -1, 1).toArray();
  }

  private static Tensor tensor(double[] values, long... shape) {
    return device.of(DataType.DOUBLE, values, shape);
  }

  @Test
  void pointsGoToTheNearestCentre() {
    Tensor points = tensor(new double[] {0, 0, 1, 1, 0.5, 0.5, 3, -1}, 4, 2);
    Tensor centres = tensor(new double[] {0, 0, 1, 1, 3, 0}, 3, 2);
    assertArrayEquals(new int[] {0, 1, 0, 2}, kernels.nearest(points, centres));
  }

  @Test
  void ranksCorrelate() {
    // Ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3: 4.5 / sqrt(4.5 · 5).
    Tensor a = tensor(new double[] {1, 2, 2, 9, 5, 5, 5, 5, 1, 2, 3, 4}, 3, 4);
    Tensor b = tensor(new double[] {-4, 0, 3, 8, 1, 2, 3, 4, 9, 7, 4, 1}, 3, 4);
    double[] expected = {4.5 / Math.sqrt(4.5 * 5), 0, -1};
    assertArrayEquals(expected, kernels.spearman(a, b).doubles(), 1e-12);
  }

  @Test
  void similarityIsTheMeanOverWindows() {
    double[] a = draw(13, 2 * 7 * 6);
    double[] b = a.clone();
    for (int i = 42; i < 84; i++) {
      b[i] = 0.5 * a[i] + 0.1;
    }
    double[] actual = kernels.similarity(tensor(a, 2, 7, 6), tensor(b, 2, 7, 6), 3, 2).doubles();
    assertEquals(1, actual[0], 1e-12);
    double total = 0;
    for (int at = 0; at < 5 * 4; at++) {
      double x = 0;
      double xx = 0;
      for (int k = 0; k < 9; k++) {
        double value = a[42 + (at / 4 + k / 3) * 6 + at % 4 + k % 3];
        x += value / 9;
        xx += value * value / 9;
      }
      double variance = xx - x * x;
      double y = 0.5 * x + 0.1;
      // b is affine in a: its variance is a quarter, their covariance half of a's.
      total +=
          (2 * x * y + 0.0004)
              * (variance + 0.0036)
              / ((x * x + y * y + 0.0004) * (1.25 * variance + 0.0036));
    }
    assertEquals(total / 20, actual[1], 1e-12);
  }
}
