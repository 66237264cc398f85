package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.cells.MaskedSteps;

/** Recurrent layers; steps that do not count are taken out before and put back behind. */
final class KerasRecurrents {
  private KerasRecurrents() {}

  static void register(Map<String, KerasLayer> all) {
    for (String type : List.of("SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "RNN")) {
      all.put(type, KerasRecurrents::single);
    }
    all.put("Bidirectional", KerasRecurrents::both);
  }

  /** The kind of a layer or cell. */
  private static Recurrent.Cell kind(KerasCall c) {
    return switch (c.conf().type()) {
      case "SimpleRNN", "SimpleRNNCell" -> Recurrent.Cell.SIMPLE;
      case "LSTM", "CuDNNLSTM", "LSTMCell" -> Recurrent.Cell.LSTM;
      case "GRU", "GRUCell" -> Recurrent.Cell.GRU;
      default -> throw c.conf().refused("has a cell of another kind than Keras' own");
    };
  }

  /** The cells of a layer with their weights; several stand on one another. */
  private static List<KerasCall> cells(KerasCall c) {
    if (c.conf().flag("return_state", false)) {
      throw c.conf().refused("returns its state");
    }
    if (!c.conf().type().equals("RNN")) {
      return List.of(c);
    }
    JsonNode cell = c.conf().json().path("cell");
    boolean stacked = cell.path("class_name").asText().equals("StackedRNNCells");
    List<KerasCall> cells = new ArrayList<>();
    int from = 0;
    for (JsonNode each : stacked ? cell.path("config").path("cells") : List.of(cell)) {
      LayerSettings own = GraphReader.settings(each, c.conf());
      int to = Math.min(from + (own.flag("use_bias", true) ? 3 : 2), c.weights().size());
      cells.add(c.with(own, c.weights().subList(from, to), c.x()));
      from = to;
    }
    return cells;
  }

  private static KerasTensor single(KerasCall c) {
    if (c.inputs().size() > 1 || c.named().containsKey("initial_state")) {
      throw c.conf().refused("begins with a state of another layer");
    }
    boolean reverse = c.conf().flag("go_backwards", false);
    boolean sequences = c.conf().flag("return_sequences", false);
    int all = steps(c, reverse, !sequences, c.conf().flag("zero_output_for_mask", false));
    if (!sequences) {
      return KerasTensor.of(last(c, all, reverse, true));
    }
    KerasTensor y = c.x().at(all);
    if (!reverse) {
      return y;
    }
    long length = c.to().length(all, 1);
    if (length < 0 || y.mask() >= 0) {
      throw c.conf().refused("gives steps of a free number, or with a mask, backward");
    }
    List<Long> order = new ArrayList<>();
    for (long t = length - 1; t >= 0; t--) {
      order.add(t);
    }
    return y.at(c.to().add(new Gather(1, order, false), all));
  }

  /** The state after the last step that is taken. */
  private static int last(KerasCall c, int all, boolean reverse, boolean named) {
    Gather step = new Gather(1, List.of(reverse ? 0L : -1L), true);
    return named ? c.to().add(step, all) : c.to().help(step, all);
  }

  /** The hidden states at all steps, in the order of the input. */
  private static int steps(KerasCall c, boolean reverse, boolean help, boolean zeros) {
    int x = c.to().plain(c.x());
    int mask = c.x().mask();
    if (mask < 0) {
      return states(c, x, reverse, help);
    }
    int dense = c.to().help(new MaskedSteps(false, reverse), x, mask);
    int states = states(c, dense, reverse, true);
    MaskedSteps back = new MaskedSteps(true, reverse);
    if (!zeros) {
      return help ? c.to().help(back, states, mask) : c.to().add(back, states, mask);
    }
    int spread = c.to().help(back, states, mask);
    int wide = c.to().help(new Reshape(List.of(0L, -1L, 1L)), mask);
    Elementwise times = new Elementwise(Operation.MULTIPLY);
    return help ? c.to().help(times, spread, wide) : c.to().add(times, spread, wide);
  }

  /** The hidden states of the last cell; each reads those of the one below. */
  private static int states(KerasCall c, int x, boolean reverse, boolean help) {
    List<KerasCall> cells = cells(c);
    int states = x;
    for (int i = 0; i < cells.size(); i++) {
      Recurrent layer = layer(cells.get(i), kind(cells.get(i)), reverse);
      boolean named = !help && i == cells.size() - 1;
      states = named ? c.to().add(layer, states) : c.to().help(layer, states);
    }
    return states;
  }

  private static Recurrent layer(KerasCall c, Recurrent.Cell cell, boolean reverse) {
    boolean gru = cell == Recurrent.Cell.GRU;
    INDArray r = c.weight(1, 2);
    long width = r.size(1);
    boolean after = gru && c.conf().flag("reset_after", false);
    INDArray none = c.vector(0, false, width, 0);
    boolean biased = c.conf().flag("use_bias", true);
    INDArray bias = biased ? c.weight(2, after ? 2 : 1) : none;
    boolean two = bias.rank() == 2;
    return new Recurrent(
        cell,
        ordered(c.weight(0, 2), gru),
        ordered(r, gru),
        vector(two ? bias.getRow(0) : bias, gru),
        two ? vector(bias.getRow(1), gru) : none,
        KerasActivations.recurrent(
            c, "recurrent_activation", c.conf().keras3() ? "sigmoid" : "hard_sigmoid"),
        KerasActivations.recurrent(c, "activation", "tanh"),
        after,
        reverse,
        Recurrent.Layout.BATCH_TIME_FEATURE);
  }

  private static INDArray vector(INDArray bias, boolean gru) {
    return ordered(bias.dup('c').reshape('c', new long[] {1, bias.length()}), gru)
        .reshape('c', new long[] {bias.length()});
  }

  /** Keras' gates of a GRU are z, r, n. */
  private static INDArray ordered(INDArray w, boolean gru) {
    if (!gru) {
      return w;
    }
    long h = w.size(1) / 3;
    INDArray[] blocks = new INDArray[3];
    for (int i = 0; i < blocks.length; i++) {
      int from = i == 0 ? 1 : i == 1 ? 0 : 2;
      blocks[i] = w.get(NDArrayIndex.all(), NDArrayIndex.interval(from * h, (from + 1) * h));
    }
    return Nd4j.concat(1, blocks).dup('c');
  }

  private static KerasTensor both(KerasCall c) {
    LayerSettings inner = GraphReader.settings(c.conf().json().path("layer"), c.conf());
    int half = c.weights().size() / 2;
    boolean sequences = inner.flag("return_sequences", false);
    int[] ways = new int[2];
    for (int way = 0; way < 2; way++) {
      List<INDArray> own =
          c.weights().subList(way == 0 ? 0 : half, way == 0 ? half : c.weights().size());
      boolean reverse = way == 1 != inner.flag("go_backwards", false);
      // Keras gives zeros at steps that do not count where both directions are joined.
      int all = steps(c.with(inner, own, c.x()), reverse, true, sequences);
      ways[way] = sequences ? all : last(c, all, reverse, false);
    }
    int y =
        switch (c.conf().text("merge_mode", "concat")) {
          case "concat" -> c.to().add(new Concat(-1), ways);
          case "sum" -> c.to().add(new Elementwise(Operation.ADD), ways);
          case "mul" -> c.to().add(new Elementwise(Operation.MULTIPLY), ways);
          case "ave" ->
              c.to()
                  .add(
                      new Elementwise(Operation.MULTIPLY),
                      c.to().combine(Operation.ADD, ways),
                      c.to().constant(0.5));
          default -> throw c.conf().refused("does not join its directions");
        };
    return sequences ? c.x().at(y) : KerasTensor.of(y);
  }
}
