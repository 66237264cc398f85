package org.xai4j.rnn.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;

class WordInputsTest {
  private static Network network(long... shape) {
    return Network.sequential(
        shape,
        new Dense(
            NdArrays.array(DataType.DOUBLE, new double[9], 3, 3),
            NdArrays.array(DataType.DOUBLE, new double[3], 3)));
  }

  @Test
  void featuresLast() {
    WordInputs inputs = WordInputs.of(network(2, 3), 3);
    assertEquals(OptionalInt.of(2), inputs.length());
    assertArrayEquals(
        new double[] {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0},
        NdArrays.doubles(inputs.array(List.of(new int[] {2, 0}, new int[] {1, 1}))));
    assertArrayEquals(new double[] {0, 0, 0, 1, 1, 1}, NdArrays.doubles(inputs.steps(2)));
    double third = 1.0 / 3;
    assertArrayEquals(
        new double[] {third, third, third, third, third, third},
        NdArrays.doubles(inputs.absent(2)));
  }

  @Test
  void timeLast() {
    WordInputs inputs = WordInputs.of(network(3, -1), 3);
    assertEquals(OptionalInt.empty(), inputs.length());
    // Rows are features, columns are steps.
    assertArrayEquals(
        new double[] {0, 1, 0, 0, 1, 0}, NdArrays.doubles(inputs.array(List.of(new int[] {2, 0}))));
    assertArrayEquals(new double[] {0, 1, 0, 1, 0, 1}, NdArrays.doubles(inputs.steps(2)));
    double[][] sums =
        inputs.perSymbol(
            NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 4, 8, 16, 32}, 1, 3, 2), 2);
    assertArrayEquals(new double[] {21, 42}, sums[0]);
  }

  @Test
  void behindALead() {
    WordInputs inputs = WordInputs.behind(network(-1, 3), 2, new int[] {0, 1}, 1);
    assertEquals(OptionalInt.empty(), inputs.length());
    assertArrayEquals(
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
        NdArrays.doubles(inputs.array(List.of(new int[] {1}))));
    assertArrayEquals(
        new double[] {1, 0, 0, 0, 1, 0, 0, 0.5, 0.5}, NdArrays.doubles(inputs.absent(1)));
    double[] values = {9, 9, 9, 9, 9, 9, 1, 2, 4};
    double[][] sums = inputs.perSymbol(NdArrays.array(DataType.DOUBLE, values, 1, 3, 3), 1);
    assertArrayEquals(new double[] {7}, sums[0]);
  }
}
