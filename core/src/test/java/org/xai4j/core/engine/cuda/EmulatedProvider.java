package org.xai4j.core.engine.cuda;

import java.io.IOException;
import java.util.Optional;
import org.xai4j.core.engine.DeviceProvider;
import org.xai4j.core.tensor.Device;

/**
 * The kernels on the processor, where there are a C++ compiler and JNA: behind oneDNN, before ND4J.
 */
public final class EmulatedProvider implements DeviceProvider {
  @Override
  public String id() {
    return "emulated";
  }

  @Override
  public int order() {
    return 99;
  }

  @Override
  public Optional<Device> find() {
    return available() ? Optional.of(new CudaDevice(id(), new EmulatedDriver())) : Optional.empty();
  }

  /** Whether the kernels can be compiled and loaded here. */
  static boolean available() {
    return runs("g++") && jna();
  }

  private static boolean jna() {
    try {
      Class.forName("com.sun.jna.Native");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Whether a compiler is there. */
  static boolean runs(String compiler) {
    try {
      return new ProcessBuilder(compiler, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
