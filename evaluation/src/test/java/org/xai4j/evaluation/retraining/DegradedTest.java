package org.xai4j.evaluation.retraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Toy;

/** Which features go. */
class DegradedTest {
  private static final INDArray X = Toy.row(1, 2, 3, 4);
  private static final INDArray A = Toy.row(-9, 1, 5, 2);
  private static final INDArray ABSENT = Toy.row(-1, -2, -3, -4);

  @Test
  void theLargestGoOrStay() {
    assertArrayEquals(
        new double[] {-1, 2, -3, 4},
        NdArrays.doubles(Degraded.of(X, A, 0.5, false, ABSENT, SplitRandom.of(0))));
    assertArrayEquals(
        new double[] {1, -2, 3, -4},
        NdArrays.doubles(Degraded.of(X, A, 0.5, true, ABSENT, SplitRandom.of(0))));
    assertArrayEquals(
        new double[] {1, 2, 3, 4},
        NdArrays.doubles(Degraded.of(X, A, 0, false, ABSENT, SplitRandom.of(0))));
    assertThrows(
        InputException.class,
        () -> Degraded.of(X, Toy.row(1, 2), 0.5, false, ABSENT, SplitRandom.of(0)));
  }
}
