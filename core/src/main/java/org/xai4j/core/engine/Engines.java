package org.xai4j.core.engine;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Rounding;

/**
 * The engines by id: {@code auto}, and one for each device that a {@link DeviceProvider} finds,
 * {@code cuda}, {@code onednn} and {@code nd4j}.
 */
public final class Engines {
  private static final List<DeviceProvider> PROVIDERS =
      ServiceLoader.load(DeviceProvider.class, DeviceProvider.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(Comparator.comparingInt(DeviceProvider::order))
          .toList();

  /** The devices that auto chooses among. */
  private static final Map<String, Device> AUTOMATIC = new LinkedHashMap<>();

  static {
    for (DeviceProvider provider : PROVIDERS) {
      if (provider.automatic()) {
        provider.find().ifPresent(device -> AUTOMATIC.put(provider.id(), device));
      }
    }
  }

  private Engines() {}

  /** All devices; the others are only looked for when they are asked for. */
  private static final class All {
    static final Map<String, Device> DEVICES = new LinkedHashMap<>();

    static {
      for (DeviceProvider provider : PROVIDERS) {
        Optional<Device> known = Optional.ofNullable(AUTOMATIC.get(provider.id()));
        (provider.automatic() ? known : provider.find())
            .ifPresent(device -> DEVICES.put(provider.id(), device));
      }
    }
  }

  /** An eighth of the machine's memory, but at most a gigabyte. */
  static long memory() {
    long most = 1L << 30;
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.min(most, system.getTotalMemorySize() / 8)
        : most;
  }

  /**
   * An engine by its id.
   *
   * @param id {@code auto}: the fastest device for a network's type; or the id of one device, with
   *     {@code -tf32} or {@code -bf16} behind it for one that rounds factors
   * @return the engine
   * @throws InputException if there is none; the message lists those there are
   */
  public static Engine of(String id) {
    for (Rounding rounding : Rounding.values()) {
      String end = "-" + rounding.id();
      if (id.endsWith(end)) {
        return rounded(of(id.substring(0, id.length() - end.length())), rounding);
      }
    }
    if (id.equals("auto")) {
      return Engine.standard();
    }
    Device device = AUTOMATIC.containsKey(id) ? AUTOMATIC.get(id) : All.DEVICES.get(id);
    if (device == null) {
      String others = String.join(", ", AUTOMATIC.keySet());
      throw new InputException(
          PROVIDERS.stream()
              .filter(p -> p.id().equals(id))
              .findFirst()
              .map(
                  p ->
                      String.format(
                          "The engine %s does not run on this machine: %s; use auto or one of %s.",
                          id, p.missing(), others))
              .orElse("There is no engine '" + id + "'; choose one of auto, " + others + "."));
    }
    return new DeviceEngine(id, List.of(device), memory());
  }

  private static Engine rounded(Engine engine, Rounding rounding) {
    Device device =
        engine
            .device(DataType.FLOAT)
            .rounded(rounding)
            .orElseThrow(
                () ->
                    new InputException(
                        String.format(
                            "The engine %s does not round to %s, which is for GPUs; use the"
                                + " precision float32 or the engine cuda.",
                            engine.id(), rounding.id())));
    return new DeviceEngine(device.id(), List.of(device), engine.bytes());
  }

  /**
   * The devices of this machine.
   *
   * @return those that run, the reference last
   */
  public static List<Device> devices() {
    return List.copyOf(All.DEVICES.values());
  }

  /** The devices that auto chooses among, in order of preference. */
  static List<Device> automatic() {
    return List.copyOf(AUTOMATIC.values());
  }

  /**
   * The device that the others are tested against: both precisions, every platform.
   *
   * @return ND4J's
   */
  public static Device reference() {
    List<Device> devices = devices();
    return devices.get(devices.size() - 1);
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
                        + " computes in single precision only; use the precision float32, or"
                        + " the engine auto or nd4j."));
  }
}
