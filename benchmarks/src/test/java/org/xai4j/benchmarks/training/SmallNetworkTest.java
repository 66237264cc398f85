package org.xai4j.benchmarks.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Draw;

/** The same seed gives the same network, seed 0 too. */
class SmallNetworkTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 3})
  void trainingFollowsFromTheSeed(long seed) {
    INDArray x = Draw.normal(SplitRandom.of(1), DataType.FLOAT, 8, 1, 4, 4);
    int[] labels = {0, 1, 0, 1, 1, 0, 1, 0};
    INDArray one = new SmallNetwork(4, 2, false, seed).train(x, labels, 2);
    INDArray again = new SmallNetwork(4, 2, false, seed).train(x, labels, 2);
    assertEquals(one, again);
    assertNotEquals(one, new SmallNetwork(4, 2, false, seed + 1).train(x, labels, 2));
  }
}
