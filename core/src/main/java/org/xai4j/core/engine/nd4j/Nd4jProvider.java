package org.xai4j.core.engine.nd4j;

import java.util.Optional;
import org.xai4j.core.engine.DeviceProvider;
import org.xai4j.core.tensor.Device;

/** ND4J runs everywhere and comes last. */
public final class Nd4jProvider implements DeviceProvider {
  @Override
  public String id() {
    return "nd4j";
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public Optional<Device> find() {
    return Optional.of(new Nd4jDevice());
  }
}
