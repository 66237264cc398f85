package org.xai4j.gradient.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.Check;

/** The regions of XRAI and their order, by hand and on a network. */
class XraiTest {
  private static BitSet set(int... pixels) {
    BitSet set = new BitSet();
    Arrays.stream(pixels).forEach(set::set);
    return set;
  }

  /**
   * Of the map 4 2 0 1 6 the segment {4} has the mean 6, {0, 1} then 3, {1, 2, 3}, of which 1 is
   * taken, 0.5; nothing is left.
   */
  @Test
  void theStrongestRegionComesFirstAndPixelsAreTakenOnce() {
    double[] map = {4, 2, 0, 1, 6};
    List<BitSet> segments = List.of(set(1, 2, 3), set(0, 1), set(4));
    assertArrayEquals(new double[] {3, 3, 0.5, 0.5, 6}, Xrai.ranked(map, segments, 1), 1e-12);
    // Regions of fewer than two new pixels are left out; the rest shares its mean.
    assertArrayEquals(new double[] {3, 3, 0.5, 0.5, 6}, Xrai.ranked(map, segments, 2), 1e-12);
    assertArrayEquals(
        new double[] {2.5, 1, 1, 1, 2.5},
        Xrai.ranked(new double[] {4, 2, 0, 1, 1}, List.of(set(1, 2, 3)), 1),
        1e-12);
  }

  @Test
  void anEdgeBetweenTwoColoursIsKept() {
    double[] image = new double[64];
    for (int p = 0; p < 64; p++) {
      image[p] = p % 8 < 4 ? 0 : 1;
    }
    int[] labels = new GraphSegmentation(300, 10).labels(image, 8, 8);
    for (int p = 0; p < 64; p++) {
      assertEquals(p % 8 < 4 ? 0 : 1, labels[p], "pixel " + p);
    }
    int[] one = new GraphSegmentation(1e6, 4).labels(image, 8, 8);
    assertEquals(0, Arrays.stream(one).max().orElseThrow());
    int[] constant = new GraphSegmentation(1, 1).labels(new double[64], 8, 8);
    assertEquals(0, Arrays.stream(constant).max().orElseThrow());
  }

  @Test
  void smallSegmentsJoinTheirNeighbours() {
    double[] image = new double[144];
    image[5 * 12 + 5] = 1;
    int[] labels = new GraphSegmentation(1e-3, 20).labels(image, 12, 12);
    for (int label = 0; label <= Arrays.stream(labels).max().orElseThrow(); label++) {
      int wanted = label;
      assertTrue(Arrays.stream(labels).filter(l -> l == wanted).count() >= 20);
    }
  }

  /** Every value is the mean of the map over the pixels that have it; so the sums agree. */
  @Test
  void theRegionsOfANetworksImageHoldItsIntegratedGradients() {
    Xrai xrai = new Xrai(20, List.of(100.0, 500.0));
    double[] found =
        NdArrays.doubles(Check.explain(xrai, "cnn", DataType.DOUBLE, Context.standard()).values());
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 8);
    double[] sums = new double[8];
    for (boolean white : new boolean[] {false, true}) {
      for (int i = 0; i < 8; i++) {
        INDArray row =
            NdArrays.array(
                DataType.DOUBLE,
                Arrays.copyOfRange(NdArrays.doubles(x), i * 784, (i + 1) * 784),
                1,
                1,
                28,
                28);
        double end = white ? row.maxNumber().doubleValue() : row.minNumber().doubleValue();
        INDArray flat = row.ulike().assign(end);
        double[] a =
            NdArrays.doubles(
                new IntegratedGradients(20, Quadrature.GAUSS_LEGENDRE)
                    .explain(
                        Goldens.network("cnn").as(DataType.DOUBLE),
                        row,
                        Context.standard().with(Baseline.of(flat)))
                    .values());
        sums[i] += Arrays.stream(a).sum() / 2;
      }
    }
    for (int i = 0; i < 8; i++) {
      double[] own = Arrays.copyOfRange(found, i * 784, (i + 1) * 784);
      assertEquals(sums[i], Arrays.stream(own).sum(), 1e-6 * Math.max(1, Math.abs(sums[i])));
      assertTrue(Arrays.stream(own).distinct().count() < 200);
    }
  }
}
