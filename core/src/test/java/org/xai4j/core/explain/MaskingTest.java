package org.xai4j.core.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.SplitRandom;

/** Masked copies, element by element. */
class MaskingTest {
  @Test
  void everyElementIsTheRowsOwnOrTheBaselines() {
    SplitRandom random = SplitRandom.of(1);
    for (int groups : new int[] {1, 7, 64, 65, 130}) {
      for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
        check(groups, type, random);
      }
    }
  }

  private static void check(int groups, DataType type, SplitRandom random) {
    int width = 2 * groups + 3;
    int[] ids = new int[width];
    Arrays.setAll(ids, j -> j < groups ? j : random.nextInt(groups));
    double[] row = new double[width];
    Arrays.setAll(row, j -> j + 1);
    double[] bases = new double[2 * width];
    Arrays.setAll(bases, j -> -1.0 - j);
    List<double[]> seen = new ArrayList<>();
    Predictor model =
        batch -> {
          seen.addAll(Arrays.asList(NdArrays.rows(batch)));
          return batch.sum(true, 1);
        };
    INDArray input = NdArrays.array(type, row, 1, width);
    Target.Resolved target = Target.of(0).resolve(input.sum(true, 1), 0);
    Masking masking =
        new Masking(
            model,
            input,
            0,
            NdArrays.array(type, bases, 2, width),
            new Grouping(ids, groups),
            target);
    long[][] sets = new long[9][];
    for (int s = 0; s < sets.length; s++) {
      sets[s] = s == 0 ? Masking.everything(groups) : Masking.nothing(groups);
      for (int g = 0; g < groups; g++) {
        sets[s][g >>> 6] ^= random.nextInt(8) < s ? 1L << g : 0;
      }
    }
    double[] scores = masking.scores(sets);
    for (int s = 0; s < sets.length; s++) {
      double mean = 0;
      for (int b = 0; b < 2; b++) {
        double[] expected = new double[width];
        for (int j = 0; j < width; j++) {
          boolean kept = (sets[s][ids[j] >>> 6] >>> ids[j] & 1) != 0;
          expected[j] = kept ? row[j] : bases[b * width + j];
        }
        assertArrayEquals(expected, seen.get(2 * s + b), groups + " groups, set " + s);
        mean += Arrays.stream(expected).sum() / 2;
      }
      assertEquals(mean, scores[s], 1e-3);
    }
  }

  @Test
  void theWholeSetHasNoBitBeyondItsGroups() {
    for (int groups : new int[] {1, 63, 64, 65, 128}) {
      int bits = Arrays.stream(Masking.everything(groups)).mapToInt(Long::bitCount).sum();
      assertEquals(groups, bits);
    }
  }
}
