package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.model.Network;

/**
 * Runs networks. Explainers see only this interface, so that an engine on other hardware can take
 * the place of the standard one. Engines are thread-safe.
 */
public interface Engine {
  /**
   * The engine's id on the command line.
   *
   * @return for example {@code nd4j}
   */
  String id();

  /**
   * Outputs of a network, in bounded memory: the batch is run in chunks, over the worker threads
   * when called from outside of them.
   *
   * @param network any network
   * @param inputs batch [n, …] of the network's type
   * @return outputs [n, …]
   */
  INDArray predict(Network network, INDArray inputs);

  /**
   * Prepares propagation through a network: weights that the rules need are derived once.
   *
   * @param network any network
   * @param rules the rule of every node
   * @return a thread-safe pair of passes
   */
  Propagation propagation(Network network, Rules rules);

  /**
   * The operator of one layer.
   *
   * @param layer any layer
   * @return a thread-safe operator
   */
  Operator operator(org.xai4j.core.layer.Layer layer);

  /**
   * The standard engine, on ND4J operations.
   *
   * @return the one instance
   */
  static Engine standard() {
    return Nd4jEngine.INSTANCE;
  }
}
