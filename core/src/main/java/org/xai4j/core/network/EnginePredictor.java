package org.xai4j.core.network;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.tensor.Device;

/**
 * A network run by an engine, as a predictor.
 *
 * @param engine runs it
 * @param network is run
 */
public record EnginePredictor(Engine engine, Network network) implements Predictor {
  @Override
  public INDArray predict(INDArray inputs) {
    return engine.predict(network, inputs);
  }

  /**
   * Where rows may be made in place of given ones.
   *
   * @return nothing for networks whose held inputs differ from row to row
   */
  public Optional<Device> device() {
    return network.uniform() ? Optional.of(engine.device(network.type())) : Optional.empty();
  }

  /**
   * Scores rows that are made on {@link #device}.
   *
   * @param shape of all rows [n, …]
   * @param rows makes them
   * @return outputs [n, …]
   */
  public INDArray predict(long[] shape, MadeRows rows) {
    return engine.predict(network, shape, rows);
  }
}
