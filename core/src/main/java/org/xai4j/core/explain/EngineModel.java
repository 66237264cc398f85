package org.xai4j.core.explain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.AffinePrefix;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;

/** A network as an engine runs it. Thread-safe. */
final class EngineModel implements Predictor {
  private final Engine engine;
  private final Network network;
  private Optional<AffinePrefix> prefix = Optional.empty();
  private boolean cut;

  EngineModel(Engine engine, Network network) {
    this.engine = engine;
    this.network = network;
  }

  @Override
  public INDArray predict(INDArray inputs) {
    return engine.predict(network, inputs);
  }

  /** The engine. */
  Engine engine() {
    return engine;
  }

  /** The network behind its affine first layers; nothing where it does not begin with any. */
  synchronized Optional<AffinePrefix> prefix(INDArray inputs) {
    if (!cut) {
      cut = true;
      prefix = Chunks.outside(() -> AffinePrefix.of(engine, network, inputs));
    }
    return prefix;
  }
}
