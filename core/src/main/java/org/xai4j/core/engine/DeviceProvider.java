package org.xai4j.core.engine;

import java.util.Optional;
import org.xai4j.core.tensor.Device;

/**
 * Finds a kind of device on this machine. A device becomes an engine by a class that implements
 * this, with a constructor without arguments, and a line with its name in {@code
 * META-INF/services/org.xai4j.core.engine.DeviceProvider}.
 */
public interface DeviceProvider {
  /**
   * The id of the engine that uses this device alone.
   *
   * @return as {@link Device#id}
   */
  String id();

  /**
   * The place among the devices: the standard engine takes the first that supports a network's
   * type, and the last is the reference that the others are tested against.
   *
   * @return a smaller number for a faster device; −10 for a GPU, 0 for oneDNN, 100 for ND4J
   */
  int order();

  /**
   * Looks for the device.
   *
   * @return nothing where it does not run
   */
  Optional<Device> find();

  /**
   * Why the device does not run here, for people.
   *
   * @return the end of a sentence
   */
  default String missing() {
    return "its native library cannot be loaded";
  }
}
