package org.xai4j.benchmarks.p300;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.eeg.Recording;
import org.xai4j.core.data.eeg.Stimulus;
import org.xai4j.core.signal.Epochs;
import org.xai4j.core.signal.Pipeline;

/** Simulated potentials, their decoding, and linear discriminant analysis. */
class P300Test {
  private static Simulator simulator(long seed) {
    return new Simulator(List.of("Fz", "Pz", "PO7"), 240, 2, 1, 0.02, seed);
  }

  @Test
  void theSameSeedGivesTheSameRecordings() {
    Recording one = simulator(3).spell("A9", "test").get(1);
    Recording again = simulator(3).spell("A9", "test").get(1);
    assertArrayEquals(one.samples(), again.samples());
    assertEquals(one.stimuli(), again.stimuli());
    assertFalse(
        Arrays.deepEquals(one.samples(), simulator(4).spell("A9", "test").get(1).samples()));
    assertFalse(
        Arrays.deepEquals(one.samples(), simulator(3).spell("A9", "other").get(1).samples()));
    assertEquals(simulator(3).text(20, "a"), simulator(3).text(20, "a"));
  }

  @Test
  void everyRowAndColumnFlashesOncePerRepetition() {
    Recording r = simulator(1).spell("A", "x").get(0);
    assertEquals(24, r.stimuli().size());
    int[] codes = r.stimuli().stream().limit(12).mapToInt(Stimulus::code).sorted().toArray();
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, codes);
    // A is in the first column and in the first row.
    for (Stimulus s : r.stimuli()) {
      assertEquals(s.code() == 1 || s.code() == 7, s.target());
    }
  }

  /** Without noise the classes differ most at the P300's latency over the parietal scalp. */
  @Test
  void theTruthIsTheP300() {
    Pipeline pipeline = Pipeline.standard(1, 20, 50, 4, 300);
    P300Data data = P300Data.simulated(simulator(2), 3, 2, pipeline);
    double[][] clean = data.clean().orElseThrow();
    double[] pz = clean[1];
    int peak = 0;
    for (int t = 0; t < pz.length; t++) {
      peak = pz[t] > pz[peak] ? t : peak;
    }
    assertEquals(Simulator.P300, data.test().times()[peak], 0.03);
    double[][] truth = data.truth().orElseThrow();
    assertEquals(1, truth[1][peak]);
    double inside = Arrays.stream(truth).flatMapToDouble(Arrays::stream).average().orElse(0);
    assertTrue(inside > 0.03 && inside < 0.4, "inside " + inside);
    assertTrue(data.spelt());
  }

  private static Epochs epochs(List<int[]> flashes) {
    List<Epochs.Epoch> list = new ArrayList<>();
    for (int[] f : flashes) {
      list.add(new Epochs.Epoch(new double[1][1], f[2] == 1, f[1], f[0]));
    }
    return new Epochs(List.of("Cz"), new double[] {0}, list, new Epochs.Rejected(0, 0, 0));
  }

  /** The second repetition mends what the first gets wrong. */
  @Test
  void scoresAreAddedUpOverRepetitions() {
    List<int[]> flashes = new ArrayList<>();
    double[] scores = new double[24];
    for (int r = 0; r < 2; r++) {
      for (int code = 1; code <= 12; code++) {
        boolean target = code == 3 || code == 8;
        scores[flashes.size()] = r == 0 ? (code == 4 || code == 8 ? 1 : 0) : target ? 3 : 0;
        flashes.add(new int[] {0, code, target ? 1 : 0});
      }
    }
    List<Spelling> all = Spelling.of(epochs(flashes), scores);
    assertEquals(2, all.size());
    assertEquals(0, all.get(0).accuracy());
    assertEquals(1, all.get(1).accuracy());
    assertEquals(Math.log(36) / Math.log(2), Spelling.bits(1), 1e-12);
    assertEquals(0, Spelling.bits(1.0 / 36));
    // log2(36) + 0.8 log2(0.8) + 0.2 log2(0.2/35)
    assertEquals(3.4221, Spelling.bits(0.8), 1e-4);
    assertEquals(Spelling.bits(1) * 60 / (24 * 0.175 + 2.5), all.get(1).bits(), 1e-9);
  }

  /**
   * NumPy 2.4.6 on x[i, j] = s[j]·sin(1 + 0.7·i·(j + 1)) + 2·cos(1.3·i) + 1.5·[i % 4 = 0][j = 5], s
   * = 1, 2, 4, 1, 3, 0.5, 60 rows; shrinkage min(Σ‖zzᵀ − S‖²/n², d²)/d².
   */
  @Test
  void discriminantIsNumpys() {
    double[] scale = {1, 2, 4, 1, 3, 0.5};
    List<Epochs.Epoch> list = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double[][] values = new double[2][3];
      for (int j = 0; j < 6; j++) {
        values[j / 3][j % 3] =
            scale[j] * Math.sin(1 + i * (j + 1) * 0.7)
                + 2 * Math.cos(i * 1.3)
                + (i % 4 == 0 && j == 5 ? 1.5 : 0);
      }
      list.add(new Epochs.Epoch(values, i % 4 == 0, 0, 0));
    }
    Epochs epochs =
        new Epochs(
            List.of("Cz", "Pz"), new double[] {0, 0.1, 0.2}, list, new Epochs.Rejected(0, 0, 0));
    Lda lda = Lda.of(epochs);
    assertEquals(0.060450106128160645, lda.shrinkage(), 1e-10);
    assertEquals(-2.0672918147507424, lda.bias(), 1e-8);
    assertArrayEquals(
        new double[] {
          -0.7473846408721876,
          -0.4358380488626914,
          -0.33850766978503144,
          -1.0675691509790723,
          0.1762323241289636,
          2.765644272361069
        },
        lda.filter(),
        1e-8);
    assertArrayEquals(
        new double[] {
          0.02098417575883804,
          -0.0756153938286688,
          0.00904028748848543,
          0.022539564701277378,
          0.09209946749224023,
          0.3592721747621135
        },
        lda.pattern(),
        1e-8);
    double[] logits = NdArrays.doubles(lda.network().logits().predict(epochs.inputs()));
    double sum = lda.bias();
    for (int j = 0; j < 6; j++) {
      sum += lda.filter()[j] * list.get(7).values()[j / 3][j % 3];
    }
    assertEquals(sum, logits[15] - logits[14], 1e-4);
  }

  @Test
  void keptNetworksAreTheTrainedOnes() {
    Pipeline pipeline = Pipeline.standard(1, 20, 50, 8, 300);
    P300Data data = P300Data.simulated(simulator(5), 4, 2, pipeline);
    for (Classifier c : Classifier.values()) {
      var network = c.train(data.train(), 1, 1);
      var restored =
          c.restore(
              Classifier.weights(network),
              data.train().channels().size(),
              data.train().times().length);
      assertEquals(network.hash(), restored.hash(), c.id());
    }
  }
}
