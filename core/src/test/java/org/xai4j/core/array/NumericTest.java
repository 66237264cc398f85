package org.xai4j.core.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Prototypes;

/** Lists of numbers by hand. */
class NumericTest {
  @Test
  void theFirstOfTheLargestCounts() {
    assertEquals(1, Numeric.argmax(new double[] {1, 3, 3, 2}));
    assertEquals(2, Numeric.argmax(new double[] {9, 1, 2, 3, 9}, 1, 3));
  }

  @Test
  void equalValuesKeepTheirOrder() {
    assertArrayEquals(
        new int[] {3, 1, 2, 4, 0, 5},
        Numeric.ascending(new double[] {7, 0, -0.0, -2, 0, Double.POSITIVE_INFINITY}));
    assertArrayEquals(new int[0], Numeric.ascending(new double[0]));
  }

  @Test
  void quantilesLieBetweenOrderStatistics() {
    double[] sorted = {1, 2, 4};
    assertEquals(1, Numeric.quantile(sorted, 0));
    assertEquals(3, Numeric.quantile(sorted, 0.75));
    assertEquals(4, Numeric.quantile(sorted, 1));
    assertEquals(5, Numeric.quantile(new double[] {5}, 0.3));
    assertTrue(Double.isNaN(Numeric.quantile(new double[0], 0.5)));
  }

  @Test
  void correlationOfAStraightLineIsOne() {
    double[] x = {1, 2, 3, 5};
    assertEquals(1, Numeric.pearson(x, new double[] {3, 5, 7, 11}), 1e-15);
    assertEquals(-1, Numeric.pearson(x, new double[] {-1, -2, -3, -5}), 1e-15);
    assertTrue(Double.isNaN(Numeric.pearson(x, new double[] {2, 2, 2, 2})));
  }

  @Test
  void rowsGoThereAndBack() {
    double[][] rows = {{1, 2, 3}, {4, 5, 6}};
    INDArray array = NdArrays.array(DataType.DOUBLE, rows);
    assertArrayEquals(new long[] {2, 3}, array.shape());
    assertArrayEquals(rows, NdArrays.rows(array));
    assertArrayEquals(rows, NdArrays.rows(array.reshape(2, 3, 1)));
  }

  @Test
  void recordsCopyTheirArraysAndPrintThem() {
    double[] base = {1, 2};
    Attribution.Trust trust =
        new Attribution.Trust(Optional.of(base), Optional.empty(), Optional.empty());
    base[0] = 9;
    trust.base().orElseThrow()[1] = 9;
    assertEquals("Trust[base=[1.0, 2.0], errors=none, fit=none]", trust.toString());
    assertEquals(
        "Example[index=3, answered=1, row=[0.5]]",
        new Prototypes.Example(3, 1, new double[] {0.5}).toString());
  }
}
