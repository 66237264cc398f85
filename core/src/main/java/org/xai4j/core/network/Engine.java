package org.xai4j.core.network;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.tensor.Device;

/**
 * Runs networks. Explainers see only this interface, so that an engine on other hardware can take
 * the place of the standard one. Engines are thread-safe.
 */
public interface Engine {
  /**
   * The engine's id on the command line.
   *
   * @return {@code auto}, or the id of the one device it uses
   */
  String id();

  /**
   * Where networks of a type run.
   *
   * @param type FLOAT or DOUBLE
   * @return the device
   * @throws org.xai4j.core.run.InputException if this engine has none for the type
   */
  Device device(DataType type);

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
   * As {@link #predict(Network, INDArray)}, with rows that are made chunk by chunk on the network's
   * device.
   *
   * @param network one whose held inputs are the same for all rows
   * @param shape of all rows [n, …]
   * @param rows makes them, from several threads
   * @return outputs [n, …]
   */
  INDArray predict(Network network, long[] shape, MadeRows rows);

  /**
   * Prepares propagation through a network: weights that the rules need are derived once.
   *
   * @param network any network
   * @param rules the rule of every node
   * @return a thread-safe pair of passes
   */
  Propagation propagation(Network network, Rules rules);

  /**
   * This engine with another bound on the memory of the values it holds at once.
   *
   * @param bytes for all threads together; a single row is always run, whatever it takes
   * @return an engine that gives the same results but for rounding
   */
  Engine within(long bytes);

  /**
   * The bound on the memory of the values that this engine holds at once.
   *
   * @return bytes, for all threads together
   */
  long bytes();

  /**
   * What one row takes where all its values are kept, as methods that look inside a network do. It
   * follows from shapes alone; nothing is computed.
   *
   * @param network any network
   * @param row one that it takes [1, …]
   * @return bytes
   */
  long memory(Network network, INDArray row);

  /**
   * How many rows of a network are best run at once by one thread, with all their values kept: as
   * many as fit the memory, but few enough that all threads have work.
   *
   * @param network any network
   * @param inputs batch [n, …] that it takes
   * @return at least 1
   */
  int rows(Network network, INDArray inputs);

  /**
   * The standard engine: a GPU where there is one, else single precision on oneDNN where it runs,
   * all else on ND4J. It is found by {@link java.util.ServiceLoader}.
   *
   * @return the one instance
   */
  static Engine standard() {
    return StandardEngine.INSTANCE;
  }
}
