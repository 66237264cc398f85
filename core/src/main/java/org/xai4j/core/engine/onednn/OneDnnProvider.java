package org.xai4j.core.engine.onednn;

import java.util.Optional;
import org.xai4j.core.engine.DeviceProvider;
import org.xai4j.core.tensor.Device;

/** oneDNN, where its native library can be loaded. */
public final class OneDnnProvider implements DeviceProvider {
  @Override
  public String id() {
    return "onednn";
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  public Optional<Device> find() {
    return OneDnnDevice.find();
  }
}
