package org.xai4j.core.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

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

  @Test
  void theInputsAreABackgroundSet() {
    INDArray rows = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 4}, 2, 2);
    Baseline inputs = Baseline.parse("inputs");
    assertEquals("inputs", inputs.toString());
    assertArrayEquals(new double[] {1, 2, 3, 4}, NdArrays.doubles(inputs.resolve(rows)), 0);
    InputException none = assertThrows(InputException.class, () -> Baseline.parse("rows"));
    assertTrue(none.getMessage().contains("mean, inputs,"), none.getMessage());
  }
}
