package org.xai4j.rnn.language;

import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Endless sequences of words: the reset symbol $ (number 0; the language's symbol a is number a +
 * 1) starts a new word, and the target at each step is the machine's output for the word since the
 * last $. A length between two resets is geometric with mean 1/p − 1.
 *
 * @param machine gives the targets
 * @param reset probability p of $ at each step
 * @param weights relative frequency of each symbol of the language
 */
public record Streams(Moore machine, double reset, double[] weights) {
  /** Number of the symbol that starts a new word. */
  public static final int RESET = 0;

  /** Checks the probabilities. */
  public Streams {
    InputException.check(
        reset > 0 && reset <= 1, "The probability of a reset is in (0, 1], not %s.", reset);
    InputException.check(
        weights.length == machine.symbols(),
        "Each of the %d symbols needs a weight.",
        machine.symbols());
    weights = weights.clone();
    double sum = 0;
    for (double w : weights) {
      InputException.check(w >= 0, "The weight of a symbol is not negative, unlike %s.", w);
      sum += w;
    }
    InputException.check(sum > 0, "Some symbol needs a positive weight.");
    for (int a = 0; a < weights.length; a++) {
      weights[a] /= sum;
    }
  }

  /**
   * Streams in which all symbols are equally frequent.
   *
   * @param machine gives the targets
   * @param reset probability of $ at each step
   * @return the streams
   */
  public static Streams uniform(Moore machine, double reset) {
    double[] weights = new double[machine.symbols()];
    java.util.Arrays.fill(weights, 1);
    return new Streams(machine, reset, weights);
  }

  /**
   * Streams of which nearly all symbols are the same.
   *
   * @param machine gives the targets
   * @param reset probability of $ at each step
   * @param symbol the frequent symbol, with probability 0.95
   * @return the streams
   */
  public static Streams mostly(Moore machine, double reset, int symbol) {
    double[] weights = new double[machine.symbols()];
    java.util.Arrays.fill(weights, 0.05 / Math.max(1, weights.length - 1));
    weights[symbol] = 0.95;
    return new Streams(machine, reset, weights);
  }

  /**
   * A piece of a stream.
   *
   * @param symbols 0 for $, a + 1 for symbol a
   * @param targets output of the machine after each step
   */
  public record Piece(int[] symbols, int[] targets) {}

  /** A stream that is read piece by piece. */
  public final class Reader {
    private final SplitRandom random;
    private int state = machine.initial();
    private boolean started;

    private Reader(SplitRandom random) {
      this.random = random;
    }

    /**
     * Reads on.
     *
     * @param symbols filled: 0 for $, a + 1 for symbol a; the stream's first is $
     * @param targets filled: output of the machine after each step
     */
    public void read(int[] symbols, int[] targets) {
      int[][] next = machine.next();
      int[] outputs = machine.outputs();
      for (int t = 0; t < symbols.length; t++) {
        if (!started || random.nextDouble() < reset) {
          started = true;
          symbols[t] = RESET;
          state = machine.initial();
        } else {
          int a = draw();
          symbols[t] = a + 1;
          state = next[state][a];
        }
        targets[t] = outputs[state];
      }
    }

    private int draw() {
      double u = random.nextDouble();
      int a = 0;
      while (a < weights.length - 1 && u >= weights[a]) {
        u -= weights[a++];
      }
      return a;
    }
  }

  /**
   * Starts a stream.
   *
   * @param random its source of randomness
   * @return at the start
   */
  public Reader reader(SplitRandom random) {
    return new Reader(random);
  }

  /**
   * The first steps of a stream.
   *
   * @param length how many
   * @param random its source of randomness
   * @return symbols and targets
   */
  public Piece piece(int length, SplitRandom random) {
    Piece piece = new Piece(new int[length], new int[length]);
    reader(random).read(piece.symbols(), piece.targets());
    return piece;
  }
}
