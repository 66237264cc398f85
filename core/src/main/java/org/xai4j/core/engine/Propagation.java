package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/** A network and its backward rules, made ready to run. Thread-safe. */
public interface Propagation {
  /**
   * The network it runs.
   *
   * @return the network
   */
  Network network();

  /**
   * Runs the network and keeps every node's value.
   *
   * @param inputs batch [n, …] of the network's type
   * @return all intermediate values
   */
  Tape forward(INDArray inputs);

  /**
   * Propagates a signal from the output to the input.
   *
   * @param tape of this propagation
   * @param signal of the output's shape, not modified
   * @return the signal at the input: of the input's shape, or [n, time, dimension] at the embedding
   *     for networks of tokens
   */
  default INDArray backward(Tape tape, INDArray signal) {
    return backward(tape, network().output(), signal, network().nodes().get(0));
  }

  /**
   * Propagates a signal from any node to any node before it.
   *
   * @param tape of this propagation
   * @param from where the signal starts
   * @param signal of that node's output's shape, not modified
   * @param to where it is wanted; the input for networks of tokens means the embedding's output
   * @return the signal at that node's output, zeros where no path leads there
   */
  INDArray backward(Tape tape, Node from, INDArray signal, Node to);
}
