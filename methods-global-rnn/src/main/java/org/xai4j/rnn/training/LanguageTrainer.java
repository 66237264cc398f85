package org.xai4j.rnn.training;

import org.xai4j.core.run.Progress;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Streams;

/**
 * Trains one network on one language. The same seed gives the same network; many networks are
 * trained side by side, each on a thread of its own.
 */
public final class LanguageTrainer {
  /** Updates between two looks at the validation stream. */
  private static final int CHECK = 500;

  /** Steps of the validation stream. */
  private static final int VALIDATION = 5_000;

  /** Share of the updates over which the noise grows to its full size. */
  private static final double NOISE_GROWS = 0.4;

  private final Training training;
  private final Language language;
  private final Shape shape;
  private final SplitRandom random;
  private final SplitRandom noise;
  private final int n;
  private final Steps steps;
  private final double[] p;
  private final double[] g;
  private final Adam adam;
  private final boolean[] present;
  private final boolean[] biases;
  private final double[][] states;
  private final double[][] memos;

  private LanguageTrainer(Training training, Language language, long seed) {
    this.training = training;
    this.language = language;
    shape =
        new Shape(
            training.architecture(),
            language.machine().symbols() + 1,
            training.units(),
            language.machine().outputNames().size());
    random = SplitRandom.of(seed).split("rnn-training").split(language.id());
    noise = random.split("noise");
    n = training.streams();
    steps = new Steps(shape, n);
    present = shape.present();
    biases = shape.biases();
    p = initial();
    g = new double[p.length];
    adam = new Adam(p.length);
    states = new double[training.window() + 1][shape.state() * n];
    memos = new double[training.window()][steps.memo()];
  }

  /**
   * Trains a network.
   *
   * @param training how
   * @param language what it should compute; the reset symbol is its first input
   * @param seed of all randomness
   * @return the network
   */
  public static TrainedNetwork train(Training training, Language language, long seed) {
    return train(training, language, seed, Progress.SILENT);
  }

  /**
   * Trains a network.
   *
   * @param training how
   * @param language what it should compute; the reset symbol is its first input
   * @param seed of all randomness
   * @param progress hears of updates
   * @return the network
   */
  public static TrainedNetwork train(
      Training training, Language language, long seed, Progress progress) {
    LanguageTrainer trainer = new LanguageTrainer(training, language, seed);
    progress.begin("training", training.updates());
    trainer.run(progress);
    progress.end();
    return new TrainedNetwork(
        training.architecture(),
        language.machine().alphabet(),
        language.machine().outputNames(),
        training.units(),
        trainer.p);
  }

  /** Uniform within ±√(1/h), as is usual for recurrent layers; forget gates start open. */
  private double[] initial() {
    SplitRandom draw = random.split("weights");
    double[] values = new double[shape.parameters()];
    double recurrent = Math.sqrt(1.0 / shape.units());
    for (int i = 0; i < values.length; i++) {
      double u = 2 * draw.nextDouble() - 1;
      values[i] = !present[i] || biases[i] ? 0 : u * recurrent;
    }
    if (training.architecture() == Architecture.LSTM) {
      java.util.Arrays.fill(
          values, shape.bias() + shape.units(), shape.bias() + 2 * shape.units(), 1);
    }
    return values;
  }

  private void run(Progress progress) {
    Streams streams = Streams.uniform(language.machine(), training.reset());
    Streams.Reader[] readers = new Streams.Reader[n];
    for (int b = 0; b < n; b++) {
      readers[b] = stream(b).reader(random.split("stream").split(b));
    }
    Streams.Piece validation = streams.piece(VALIDATION, random.split("validation"));
    int[][] symbols = new int[training.window()][n];
    int[][] targets = new int[training.window()][n];
    int[] pieceSymbols = new int[training.window()];
    int[] pieceTargets = new int[training.window()];
    for (int update = 0; update < training.updates(); update++) {
      for (int b = 0; b < n; b++) {
        readers[b].read(pieceSymbols, pieceTargets);
        for (int t = 0; t < training.window(); t++) {
          symbols[t][b] = pieceSymbols[t];
          targets[t][b] = pieceTargets[t];
        }
      }
      // Noise from the start would keep counting languages from being learnt at all.
      double grown = Math.min(1, update / (NOISE_GROWS * training.updates()));
      gradient(symbols, targets, training.noise() * grown);
      descend(update);
      progress.advance(1);
      if (training.shock() > 0
          && (update + 1) % CHECK == 0
          && update + 1 <= training.updates() / 2
          && errors(validation) > 0) {
        shock(update);
      }
    }
  }

  /** The stream of a column. */
  private Streams stream(int column) {
    if (training.varied() && column % 4 == 1) {
      return Streams.uniform(language.machine(), training.reset() / 6);
    }
    if (training.varied() && column % 4 == 3) {
      int symbol = column / 4 % language.machine().symbols();
      return Streams.mostly(language.machine(), training.reset() / 3, symbol);
    }
    return Streams.uniform(language.machine(), training.reset());
  }

  private int errors(Streams.Piece piece) {
    TrainedNetwork network =
        new TrainedNetwork(
            training.architecture(),
            language.machine().alphabet(),
            language.machine().outputNames(),
            training.units(),
            p);
    return network.errors(piece);
  }

  private void shock(int update) {
    SplitRandom draw = random.split("shock").split(update);
    for (int i = 0; i < p.length; i++) {
      p[i] *= 1 + training.shock() * draw.nextGaussian();
    }
  }

  /** Gradient of the mean cross-entropy over a window; the states go on to the next. */
  private void gradient(int[][] symbols, int[][] targets, double level) {
    int window = training.window();
    double[] drive = new double[shape.width() * n];
    System.arraycopy(states[window], 0, states[0], 0, states[0].length);
    for (int t = 0; t < window; t++) {
      if (training.architecture().cell() == org.xai4j.core.layer.Recurrent.Cell.SIMPLE) {
        drawNoise(memos[t], level);
      }
      ColumnBatches.gather(p, shape.bias(), shape.width(), symbols[t], drive, 0, n);
      steps.forward(p, drive, states[t], states[t + 1], memos[t]);
    }
    java.util.Arrays.fill(g, 0);
    double[] dNext = new double[states[0].length];
    double[] dState = new double[states[0].length];
    double[] scores = new double[shape.outputs() * n];
    for (int t = window - 1; t >= 0; t--) {
      readout(states[t + 1], scores);
      ColumnBatches.softmaxGradient(scores, targets[t], shape.outputs(), 1.0 / (n * window), n);
      ColumnBatches.outer(
          states[t + 1], 0, shape.hidden(), scores, 0, shape.outputs(), g, shape.readout(), n);
      for (int k = 0; k < shape.outputs(); k++) {
        for (int b = 0; b < n; b++) {
          g[shape.readoutBias() + k] += scores[k * n + b];
        }
      }
      ColumnBatches.transposed(
          p, shape.readout(), shape.hidden(), shape.outputs(), scores, 0, dNext, 0, n);
      steps.backward(p, states[t], states[t + 1], memos[t], dNext, dState, drive, g);
      ColumnBatches.scatter(drive, 0, shape.width(), symbols[t], g, shape.bias(), n);
      double[] swap = dNext;
      dNext = dState;
      dState = swap;
    }
  }

  private void drawNoise(double[] factors, double level) {
    if (level == 0) {
      return;
    }
    // In a dual network the memory alone is noisy.
    int from = training.architecture() == Architecture.DUAL ? shape.units() * n : 0;
    for (int i = from; i < factors.length; i++) {
      factors[i] = level * Ziggurat.next(noise);
    }
  }

  private void readout(double[] state, double[] scores) {
    for (int k = 0; k < shape.outputs(); k++) {
      java.util.Arrays.fill(scores, k * n, (k + 1) * n, p[shape.readoutBias() + k]);
    }
    ColumnBatches.product(
        p, shape.readout(), shape.hidden(), shape.outputs(), state, 0, scores, 0, n);
  }

  private void descend(int update) {
    double norm = 0;
    for (double v : g) {
      norm += v * v;
    }
    double clip = Math.min(1, 1 / Math.max(1e-12, Math.sqrt(norm)));
    double left = 1.5 * (training.updates() - update) / training.updates();
    double rate = training.rate() * Math.min(1, 2 * left);
    for (int i = 0; i < p.length; i++) {
      double pull = biases[i] ? 0 : training.l1() * Math.signum(p[i]);
      g[i] = present[i] ? clip * g[i] + pull : 0;
    }
    adam.step(p, g, rate);
  }
}
