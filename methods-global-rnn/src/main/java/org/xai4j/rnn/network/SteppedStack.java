package org.xai4j.rnn.network;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rules;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.rnn.language.Words;

/**
 * Any recurrent {@link Network}, imported or built, taken one symbol at a time. Symbols arrive as
 * one-hot vectors, or as token ids if the network starts with an embedding. The layers before the
 * first recurrent one become a table with a row per symbol; affine layers between recurrent ones
 * and behind the last become one matrix each; other layers run on the engine at every step. When it
 * is made, it is compared with the network on random words, so that a network whose output is not a
 * function of the last state is refused rather than misread.
 *
 * <p>Outputs are the network's classes. A network with one output accepts if it is a probability
 * above one half (its logit above zero), or else a value above one half.
 */
public final class SteppedStack implements SteppedNetwork {
  private static final int CHECKS = 6;
  private static final int CHECK_LENGTH = 9;
  private static final double TOLERANCE = 1e-3;

  private final List<SteppedCell> cells;
  private final List<Segment> links;
  private final double[][] table;
  private final Segment head;
  private final int outputs;
  private final double threshold;
  private final String hash;
  private final WordInputs inputs;

  private SteppedStack(
      List<SteppedCell> cells,
      List<Segment> links,
      double[][] table,
      Segment head,
      int outputs,
      double threshold,
      String hash,
      WordInputs inputs) {
    this.cells = cells;
    this.links = links;
    this.table = table;
    this.head = head;
    this.outputs = outputs;
    this.threshold = threshold;
    this.hash = hash;
    this.inputs = inputs;
  }

  /**
   * A network as a stepped one.
   *
   * @param network ends in classes or in one output; forward recurrent layers, one behind another
   * @param symbols number of symbols: features of the one-hot vectors, or ids from 0 on
   * @return the same function, step by step
   * @throws InputException if the network has no recurrent layer, reads backward, takes another
   *     number of features, or its output is not a function of its last state
   */
  public static SteppedStack of(Network network, int symbols) {
    InputException.check(symbols > 0, "At least one symbol is needed.");
    Network bare = network.logits();
    List<Node> layers = bare.nodes().stream().filter(n -> n.layer() instanceof Recurrent).toList();
    InputException.check(
        !layers.isEmpty(),
        "The network has no recurrent layer, so it computes no automaton; give an RNN, LSTM or GRU.");
    List<SteppedCell> cells =
        layers.stream().map(n -> SteppedCell.of((Recurrent) n.layer())).toList();
    WordInputs words = WordInputs.of(bare, symbols);
    double[][] table = table(bare, layers.get(0), cells.get(0), words);
    List<Segment> links = new java.util.ArrayList<>();
    for (int i = 1; i < cells.size(); i++) {
      Node before = bare.nodes().get(layers.get(i).inputs().get(0));
      Network part = bare.upTo(before).from(sameNode(bare.upTo(before), layers.get(i - 1)), -1, -1);
      links.add(segment(part, (Recurrent) layers.get(i - 1).layer(), 1));
    }
    Node last = layers.get(layers.size() - 1);
    Segment head =
        segment(bare.from(last, -1, -1), (Recurrent) last.layer(), words.length().orElse(1));
    int size = head.apply(new double[cells.get(cells.size() - 1).units()]).length;
    double threshold = bare == network ? 0.5 : 0;
    Network classes = size > 1 ? network : sides(bare, threshold);
    SteppedStack stack =
        new SteppedStack(
            cells,
            links,
            table,
            head,
            size,
            threshold,
            network.hash(),
            WordInputs.of(classes, symbols));
    stack.compare(bare, words);
    return stack;
  }

  /** One output y as two: threshold − y for rejection, y − threshold for acceptance. */
  private static Network sides(Network bare, double threshold) {
    DataType type = bare.type();
    return bare.append("row", Reshape.flatten())
        .append(
            "sides",
            new Dense(
                NdArrays.array(type, new double[] {-1, 1}, 1, 2),
                NdArrays.array(type, new double[] {threshold, -threshold}, 2)));
  }

  /**
   * The same network as a graph of layers, with the way words are written for it. A network with
   * one output has two here, how far it is from accepting and how far from rejecting.
   *
   * @return a network with an output for each of {@link #outputs()}, and its inputs
   */
  public WordInputs inputs() {
    return inputs;
  }

  private static Node sameNode(Network network, Node node) {
    return network.node(node.name());
  }

  private static Tensor forward(Network network, INDArray x) {
    return Engine.standard().propagation(network, Rules.GRADIENT).forward(x).output();
  }

  /** What each symbol adds to the gates of the first recurrent layer. */
  private static double[][] table(Network bare, Node first, SteppedCell cell, WordInputs words) {
    Network before = bare.upTo(bare.nodes().get(first.inputs().get(0)));
    double[][] table = new double[words.symbols()][];
    for (int a = 0; a < table.length; a++) {
      int[] word = new int[words.length().orElse(1)];
      Arrays.fill(word, a);
      Tensor values = forward(before, words.array(List.of(word)));
      // Only the first step is needed; with one repeated symbol all steps are alike.
      double[] all = values.permute(((Recurrent) first.layer()).layout().timeMajor()).doubles();
      InputException.check(
          all.length == (long) cell.inputs() * word.length,
          "The layers before %s do not work step by step.",
          first.name());
      table[a] = cell.arrive(Arrays.copyOf(all, cell.inputs()));
    }
    return table;
  }

  /** Part of a network behind a recurrent layer, as a function of that layer's hidden units. */
  private static Segment segment(Network part, Recurrent layer, int steps) {
    Segment slow = x -> behind(part, layer, steps, new double[][] {x})[0];
    if (!part.additive()) {
      return slow;
    }
    int units = layer.units();
    double[] bias = slow.apply(new double[units]);
    double[] matrix = new double[units * bias.length];
    for (int k = 0; k < units; k++) {
      double[] unit = new double[units];
      unit[k] = 1;
      double[] y = slow.apply(unit);
      for (int j = 0; j < y.length; j++) {
        matrix[k * y.length + j] = y[j] - bias[j];
      }
    }
    return new AffineSegment(matrix, bias);
  }

  /** Runs a part on rows of hidden units, repeated over the steps; of sequences the last step. */
  private static double[][] behind(Network part, Recurrent layer, int steps, double[][] rows) {
    int units = layer.units();
    double[][] results = new double[rows.length][];
    for (int r = 0; r < rows.length; r++) {
      double[] values = new double[steps * units];
      for (int t = 0; t < steps; t++) {
        for (int k = 0; k < units; k++) {
          boolean timeLast = layer.layout() == Recurrent.Layout.BATCH_FEATURE_TIME;
          values[timeLast ? k * steps + t : t * units + k] = rows[r][k];
        }
      }
      DataType type = part.type();
      INDArray x =
          switch (layer.layout()) {
            case BATCH_TIME_FEATURE -> NdArrays.array(type, values, 1, steps, units);
            case BATCH_FEATURE_TIME -> NdArrays.array(type, values, 1, units, steps);
          };
      double[] y = forward(part, x).doubles();
      results[r] = y;
    }
    return results;
  }

  /** Refuses a network whose output is not a function of its last state. */
  private void compare(Network bare, WordInputs words) {
    SplitRandom random = SplitRandom.of(0).split("stepped-network");
    for (int i = 0; i < CHECKS; i++) {
      int length = words.length().orElseGet(() -> 1 + random.nextInt(CHECK_LENGTH));
      int[] word = Words.uniform(symbols(), length, random);
      double[] expected = forward(bare, words.array(List.of(word))).doubles();
      double[] state = run(word);
      double[] found = head.apply(hidden(state, cells.size() - 1));
      boolean equal = expected.length == found.length;
      for (int k = 0; equal && k < found.length; k++) {
        equal = Math.abs(expected[k] - found[k]) <= TOLERANCE * Math.max(1, Math.abs(expected[k]));
      }
      InputException.check(
          equal,
          "The network's output is not a function of its last recurrent state, so it cannot be read"
              + " as an automaton; use a network that classifies by its last step.");
    }
  }

  @Override
  public int symbols() {
    return table.length;
  }

  @Override
  public int outputs() {
    return Math.max(2, outputs);
  }

  @Override
  public double[] initial() {
    return new double[cells.stream().mapToInt(SteppedCell::stateSize).sum()];
  }

  @Override
  public double[] step(double[] state, int symbol) {
    double[] next = new double[state.length];
    double[] arrived = table[symbol];
    int at = 0;
    for (int i = 0; i < cells.size(); i++) {
      SteppedCell cell = cells.get(i);
      cell.step(arrived, state, at, next);
      if (i + 1 < cells.size()) {
        double[] hidden = Arrays.copyOfRange(next, at, at + cell.units());
        arrived = cells.get(i + 1).arrive(links.get(i).apply(hidden));
      }
      at += cell.stateSize();
    }
    return next;
  }

  @Override
  public double[] scores(double[] state) {
    double[] y = head.apply(hidden(state, cells.size() - 1));
    return outputs == 1 ? new double[] {0, y[0] - threshold} : y;
  }

  @Override
  public double[] hidden(double[] state) {
    double[] all = new double[cells.stream().mapToInt(SteppedCell::units).sum()];
    int at = 0;
    for (int i = 0; i < cells.size(); i++) {
      double[] part = hidden(state, i);
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** The hidden units of one layer. */
  private double[] hidden(double[] state, int layer) {
    int at = 0;
    for (int i = 0; i < layer; i++) {
      at += cells.get(i).stateSize();
    }
    return Arrays.copyOfRange(state, at, at + cells.get(layer).units());
  }

  @Override
  public String hash() {
    return hash;
  }
}
