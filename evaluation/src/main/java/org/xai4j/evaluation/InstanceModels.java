package org.xai4j.evaluation;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.network.HeldValues;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;

/**
 * A model as each instance has it. Other inputs of a network may be held at values that differ
 * between the instances, an attention mask say: copies of an instance are run by the network in
 * which its own values are constant. Thread-safe.
 */
final class InstanceModels {
  private final Predictor whole;
  private final UnaryOperator<Predictor> scorer;
  private final int[] first;

  /** By the first of the instances that share it; dropped when memory is short, and made again. */
  private final Map<Integer, WeakReference<Network>> networks = new ConcurrentHashMap<>();

  private InstanceModels(Predictor whole, UnaryOperator<Predictor> scorer, int[] first) {
    this.whole = whole;
    this.scorer = scorer;
    this.first = first;
  }

  /**
   * The models of some instances.
   *
   * @param whole runs all instances at once
   * @param scorer makes a model the function from rows to scores
   * @param n how many instances there are
   */
  static InstanceModels of(Predictor whole, UnaryOperator<Predictor> scorer, int n) {
    boolean apart = whole instanceof Network network && !network.uniform();
    return new InstanceModels(
        whole, scorer, apart ? HeldValues.alike((Network) whole, n) : new int[0]);
  }

  /** Whether copies of one instance must not be run as another's. */
  boolean apart() {
    return first.length > 0;
  }

  /** Scores all instances, or one changed copy of each, in their order. */
  INDArray predict(INDArray batch) {
    return scorer.apply(whole).predict(batch);
  }

  /** Scores any number of copies of one instance. */
  Predictor of(int instance) {
    return apart()
        ? copies -> scorer.apply(network(first[instance])).predict(copies)
        : scorer.apply(whole);
  }

  private Network network(int row) {
    WeakReference<Network> known = networks.get(row);
    Network network = known == null ? null : known.get();
    if (network == null) {
      network = Chunks.outside(() -> HeldValues.of((Network) whole, row));
      networks.put(row, new WeakReference<>(network));
    }
    return network;
  }
}
