package org.xai4j.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.tensor.Tensor;

/** Each kernel against a few lines of Java. */
class BatchKernelsTest {
  private static EmulatedDriver driver;
  private static CudaDevice device;
  private static BatchKernels kernels;
  private static RelevanceKernels relevance;

  @BeforeAll
  static void begin() {
    Assumptions.assumeTrue(
        EmulatedProvider.available(), "there is no g++ or no JNA: the kernels are not tested");
    driver = new EmulatedDriver();
    device = new CudaDevice("emulated", driver);
    kernels = new BatchKernels(device);
    relevance = new RelevanceKernels(device);
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

  private static void assertCells(IntToDoubleFunction expected, Tensor actual) {
    double[] values = actual.doubles();
    for (int i = 0; i < values.length; i++) {
      assertEquals(expected.applyAsDouble(i), values[i], 1e-12, "cell " + i);
    }
  }

  @Test
  void pathsAreInterpolatedAndAddedUp() {
    double[] from = draw(1, 2 * 300);
    double[] to = draw(2, 2 * 300);
    double[] places = {0, 0.25, 1};
    Tensor a = tensor(from, 2, 300);
    Tensor b = tensor(to, 2, 300);
    Tensor points = kernels.pathPoints(a, b, tensor(places, 3));
    assertArrayEquals(new long[] {6, 300}, points.shape());
    assertCells(
        i -> {
          int at = i / 900 * 300 + i % 300;
          return from[at] + places[i / 300 % 3] * (to[at] - from[at]);
        },
        points);
    double[] gradients = draw(3, 6 * 300);
    double[] weights = {0.2, 0.5, 0.3};
    assertCells(
        i -> {
          double sum = 0;
          for (int k = 0; k < 3; k++) {
            sum += weights[k] * gradients[(i / 300 * 3 + k) * 300 + i % 300];
          }
          return (to[i] - from[i]) * sum;
        },
        kernels.pathSums(tensor(gradients, 6, 300), tensor(weights, 3), a, b));
  }

  @Test
  void noiseIsNormalAndBelongsToTheSeed() {
    double[] x = draw(4, 2 * 500);
    Tensor rows = tensor(x, 2, 500);
    double[] noisy = kernels.noisy(rows, new long[] {7, 8}, 40, 2).doubles();
    double mean = 0;
    double square = 0;
    for (int i = 0; i < noisy.length; i++) {
      double noise = noisy[i] - x[i / 20_000 * 500 + i % 500];
      mean += noise / noisy.length;
      square += noise * noise / noisy.length;
    }
    // Standard errors of 40,000 draws are 0.01 and 0.028.
    assertEquals(0, mean, 0.05);
    assertEquals(4, square, 0.15);
    double[] alone = kernels.noisy(rows.rows(1, 2), new long[] {8}, 40, 2).doubles();
    assertArrayEquals(Arrays.copyOfRange(noisy, 20_000, 40_000), alone);
    assertTrue(Arrays.stream(alone).distinct().count() > 19_990);
  }

  @Test
  void masksTakeGroupsFromTheBaseline() {
    double[] x = draw(5, 100);
    double[] baseline = draw(6, 100);
    int[] group = new int[100];
    Arrays.setAll(group, i -> i * 7 % 45);
    boolean[][] masks = new boolean[9][45];
    Random random = new Random(9);
    for (boolean[] mask : masks) {
      for (int f = 0; f < mask.length; f++) {
        mask[f] = random.nextBoolean();
      }
    }
    assertCells(
        i -> masks[i / 100][group[i % 100]] ? x[i % 100] : baseline[i % 100],
        kernels.masked(tensor(x, 1, 100), tensor(baseline, 1, 100), group, masks));
    int[] rank = new int[45];
    Arrays.setAll(rank, f -> (f * 11 + 3) % 45);
    int[] counts = {0, 1, 20, 45};
    assertCells(
        i -> rank[group[i % 100]] < counts[i / 100] ? baseline[i % 100] : x[i % 100],
        kernels.removed(tensor(x, 1, 100), tensor(baseline, 1, 100), group, rank, counts));
  }

  @Test
  void windowsAreCutAtTheBorders() {
    double[] x = draw(7, 2 * 5 * 6);
    double[] baseline = draw(8, 60);
    BatchKernels.Windows windows = new BatchKernels.Windows(2, 3, 2, 2, 3);
    Tensor out =
        kernels.occluded(tensor(x, 1, 2, 5, 6), tensor(baseline, 1, 2, 5, 6), windows, 2, 9);
    assertArrayEquals(new long[] {7, 2, 5, 6}, out.shape());
    assertCells(
        i -> {
          int window = 2 + i / 60;
          int h = i / 6 % 5 - window / 3 * 2;
          int w = i % 6 - window % 3 * 2;
          return h >= 0 && h < 2 && w >= 0 && w < 3 ? baseline[i % 60] : x[i % 60];
        },
        out);
  }

  @Test
  void normalEquationsAreThoseOfTheMasks() {
    int samples = 700;
    int features = 35;
    Random random = new Random(10);
    boolean[][] masks = new boolean[samples][features];
    double[][] z = new double[samples][features + 1];
    for (int s = 0; s < samples; s++) {
      z[s][features] = 1;
      for (int f = 0; f < features; f++) {
        masks[s][f] = random.nextBoolean();
        z[s][f] = masks[s][f] ? 1 : 0;
      }
    }
    double[] w = Arrays.stream(draw(11, samples)).map(Math::abs).toArray();
    double[] y = draw(12, samples);
    BatchKernels.Normal normal = kernels.normal(tensor(w, samples), tensor(y, samples), masks);
    double[] gram = normal.gram().doubles();
    double[] moment = normal.moment().doubles();
    for (int i = 0; i <= features; i++) {
      double sum = 0;
      for (int s = 0; s < samples; s++) {
        sum += w[s] * z[s][i] * y[s];
      }
      assertEquals(sum, moment[i], 1e-10);
      for (int j = 0; j <= features; j++) {
        double product = 0;
        for (int s = 0; s < samples; s++) {
          product += w[s] * z[s][i] * z[s][j];
        }
        assertEquals(product, gram[i * (features + 1) + j], 1e-10);
      }
    }
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

  @Test
  void stagesOfRelevanceAreTheirFormulas() {
    double[] r = draw(14, 12);
    double[] z = draw(15, 12);
    double[] up = draw(16, 12);
    double[] down = draw(17, 12);
    z[3] = 0;
    Tensor[] t = {tensor(r, 3, 4), tensor(z, 3, 4), tensor(up, 3, 4), tensor(down, 3, 4)};
    assertCells(
        i -> -2 * r[i] / (z[i] + (z[i] < 0 ? -0.1 : 0.1)), relevance.share(t[0], t[1], 0.1, -2));
    Tensor[] signs = relevance.shareBySign(t[0], t[1], t[2], t[3], 0);
    assertCells(i -> z[i] > 0 ? r[i] / up[i] : 0, signs[0]);
    assertCells(i -> z[i] < 0 ? r[i] / down[i] : 0, signs[1]);
    Tensor[] parts = relevance.split(t[0]);
    assertCells(i -> Math.max(r[i], 0), parts[0]);
    assertCells(i -> Math.min(r[i], 0), parts[1]);
    assertCells(i -> r[i] * z[i] + up[i] * down[i], relevance.join(t[0], t[1], t[2], t[3]));
    assertCells(
        i -> r[i] * z[i] + 1.5 * up[i] - 2 * down[i],
        relevance.box(t[0], t[1], t[2], t[3], -1.5, 2));
    assertCells(i -> r[i] > 0 && z[i] > 0 ? z[i] : 0, relevance.rectified(t[0], t[1], true));
    assertCells(i -> z[i] > 0 ? z[i] : 0, relevance.rectified(t[0], t[1], false));
  }

  @Test
  void fixedRulesShareAllRelevance() {
    double[] r = draw(18, 2 * 3);
    double[] w = draw(19, 5 * 3);
    for (int i = 0; i < 5; i++) {
      // An output without weights shares alike.
      w[i * 3 + 1] = 0;
    }
    Tensor signal = tensor(r, 2, 3);
    assertCells(
        i -> (r[i / 5 * 3] + r[i / 5 * 3 + 1] + r[i / 5 * 3 + 2]) / 5, relevance.flat(signal, 5));
    assertCells(
        i -> {
          double sum = r[i / 5 * 3 + 1] / 5;
          for (int j = 0; j < 3; j += 2) {
            double squares = 0;
            for (int k = 0; k < 5; k++) {
              squares += w[k * 3 + j] * w[k * 3 + j];
            }
            sum += r[i / 5 * 3 + j] * w[i % 5 * 3 + j] * w[i % 5 * 3 + j] / squares;
          }
          return sum;
        },
        relevance.squared(signal, tensor(w, 5, 3)));
  }
}
