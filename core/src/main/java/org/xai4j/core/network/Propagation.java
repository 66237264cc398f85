package org.xai4j.core.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/** A network and its backward rules, made ready to run. Thread-safe. */
public interface Propagation {
  /**
   * The network it runs.
   *
   * @return the network
   */
  Network network();

  /**
   * Where it runs.
   *
   * @return the device of all its tensors
   */
  Device device();

  /**
   * Runs the network and keeps every node's value.
   *
   * @param inputs batch [n, …] on this propagation's device
   * @return all intermediate values
   */
  Tape forward(Tensor inputs);

  /**
   * Runs the network and keeps every node's value.
   *
   * @param inputs batch [n, …] of the network's type
   * @return all intermediate values
   */
  default Tape forward(INDArray inputs) {
    return forward(device().of(inputs));
  }

  /**
   * Propagates a signal from the output to the input.
   *
   * @param tape of this propagation
   * @param signal of the output's shape, not modified
   * @return the signal at the input: of the input's shape, or [n, time, dimension] at the embedding
   *     for networks of tokens
   */
  default Tensor backward(Tape tape, Tensor signal) {
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
  Tensor backward(Tape tape, Node from, Tensor signal, Node to);

  /**
   * Starts a sum of gradients at the input over versions of some rows: noisy copies, points of a
   * path.
   *
   * @param rows tape of the rows themselves [m, …]
   * @return zeros so far
   */
  GradientSum gradients(Tape rows);
}
