package org.xai4j.rnn.network;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * How words are written as a batch of a network: one-hot vectors [n, time, features] or [n,
 * features, time], or token ids [n, time].
 */
public final class WordInputs {
  private final Network network;
  private final int symbols;
  private final int[] lead;
  private final int first;
  private final boolean timeLast;

  private WordInputs(Network network, int symbols, int[] lead, int first, boolean timeLast) {
    this.network = network;
    this.symbols = symbols;
    this.lead = lead.clone();
    this.first = first;
    this.timeLast = timeLast;
  }

  /**
   * Words alone: symbol a is feature a or token a.
   *
   * @param network reads one-hot vectors or token ids
   * @param symbols number of symbols
   * @return the layout
   * @throws InputException if the network takes no sequences or another number of features
   */
  public static WordInputs of(Network network, int symbols) {
    List<Long> shape = network.inputShape();
    if (network.tokens()) {
      return new WordInputs(network, symbols, new int[0], 0, false);
    }
    InputException.check(
        shape.size() == 2,
        "The network takes rows of shape %s, not sequences of symbols [time, features].",
        shape);
    boolean timeLast = shape.get(1) != symbols && shape.get(0) == symbols;
    long features = timeLast ? shape.get(0) : shape.get(1);
    InputException.check(
        features < 0 || features == symbols,
        "The network takes %d features per step, but there are %d symbols; name as many symbols as"
            + " features.",
        features,
        symbols);
    return new WordInputs(network, symbols, new int[0], 0, timeLast);
  }

  /**
   * Words behind a lead that is always read first: features 0 to {@code first} − 1 belong to the
   * lead alone, symbol a is feature {@code first} + a.
   *
   * @param network reads one-hot vectors [n, time, first + symbols] of any length
   * @param symbols number of symbols
   * @param lead features read before every word
   * @param first feature of the first symbol
   * @return the layout
   */
  public static WordInputs behind(Network network, int symbols, int[] lead, int first) {
    return new WordInputs(network, symbols, lead, first, false);
  }

  /**
   * The network that reads the words.
   *
   * @return as given
   */
  public Network network() {
    return network;
  }

  /**
   * Number of symbols.
   *
   * @return as given
   */
  public int symbols() {
    return symbols;
  }

  /**
   * The only length of words the network takes.
   *
   * @return nothing if it takes any
   */
  public OptionalInt length() {
    long time = network.inputShape().get(timeLast ? 1 : 0);
    return time < 0 ? OptionalInt.empty() : OptionalInt.of((int) time - lead.length);
  }

  /** The value of one feature of one step. */
  private interface Cell {
    double at(int row, int step, int feature);
  }

  private INDArray array(int rows, int length, Cell cell) {
    int steps = lead.length + length;
    int features = first + symbols;
    double[] values = new double[rows * steps * features];
    for (int i = 0; i < rows; i++) {
      for (int t = 0; t < steps; t++) {
        for (int f = 0; f < features; f++) {
          values[place(i, t, f, steps)] = cell.at(i, t, f);
        }
      }
    }
    return timeLast
        ? NdArrays.array(network.type(), values, rows, features, steps)
        : NdArrays.array(network.type(), values, rows, steps, features);
  }

  private int place(int row, int step, int feature, int steps) {
    int features = first + symbols;
    return timeLast
        ? (row * features + feature) * steps + step
        : (row * steps + step) * features + feature;
  }

  /**
   * Words as a batch.
   *
   * @param words of one length, at least one
   * @return [n, lead + length, features], [n, features, length] or ids [n, length]
   */
  public INDArray array(List<int[]> words) {
    int length = words.get(0).length;
    if (network.tokens()) {
      double[] ids = words.stream().flatMapToInt(Arrays::stream).asDoubleStream().toArray();
      return NdArrays.array(network.type(), ids, words.size(), length);
    }
    return array(
        words.size(),
        length,
        (i, t, f) ->
            f == (t < lead.length ? lead[t] : first + words.get(i)[t - lead.length]) ? 1 : 0);
  }

  /**
   * A row in which every symbol is absent: the lead as it is, then steps that are each symbol
   * equally. One-hot inputs only.
   *
   * @param length of the words
   * @return [1, …] of {@link #array}'s layout
   */
  public INDArray absent(int length) {
    return array(
        1,
        length,
        (i, t, f) -> t < lead.length ? (f == lead[t] ? 1 : 0) : f < first ? 0 : 1.0 / symbols);
  }

  /**
   * The step that each element belongs to, for feature groups. One-hot inputs only.
   *
   * @param length of the words
   * @return [1, …] of {@link #array}'s layout
   */
  public INDArray steps(int length) {
    return array(1, length, (i, t, f) -> t);
  }

  /**
   * Values of a batch's elements, summed over the features of each symbol. One-hot inputs only.
   *
   * @param values of {@link #array}'s layout, for example attributions
   * @param length of the words
   * @return [n][length]
   */
  public double[][] perSymbol(INDArray values, int length) {
    double[] flat = NdArrays.doubles(values);
    double[][] sums = new double[(int) values.size(0)][length];
    for (int i = 0; i < sums.length; i++) {
      for (int t = 0; t < length; t++) {
        for (int f = 0; f < first + symbols; f++) {
          sums[i][t] += flat[place(i, lead.length + t, f, lead.length + length)];
        }
      }
    }
    return sums;
  }
}
