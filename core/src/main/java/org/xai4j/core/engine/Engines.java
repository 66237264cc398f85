package org.xai4j.core.engine;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.engine.nd4j.Nd4jDevice;
import org.xai4j.core.engine.onednn.OneDnnDevice;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;

/** The engines by id: {@code auto}, {@code onednn} and {@code nd4j}. */
public final class Engines {
  private static final Device ND4J = new Nd4jDevice();
  private static final Optional<Device> ONEDNN = OneDnnDevice.find();
  static final Engine AUTO = new DeviceEngine("auto", devices(), memory());

  private Engines() {}

  /** An eighth of the machine's memory, but at most a gigabyte. */
  private static long memory() {
    long most = 1L << 30;
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.min(most, system.getTotalMemorySize() / 8)
        : most;
  }

  /**
   * An engine by its id.
   *
   * @param id {@code auto}: the fastest device for a network's type; or the id of one device
   * @return the engine
   * @throws InputException if there is none; the message lists those there are
   */
  public static Engine of(String id) {
    return switch (id) {
      case "auto" -> AUTO;
      case "nd4j" -> new DeviceEngine(id, List.of(ND4J), memory());
      case "onednn" ->
          new DeviceEngine(
              id,
              List.of(
                  ONEDNN.orElseThrow(
                      () ->
                          new InputException(
                              "The engine onednn does not run on this machine: its native library"
                                  + " cannot be loaded; use auto or nd4j."))),
              memory());
      default ->
          throw new InputException(
              "There is no engine '" + id + "'; choose one of auto, onednn, nd4j.");
    };
  }

  /**
   * The devices of this machine.
   *
   * @return those that run, the reference last
   */
  public static List<Device> devices() {
    return ONEDNN.map(d -> List.of(d, ND4J)).orElse(List.of(ND4J));
  }

  /**
   * The device that the others are tested against: both precisions, every platform.
   *
   * @return ND4J's
   */
  public static Device reference() {
    return ND4J;
  }

  /** The first device that supports a type. */
  static Device first(String id, List<Device> devices, DataType type) {
    return devices.stream()
        .filter(device -> device.supports(type))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "The engine "
                        + id
                        + " computes in single precision only; use --precision float32, or the"
                        + " engine auto or nd4j."));
  }
}
