package org.xai4j.rnn.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Fuzz;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Streams;
import org.xai4j.rnn.network.SteppedStack;

/** Gradients against finite differences, training against languages, networks against files. */
class TrainerTest {
  private static Training small(Architecture architecture) {
    return Training.standard(architecture).withUnits(4).withUpdates(20);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void backwardStepIsTheDerivativeOfTheForwardStep(Architecture architecture) {
    Shape shape = new Shape(architecture, 3, 4, 2);
    int n = 5;
    SplitRandom random = SplitRandom.of(7);
    Steps steps = new Steps(shape, n);
    double[] p = draw(shape.parameters(), random);
    boolean[] present = shape.present();
    for (int i = 0; i < p.length; i++) {
      p[i] = present[i] ? p[i] : 0;
    }
    double[] state = draw(shape.state() * n, random);
    double[] noise = draw(steps.memo(), random);
    double[] weights = draw(shape.state() * n, random);
    int[] symbols = {0, 1, 2, 1, 0};
    double[] memo = noise.clone();
    double[] next = new double[state.length];
    double[] drive = new double[shape.width() * n];
    ColumnBatches.gather(p, shape.bias(), shape.width(), symbols, drive, 0, n);
    steps.forward(p, drive, state, next, memo);
    double[] dState = new double[state.length];
    double[] g = new double[p.length];
    steps.backward(p, state, next, memo, weights.clone(), dState, drive, g);
    ColumnBatches.scatter(drive, 0, shape.width(), symbols, g, shape.bias(), n);
    double h = 1e-6;
    for (int i = 0; i < shape.readout(); i++) {
      if (present[i]) {
        double[] up = p.clone();
        double[] down = p.clone();
        up[i] += h;
        down[i] -= h;
        double slope =
            (value(shape, steps, up, symbols, state, noise, weights)
                    - value(shape, steps, down, symbols, state, noise, weights))
                / (2 * h);
        assertEquals(slope, g[i], 1e-6, "parameter " + i);
      }
    }
    for (int i = 0; i < state.length; i++) {
      double[] up = state.clone();
      double[] down = state.clone();
      up[i] += h;
      down[i] -= h;
      double slope =
          (value(shape, steps, p, symbols, up, noise, weights)
                  - value(shape, steps, p, symbols, down, noise, weights))
              / (2 * h);
      assertEquals(slope, dState[i], 1e-6, "state " + i);
    }
  }

  private static double[] draw(int length, SplitRandom random) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = 0.5 * random.nextGaussian();
    }
    return values;
  }

  private static double value(
      Shape shape,
      Steps steps,
      double[] p,
      int[] symbols,
      double[] state,
      double[] noise,
      double[] weights) {
    double[] next = new double[state.length];
    double[] drive = new double[shape.width() * symbols.length];
    ColumnBatches.gather(p, shape.bias(), shape.width(), symbols, drive, 0, symbols.length);
    steps.forward(p, drive, state, next, noise.clone());
    double sum = 0;
    for (int i = 0; i < next.length; i++) {
      sum += weights[i] * next[i];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void learnsAndTheSameSeedGivesTheSameNetwork(Architecture architecture) {
    Language language = Languages.get("tomita2");
    Training training = Training.standard(architecture).withUnits(8).withUpdates(600);
    TrainedNetwork network = LanguageTrainer.train(training, language, 1);
    Streams.Piece test = Streams.uniform(language.machine(), 0.1).piece(5_000, SplitRandom.of(9));
    assertEquals(0, network.errors(test), 50);
    TrainedNetwork shorter = LanguageTrainer.train(training.withUpdates(30), language, 1);
    assertEquals(
        shorter.hash(), LanguageTrainer.train(training.withUpdates(30), language, 1).hash());
    assertNotEquals(
        shorter.hash(), LanguageTrainer.train(training.withUpdates(30), language, 2).hash());
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void isTheSameNetworkAsAGraphAndInAFile(Architecture architecture, @TempDir Path folder) {
    Language language = Languages.get("addition2");
    TrainedNetwork network = LanguageTrainer.train(small(architecture), language, 3);
    SteppedStack graph = SteppedStack.of(network.network(), language.machine().symbols() + 1);
    network.write(folder.resolve("n.npz"));
    TrainedNetwork read = TrainedNetwork.read(folder.resolve("n.npz"));
    assertEquals(network.hash(), read.hash());
    assertEquals(network.alphabet(), read.alphabet());
    int[] word = {0, 3, 1, 2, 3};
    int[] shifted =
        java.util.stream.IntStream.concat(
                Arrays.stream(network.lead()), Arrays.stream(word).map(a -> a + 1))
            .toArray();
    double[] expected = network.scores(network.run(word));
    assertArrayEquals(expected, graph.scores(graph.run(shifted)), 1e-9);
    assertArrayEquals(expected, read.scores(read.run(word)), 0);
  }

  @Test
  void ordinaryArchivesAreRefused(@TempDir Path folder) {
    Path file = folder.resolve("x.npz");
    org.xai4j.core.data.Npz.write(
        file, java.util.Map.of("a", NdArrays.array(DataType.DOUBLE, new double[] {1}, 1)));
    assertThrows(InputException.class, () -> TrainedNetwork.read(file));
    assertThrows(InputException.class, () -> Training.standard(Architecture.GRU).withUnits(0));
  }

  @Test
  void archivesOfAnyDamage(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("n.npz");
    LanguageTrainer.train(small(Architecture.LSTM).withUpdates(3), Languages.get("addition2"), 3)
        .write(file);
    java.util.Map<String, org.nd4j.linalg.api.ndarray.INDArray> arrays =
        org.xai4j.core.data.Npz.read(file);
    for (String name : arrays.keySet().toArray(new String[0])) {
      Fuzz.run(
          name,
          org.xai4j.core.data.Npy.bytes(arrays.get(name)),
          40,
          bytes -> {
            java.util.Map<String, org.nd4j.linalg.api.ndarray.INDArray> damaged =
                new java.util.LinkedHashMap<>(arrays);
            damaged.put(name, org.xai4j.core.data.Npy.parse(bytes, name + ".npy"));
            org.xai4j.core.data.Npz.write(file, damaged);
            TrainedNetwork.read(file);
          });
    }
  }

  @Test
  void zigguratIsNormal() {
    SplitRandom random = SplitRandom.of(5);
    int n = 400_000;
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = Ziggurat.next(random);
    }
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
    double fourth = Arrays.stream(x).map(v -> v * v * v * v).average().orElseThrow();
    double tail = Arrays.stream(x).filter(v -> Math.abs(v) > 3.7).count() / (double) n;
    // Five standard errors each.
    assertEquals(0, mean, 5 / Math.sqrt(n));
    assertEquals(1, variance, 5 * Math.sqrt(2.0 / n));
    assertEquals(3, fourth, 5 * Math.sqrt(96.0 / n));
    assertEquals(2.156e-4, tail, 5 * Math.sqrt(2.156e-4 / n));
    assertTrue(Arrays.stream(x).anyMatch(v -> v < -3.7));
  }
}
