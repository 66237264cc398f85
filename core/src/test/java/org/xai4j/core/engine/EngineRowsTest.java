package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;

/** How batches are cut into chunks. */
class EngineRowsTest {
  private static final int WIDTH = 64;

  private static Network network() {
    INDArray weights = Nd4j.ones(DataType.FLOAT, WIDTH, 32);
    return Network.sequential(
        new long[] {WIDTH}, new Dense(weights, Nd4j.zeros(DataType.FLOAT, 32)), Activation.relu());
  }

  @Test
  void chunksAreOfOneLengthAndShareEvenlyAmongThreads() {
    Network network = network();
    Engine engine = Engine.standard();
    for (int n : new int[] {1, 3, 64, 1_000, 4_096, 20_000, 100_000}) {
      int rows = engine.rows(network, Nd4j.zeros(DataType.FLOAT, n, WIDTH));
      int chunks = (n + rows - 1) / rows;
      assertTrue(chunks < 8 ? Integer.bitCount(chunks) == 1 : chunks % 8 == 0, n + ": " + chunks);
      // The last chunk lacks at most one row for each other.
      assertTrue(chunks * rows - n < chunks, n + ": " + rows);
    }
    assertEquals(1, engine.rows(network, Nd4j.zeros(DataType.FLOAT, 1, WIDTH)));
  }

  @Test
  void aSmallMemoryMakesShortChunks() {
    Network network = network();
    int rows =
        Engine.standard().within(1 << 20).rows(network, Nd4j.zeros(DataType.FLOAT, 9_999, WIDTH));
    assertTrue(rows < 2_000, String.valueOf(rows));
  }
}
