package org.xai4j.core.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.cells.RepeatRows;
import org.xai4j.core.run.InputException;

/**
 * Values of the inputs that are held while another one is explained: an attention mask beside token
 * ids. A value of one row becomes a constant of the network; with a value per row, rows of equal
 * values share such a network.
 */
public final class HeldValues {
  private HeldValues() {}

  /** The nodes of inputs that have no value yet. */
  static List<Node> open(Network network) {
    return network.nodes().stream()
        .filter(n -> n.index() > 0 && n.layer() instanceof Input)
        .filter(n -> !network.held().containsKey(n.name()))
        .toList();
  }

  /** The sentence about inputs without values, if there are some. */
  static Optional<String> missing(Network network) {
    List<String> names = open(network).stream().map(Node::name).toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The model also takes "
                + String.join(", ", names)
                + "; give the values they are held at: Network.withHeld in Java, --input"
                + " NAME=FILE.npy,... on the command line.");
  }

  /** Holds an input at values [1, …] or [n, …]. */
  static Network with(Network network, String name, INDArray given) {
    Node node =
        network.nodes().stream()
            .filter(n -> n.index() > 0 && n.layer() instanceof Input && n.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "The model has no input '"
                            + name
                            + "' to be held; it has "
                            + open(network).stream().map(Node::name).toList()
                            + "."));
    List<Long> row = ((Input) node.layer()).row();
    long[] shape = given.shape();
    boolean fits = shape.length == row.size() + 1;
    for (int i = 0; fits && i < row.size(); i++) {
      fits = row.get(i) < 0 || row.get(i) == shape[i + 1];
    }
    InputException.check(
        fits && shape[0] > 0,
        "The input '%s' takes values of shape [n, %s], not %s.",
        name,
        row.toString().replaceAll("[\\[\\]]", "").replace("-1", "*"),
        Arrays.toString(shape));
    INDArray value = NdArrays.whole(given.castTo(network.type()));
    for (double d : NdArrays.doubles(value)) {
      InputException.check(Double.isFinite(d), "The input '%s' holds %s.", name, d);
    }
    if (shape[0] > 1 && !alike(value)) {
      Map<String, INDArray> held = new LinkedHashMap<>(network.held());
      held.values()
          .forEach(
              other ->
                  InputException.check(
                      other.size(0) == shape[0],
                      "The input '%s' has %d rows, another one has %d.",
                      name,
                      shape[0],
                      other.size(0)));
      held.put(name, value);
      return network.holding(held);
    }
    INDArray one = value.get(NDArrayIndex.interval(0, 1)).dup('c');
    Network constant = network.map(n -> n.index() == node.index() ? new Constant(one) : n.layer());
    return folded(constant, node.index());
  }

  private static boolean alike(INDArray value) {
    double[][] rows = NdArrays.rows(value);
    return Arrays.stream(rows).allMatch(r -> Arrays.equals(r, rows[0]));
  }

  /** The network of the first row. */
  static Network first(Network network) {
    return of(network, 0);
  }

  /**
   * The network of one row: what is held for that row is constant in it.
   *
   * @param network any network
   * @param row counted from 0
   * @return takes any number of copies of the row
   * @throws InputException if an input is open
   */
  public static Network of(Network network, int row) {
    requireAll(network);
    return HeldGroup.of(network, network.held(), List.of(row)).network();
  }

  /**
   * Which rows share the values of all held inputs, and so a network.
   *
   * @param network any network
   * @param n how many rows there are
   * @return for each row the first one with its values: all 0 where none differ
   * @throws InputException if the held values are those of another number of rows, or an input is
   *     open
   */
  public static int[] alike(Network network, int n) {
    int[] first = new int[n];
    for (List<Integer> members : members(network, network.held(), n)) {
      members.forEach(row -> first[row] = members.get(0));
    }
    return first;
  }

  /**
   * Refuses to run while inputs are open.
   *
   * @param network any network
   * @throws InputException if an input that is not explained has no value
   */
  public static void requireAll(Network network) {
    missing(network)
        .ifPresent(
            sentence -> {
              throw new InputException(sentence);
            });
  }

  /**
   * The rows of a batch by what is held for them and by further values.
   *
   * @param network any network
   * @param also further values [n, …] that the rows of a group share
   * @param n how many rows there are
   * @return one group for a network without values that differ between rows
   * @throws InputException if the held values are those of another number of rows, or an input is
   *     open
   */
  public static List<HeldGroup> groups(Network network, Map<String, INDArray> also, int n) {
    Map<String, INDArray> held = network.held();
    Map<String, INDArray> all = new LinkedHashMap<>(held);
    also.forEach((name, value) -> all.put("computed " + name, value));
    List<HeldGroup> groups = new ArrayList<>();
    for (List<Integer> members : members(network, all, n)) {
      groups.add(HeldGroup.of(network, held, members));
    }
    return groups;
  }

  /** The rows by their values, those of equal values together. */
  private static List<List<Integer>> members(Network network, Map<String, INDArray> values, int n) {
    requireAll(network);
    Map<List<List<Double>>, List<Integer>> rows = new LinkedHashMap<>();
    Map<String, double[][]> flat = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          InputException.check(
              value.size(0) == n,
              "The input '%s' has %d rows, the explained one %d.",
              name,
              value.size(0),
              n);
          flat.put(name, NdArrays.rows(value));
        });
    for (int i = 0; i < n; i++) {
      int row = i;
      List<List<Double>> key =
          flat.values().stream().map(v -> Arrays.stream(v[row]).boxed().toList()).toList();
      rows.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    return List.copyOf(rows.values());
  }

  /**
   * What depends on constants alone, computed once. A constant of one row that meets a batch in a
   * layer that does not stretch it is repeated for every row, and so is one of which a layer would
   * merge the row's axis with others, as ALiBi's batch times heads.
   */
  private static Network folded(Network network, int held) {
    List<Node> nodes = new ArrayList<>();
    int[] place = new int[network.nodes().size()];
    boolean[] row = new boolean[place.length];
    row[held] = true;
    for (Node node : network.nodes()) {
      List<Integer> inputs = node.inputs().stream().map(i -> place[i]).toList();
      boolean known =
          !inputs.isEmpty()
              && inputs.stream().allMatch(i -> nodes.get(i).layer() instanceof Constant);
      Layer layer = node.layer();
      boolean merged = false;
      if (known) {
        INDArray[] values =
            inputs.stream()
                .map(i -> ((Constant) nodes.get(i).layer()).value())
                .toArray(INDArray[]::new);
        INDArray value = Engine.standard().device(network.type()).apply(layer, values);
        row[node.index()] = node.inputs().stream().anyMatch(i -> row[i]);
        merged = row[node.index()] && value.size(0) != 1;
        if (!merged) {
          layer = new Constant(value);
          inputs = List.of();
        }
      }
      if (merged || (!known && !RepeatRows.stretches(layer))) {
        List<Integer> wide = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
          int input = inputs.get(i);
          boolean repeats = !merged || row[node.inputs().get(i)];
          boolean constant = nodes.get(input).layer() instanceof Constant;
          wide.add(repeats && constant ? repeated(nodes, input) : input);
        }
        inputs = wide;
      }
      place[node.index()] = nodes.size();
      nodes.add(new Node(nodes.size(), node.name(), layer, inputs));
    }
    return network.of(nodes).upTo(nodes.get(place[network.output().index()]));
  }

  private static int repeated(List<Node> nodes, int constant) {
    String name = nodes.get(constant).name() + ".rows";
    for (Node node : nodes) {
      if (node.name().equals(name)) {
        return node.index();
      }
    }
    nodes.add(new Node(nodes.size(), name, new RepeatRows(), List.of(constant, 0)));
    return nodes.size() - 1;
  }
}
