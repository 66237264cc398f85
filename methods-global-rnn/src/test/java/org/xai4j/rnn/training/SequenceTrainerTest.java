package org.xai4j.rnn.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.SplitRandom;

/** Recurrent networks that classify sequences of numbers. */
class SequenceTrainerTest {
  private static final int STEPS = 12;

  /** Class 1 has a bump in the first feature at steps 4 to 6; all is noisy. */
  private static SequenceTrainer.Sequences bumps(int count, long seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[][][] values = new double[count][2][STEPS];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      for (int c = 0; c < 2; c++) {
        for (int t = 0; t < STEPS; t++) {
          boolean bump = labels[i] == 1 && c == 0 && t >= 4 && t <= 6;
          values[i][c][t] = 0.5 * random.nextGaussian() + (bump ? 1.5 : 0);
        }
      }
    }
    return new SequenceTrainer.Sequences(values, labels);
  }

  private static SequenceTraining training(
      Architecture architecture, SequenceTraining.Readout readout) {
    return new SequenceTraining(architecture, 6, readout, 0.1, 0.1, 1e-4, 20, 20, 16, 0.01);
  }

  @ParameterizedTest
  @EnumSource(SequenceTraining.Readout.class)
  void learnsWhatIsThereAndTheSameSeedGivesTheSameNetwork(SequenceTraining.Readout readout) {
    SequenceTrainer.Sequences test = bumps(200, 3);
    double[] flat = new double[200 * 2 * STEPS];
    for (int i = 0; i < 200; i++) {
      for (int c = 0; c < 2; c++) {
        System.arraycopy(test.values()[i][c], 0, flat, (i * 2 + c) * STEPS, STEPS);
      }
    }
    for (Architecture architecture :
        new Architecture[] {Architecture.ELMAN, Architecture.LSTM, Architecture.GRU}) {
      SequenceTraining training = training(architecture, readout);
      Network network = SequenceTrainer.train(training, bumps(200, 1), bumps(60, 2), 2, 7);
      double[] p =
          NdArrays.doubles(network.predict(NdArrays.array(DataType.FLOAT, flat, 200, 2, STEPS)));
      int right = 0;
      for (int i = 0; i < 200; i++) {
        right += (p[2 * i + 1] > 0.5 ? 1 : 0) == test.labels()[i] ? 1 : 0;
      }
      assertTrue(right > 180, architecture + " has " + right + " of 200 right");
      Network again = SequenceTrainer.train(training, bumps(200, 1), bumps(60, 2), 2, 7);
      assertEquals(network.hash(), again.hash());
      Network other = SequenceTrainer.train(training, bumps(200, 1), bumps(60, 2), 2, 8);
      assertNotEquals(network.hash(), other.hash());
      Network structure = SequenceTrainer.untrained(training, 2, STEPS, 2);
      assertEquals(structure.nodes().size(), network.nodes().size());
    }
  }
}
