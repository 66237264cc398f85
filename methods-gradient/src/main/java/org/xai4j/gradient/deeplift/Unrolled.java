package org.xai4j.gradient.deeplift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Node;

/**
 * A network with its recurrent layers written out, one step after the other, in products, sums and
 * element-wise functions: what rules of elementary layers need to pass gates.
 */
final class Unrolled {
  private final NetworkBuilder builder;
  private final Recurrent layer;
  private final int units;
  private final INDArray recurrentBias;

  private Unrolled(NetworkBuilder builder, Recurrent layer) {
    this.builder = builder;
    this.layer = layer;
    units = layer.units();
    recurrentBias = layer.recurrentBias();
  }

  /**
   * Writes the recurrent layers out.
   *
   * @param network any network
   * @param inputs any batch it takes, for the number of steps
   * @return the network itself if it has none
   */
  static Network of(Network network, INDArray inputs) {
    if (network.nodes().stream().noneMatch(n -> n.layer() instanceof Recurrent)) {
      return network;
    }
    long[] shape = network.inputShape().stream().mapToLong(d -> d).toArray();
    NetworkBuilder builder = Network.builder(shape);
    Map<Integer, Integer> place = new HashMap<>();
    place.put(0, 0);
    List<long[]> shapes = new ArrayList<>();
    int last = 0;
    for (Node node : network.nodes()) {
      int[] sources =
          node.inputs().stream().mapToInt(i -> Objects.requireNonNull(place.get(i))).toArray();
      long[][] read = node.inputs().stream().map(shapes::get).toArray(long[][]::new);
      shapes.add(node.index() == 0 ? inputs.shape() : OutputShape.of(node.layer(), read));
      if (node.layer() instanceof Recurrent r) {
        last = new Unrolled(builder, r).layer(node.name(), sources[0], read[0]);
      } else if (!(node.layer() instanceof Input)) {
        last = builder.add(node.name(), node.layer(), sources);
      }
      place.put(node.index(), last);
    }
    return builder.build(last);
  }

  private int add(Layer what, int... sources) {
    return builder.add("", what, sources);
  }

  private int combine(Elementwise.Operation operation, int first, int second) {
    return add(new Elementwise(operation), first, second);
  }

  private int plus(int first, int second) {
    return combine(Elementwise.Operation.ADD, first, second);
  }

  private int times(int first, int second) {
    return combine(Elementwise.Operation.MULTIPLY, first, second);
  }

  private int block(int sums, int first, int blocks) {
    return add(Slice.range(1, (long) first * units, (long) (first + blocks) * units), sums);
  }

  private int function(Activation function, int sums) {
    return add(function, sums);
  }

  /** Columns of the recurrent map: h·R + c. */
  private int recurrent(int state, int first, int blocks) {
    long from = (long) first * units;
    long to = (long) (first + blocks) * units;
    INDArray weights =
        layer.recurrentWeights().get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('c');
    INDArray bias = recurrentBias.get(NDArrayIndex.interval(from, to)).dup('c');
    return add(new Dense(weights, bias), state);
  }

  private int layer(String name, int source, long[] shape) {
    List<Integer> order =
        switch (layer.layout()) {
          case BATCH_TIME_FEATURE -> List.of(0, 1, 2);
          case BATCH_FEATURE_TIME -> List.of(0, 2, 1);
        };
    int steps = (int) shape[order.get(1)];
    int sequence = add(new Transpose(order), source);
    int all = add(new Dense(layer.inputWeights(), layer.inputBias()), sequence);
    int zero = add(new Constant(Nd4j.zeros(layer.inputWeights().dataType(), 1, units)));
    int hidden = zero;
    int cell = zero;
    int[] outputs = new int[steps];
    for (int s = 0; s < steps; s++) {
      int t = layer.reverse() ? steps - 1 - s : s;
      int sums = add(new Gather(1, List.of((long) t), true), all);
      switch (layer.cell()) {
        case SIMPLE -> hidden = function(layer.activation(), plus(sums, recurrent(hidden, 0, 1)));
        case LSTM -> {
          int z = plus(sums, recurrent(hidden, 0, 4));
          int kept = times(function(layer.gate(), block(z, 1, 1)), cell);
          int taken =
              times(
                  function(layer.gate(), block(z, 0, 1)),
                  function(layer.activation(), block(z, 2, 1)));
          cell = plus(kept, taken);
          hidden =
              times(function(layer.gate(), block(z, 3, 1)), function(layer.activation(), cell));
        }
        case GRU -> hidden = gru(sums, hidden);
      }
      outputs[t] = hidden;
    }
    List<Integer> stacked = new ArrayList<>();
    for (int output : outputs) {
      stacked.add(add(new Reshape(List.of(0L, 1L, (long) units)), output));
    }
    int joined = add(new Concat(1), stacked.stream().mapToInt(i -> i).toArray());
    return builder.add(name, new Transpose(order), joined);
  }

  private int gru(int sums, int hidden) {
    int gates = plus(block(sums, 0, 2), recurrent(hidden, 0, 2));
    int reset = function(layer.gate(), block(gates, 0, 1));
    int update = function(layer.gate(), block(gates, 1, 1));
    int part =
        layer.resetAfter()
            ? times(reset, recurrent(hidden, 2, 1))
            : recurrent(times(reset, hidden), 2, 1);
    int candidate = function(layer.activation(), plus(block(sums, 2, 1), part));
    int difference = combine(Elementwise.Operation.SUBTRACT, hidden, candidate);
    return plus(candidate, times(update, difference));
  }
}
