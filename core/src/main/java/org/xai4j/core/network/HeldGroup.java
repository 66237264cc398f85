package org.xai4j.core.network;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Rows of a batch that share the values of all held inputs, with the network in which these are
 * constants.
 *
 * @param rows their places in the batch, rising
 * @param network takes the explained input alone
 */
public record HeldGroup(List<Integer> rows, Network network) {
  /** Copies the list. */
  public HeldGroup {
    rows = List.copyOf(rows);
  }

  static HeldGroup of(Network network, Map<String, INDArray> held, List<Integer> rows) {
    Network bound = network.holding(Map.of());
    for (Map.Entry<String, INDArray> entry : held.entrySet()) {
      bound = bound.withHeld(entry.getKey(), row(entry.getValue(), rows.get(0)));
    }
    return new HeldGroup(rows, bound);
  }

  private static INDArray row(INDArray array, int row) {
    return array.get(NDArrayIndex.interval(row, row + 1)).dup('c');
  }

  /**
   * These rows of a batch.
   *
   * @param batch [n, …]
   * @return [m, …]
   */
  public INDArray of(INDArray batch) {
    INDArray[] some = rows.stream().map(i -> row(batch, i)).toArray(INDArray[]::new);
    return some.length == 1 ? some[0] : Nd4j.concat(0, some);
  }

  /**
   * Arrays of the groups of a batch as one.
   *
   * @param groups of all rows
   * @param parts one array [m, …] per group
   * @return [n, …] in the order of the batch
   */
  public static INDArray joined(List<HeldGroup> groups, List<INDArray> parts) {
    int n = groups.stream().mapToInt(g -> g.rows().size()).sum();
    long[] shape = parts.get(0).shape().clone();
    shape[0] = n;
    INDArray whole = Nd4j.createUninitialized(parts.get(0).dataType(), shape, 'c');
    for (int g = 0; g < parts.size(); g++) {
      List<Integer> rows = groups.get(g).rows();
      for (int i = 0; i < rows.size(); i++) {
        whole.get(NDArrayIndex.interval(rows.get(i), rows.get(i) + 1)).assign(row(parts.get(g), i));
      }
    }
    return whole;
  }
}
