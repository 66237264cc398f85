package org.xai4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** ND4J's backend, asked before ND4J starts, which would print why it cannot and go on. */
public final class Backend {
  private Backend() {}

  /**
   * Loads ND4J with its native library, after a check that one of the backends of the build can run
   * on this machine.
   *
   * @throws InputException if none can, naming each with its reason
   */
  public static void start() {
    check(ServiceLoader.load(Nd4jBackend.class));
    Nd4j.getBackend();
  }

  static void check(Iterable<Nd4jBackend> backends) {
    List<String> reasons = new ArrayList<>();
    for (Nd4jBackend backend : backends) {
      try {
        if (backend.canRun()) {
          return;
        }
        reasons.add(backend.getClass().getSimpleName() + ": no device");
      } catch (RuntimeException | LinkageError e) {
        reasons.add(backend.getClass().getSimpleName() + ": " + first(e).getMessage());
      }
    }
    throw new InputException(
        "ND4J cannot start on this machine ("
            + String.join("; ", reasons)
            + "); a build of the profile nd4j-cuda needs CUDA 11.6 and an NVIDIA GPU of compute"
            + " capability 3.7 to 8.9, one without a profile runs on the processor.");
  }

  /** Where it began. */
  private static Throwable first(Throwable e) {
    return e.getCause() == null ? e : first(e.getCause());
  }
}
