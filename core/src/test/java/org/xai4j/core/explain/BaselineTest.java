package org.xai4j.core.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;

/** What stands for absent features. */
class BaselineTest {
  @Test
  void theMeanIsThatOfTheKnownValues() {
    double gap = Double.NaN;
    INDArray rows =
        NdArrays.array(DataType.DOUBLE, new double[] {1, gap, gap, 4, 2, gap, 7, 6, gap}, 3, 3);
    assertArrayEquals(
        new double[] {4, 4, gap}, NdArrays.doubles(Baseline.parse("mean").resolve(rows)), 1e-12);
  }
}
