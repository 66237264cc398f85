package org.xai4j.core.engine.cuda;

import java.io.File;
import java.util.List;
import java.util.Optional;
import org.xai4j.core.engine.DeviceProvider;
import org.xai4j.core.engine.cuda.driver.CudaDriver;
import org.xai4j.core.engine.cuda.driver.MatrixLibrary;
import org.xai4j.core.engine.cuda.library.CublasLt;
import org.xai4j.core.tensor.Device;

/** The first NVIDIA GPU, where JNA, the driver and NVRTC are found. */
public final class CudaProvider implements DeviceProvider {
  private static final String WITHOUT_JNA =
      "JNA is not on the class path (add net.java.dev.jna:jna)";

  /** The property that keeps libraries out, to compare own kernels with them. */
  private static final String OWN = "xai4j.cuda.own";

  private static final String WITHOUT_GPU = "there is no NVIDIA GPU, or no driver for it";

  /** Files that drivers make, on Linux, beneath Windows, on embedded boards and on Windows. */
  private static final List<String> TRACES =
      List.of("/dev/nvidiactl", "/dev/dxg", "/dev/nvmap", "C:\\Windows\\System32\\nvcuda.dll");

  /** Made by the loader of services. */
  public CudaProvider() {}

  @Override
  public String id() {
    return "cuda";
  }

  @Override
  public int order() {
    return -10;
  }

  /** Only where it is asked for, as long as the kernels have not run on a GPU. */
  @Override
  public boolean automatic() {
    return false;
  }

  private static boolean jna() {
    try {
      Class.forName("com.sun.jna.Native", false, CudaProvider.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Told without loading anything, so that machines without a GPU start as fast as ever. */
  private static boolean gpu() {
    return TRACES.stream().anyMatch(trace -> new File(trace).exists());
  }

  private static Optional<MatrixLibrary.Maker> library() {
    return Boolean.getBoolean(OWN) ? Optional.empty() : CublasLt.find();
  }

  @Override
  public Optional<Device> find() {
    return gpu() && jna()
        ? CudaDriver.find(library()).drivers().stream()
            .findFirst()
            .map(driver -> new CudaDevice(id(), driver))
        : Optional.empty();
  }

  @Override
  public String missing() {
    return !jna() ? WITHOUT_JNA : gpu() ? CudaDriver.find(Optional.empty()).missing() : WITHOUT_GPU;
  }
}
