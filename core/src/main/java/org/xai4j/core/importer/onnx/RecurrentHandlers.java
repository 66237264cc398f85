package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Slice;

/** Simple recurrent layers, LSTM and GRU, in one or both directions. */
final class RecurrentHandlers {
  private static final int SEQUENCE_LENGTHS = 4;
  private static final int STATE = 5;
  private static final int CELL = 6;
  private static final int PEEPHOLES = 7;

  private RecurrentHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("RNN", call -> convert(call, Recurrent.Cell.SIMPLE, 0));
    // Gates: ours i, f, g, o from ONNX's i, o, f, c; ours r, z, n from z, r, h.
    all.put("LSTM", call -> convert(call, Recurrent.Cell.LSTM, 0, 2, 3, 1));
    all.put("GRU", call -> convert(call, Recurrent.Cell.GRU, 1, 0, 2));
  }

  private static List<GraphTensor> convert(Call call, Recurrent.Cell cell, int... blocks) {
    GraphTensor x = call.input(0);
    boolean batchFirst = call.integer("layout", 0) != 0;
    call.check(
        x instanceof GraphTensor.Computed && x.rank() == 3 && x.batch(batchFirst ? 0 : 1),
        "does not find the batch on axis %d of its input; export the model with the batch first",
        batchFirst ? 0 : 1);
    refuse(call, x, batchFirst);
    String direction = call.text("direction", "forward");
    int directions = direction.equals("bidirectional") ? 2 : 1;
    List<GraphTensor> sequences = new ArrayList<>();
    List<GraphTensor> states = new ArrayList<>();
    // The layer reads and writes the batch first.
    GraphTensor rows = batchFirst ? x : ShapeHandlers.transpose(call, x, List.of(1, 0, 2));
    for (int d = 0; d < directions; d++) {
      boolean reverse = d == 1 || direction.equals("reverse");
      Recurrent layer = layer(call, cell, d, reverse, blocks);
      String name =
          directions == 1 ? call.name() : call.name() + (reverse ? ".backward" : ".forward");
      GraphTensor y = call.emitNamed(name, layer, rows);
      sequences.add(
          ShapeHandlers.reshape(call, y, y.shape().map(s -> new long[] {s[0], s[1], 1, s[2]})));
      Slice last = reverse ? Slice.range(1, 0, 1) : Slice.range(1, -1, Long.MAX_VALUE);
      states.add(call.emitNamed(name + ".last", last, y));
    }
    GraphTensor all = joined(call, sequences, 2);
    GraphTensor last = joined(call, states, 1);
    return batchFirst
        ? List.of(all, last)
        : List.of(
            ShapeHandlers.transpose(call, all, List.of(1, 2, 0, 3)),
            ShapeHandlers.transpose(call, last, List.of(1, 0, 2)));
  }

  private static GraphTensor joined(Call call, List<GraphTensor> parts, int axis) {
    return parts.size() == 1
        ? parts.get(0)
        : call.emit(new Concat(axis), parts.toArray(new GraphTensor[0]));
  }

  private static void refuse(Call call, GraphTensor x, boolean batchFirst) {
    call.check(
        !call.hasAttribute("clip") && call.integer("input_forget", 0) == 0,
        "clips its cells or couples its gates, which is not supported");
    if (call.has(SEQUENCE_LENGTHS)) {
      int time = batchFirst ? 1 : 0;
      Twin<Boolean> full =
          call.known(SEQUENCE_LENGTHS, "list of sequence lengths")
              .with(x.shape(), (v, s) -> Arrays.stream(v.longs()).allMatch(n -> n == s[time]));
      call.check(
          full.first() && full.second(),
          "has sequence lengths that differ from the input's length, which is not supported");
    }
    zero(call, STATE, "has an initial state other than zeros, which is not supported");
    zero(call, CELL, "has an initial cell state other than zeros, which is not supported");
    zero(call, PEEPHOLES, "has peephole connections, which are not supported");
  }

  private static void zero(Call call, int place, String message) {
    if (call.has(place)) {
      call.check(
          call.input(place) instanceof GraphTensor.Known known
              && Arrays.stream(known.values().first().doubles()).allMatch(v -> v == 0),
          message);
    }
  }

  private static Recurrent layer(
      Call call, Recurrent.Cell cell, int direction, boolean reverse, int... blocks) {
    Value bias =
        call.has(3)
            ? call.constant(3, "bias")
            : Value.filled(
                Value.Kind.REAL,
                0,
                call.constant(1, "weights").shape()[0],
                2 * call.constant(1, "weights").shape()[1]);
    double[] both = bias.take(0, direction).doubles();
    int width = both.length / 2;
    int units = width / blocks.length;
    int each = cell == Recurrent.Cell.SIMPLE ? 1 : cell == Recurrent.Cell.GRU ? 2 : 3;
    List<Activation> functions = functions(call, direction, each);
    Activation gate = functions.get(0);
    Activation activation = functions.get(each == 1 ? 0 : 1);
    call.check(
        functions.get(each - 1).equals(activation),
        "has different activations for cell and output, which is not supported");
    return new Recurrent(
        cell,
        columns(call, 1, direction, units, blocks),
        columns(call, 2, direction, units, blocks),
        ordered(call, Arrays.copyOf(both, width), units, blocks),
        ordered(call, Arrays.copyOfRange(both, width, 2 * width), units, blocks),
        gate,
        activation,
        cell == Recurrent.Cell.GRU && call.integer("linear_before_reset", 0) != 0,
        reverse,
        Recurrent.Layout.BATCH_TIME_FEATURE);
  }

  /** The functions of one direction; those with constants take them from the lists in turn. */
  private static List<Activation> functions(Call call, int direction, int each) {
    List<String> names = call.texts("activations");
    List<Double> alphas = call.reals("activation_alpha");
    List<Double> betas = call.reals("activation_beta");
    List<Activation> functions = new ArrayList<>();
    for (int i = 0; i < (direction + 1) * each; i++) {
      String standard = i % each == 0 && each > 1 ? "Sigmoid" : "Tanh";
      Activation function =
          ActivationHandlers.recurrent(
              call, i < names.size() ? names.get(i) : standard, alphas, betas);
      functions.add(function);
      boolean constants = function.alpha() != 0;
      alphas = rest(alphas, constants);
      betas = rest(betas, constants && function.function() == Activation.Function.HARD_SIGMOID);
    }
    return functions.subList(direction * each, (direction + 1) * each);
  }

  private static List<Double> rest(List<Double> values, boolean used) {
    return used && !values.isEmpty() ? values.subList(1, values.size()) : values;
  }

  /** Rows of ONNX's [direction, blocks·h, in] as columns, blocks in our order. */
  private static INDArray columns(Call call, int place, int direction, int units, int... blocks) {
    Value all = call.constant(place, "weights");
    int in = (int) all.shape()[2];
    Value rows = all.take(0, direction).reshaped(all.shape()[1], in);
    return rows.take(0, order(units, blocks)).permuted(1, 0).array(call.type());
  }

  private static INDArray ordered(Call call, double[] bias, int units, int... blocks) {
    Value value = Value.of(Value.Kind.REAL, bias, bias.length);
    double[] sorted = value.take(0, order(units, blocks)).doubles();
    return NdArrays.array(call.type(), sorted, sorted.length);
  }

  private static long[] order(int units, int... blocks) {
    long[] order = new long[units * blocks.length];
    Arrays.setAll(order, i -> (long) blocks[i / units] * units + i % units);
    return order;
  }
}
