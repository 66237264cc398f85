package org.xai4j.core.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.common.io.Resource;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4jBackend;

class BackendTest {
  /** A backend of which only the question whether it can run is asked. */
  private static class Stub extends Nd4jBackend {
    @Override
    public boolean canRun() {
      return true;
    }

    @Override
    public boolean isAvailable() {
      throw new AssertionError();
    }

    @Override
    public boolean allowsOrder() {
      throw new AssertionError();
    }

    @Override
    public int getPriority() {
      throw new AssertionError();
    }

    @Override
    public Resource getConfigurationResource() {
      throw new AssertionError();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class getNDArrayClass() {
      throw new AssertionError();
    }

    @Override
    public Environment getEnvironment() {
      throw new AssertionError();
    }

    @Override
    public String buildInfo() {
      throw new AssertionError();
    }

    @Override
    public void logBackendInit() {
      throw new AssertionError();
    }
  }

  /** A backend whose native library is missing, like that for GPUs on a machine without one. */
  private static final class Missing extends Stub {
    @Override
    public boolean canRun() {
      throw new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file");
    }
  }

  @Test
  void theBuildsOwnCanRun() {
    assertDoesNotThrow(() -> Backend.start());
  }

  @Test
  void aMissingLibraryIsNamedWithTheRemedy() {
    List<Nd4jBackend> backends = List.of(new Missing());
    String message = assertThrows(InputException.class, () -> Backend.check(backends)).getMessage();
    assertTrue(message.contains("Missing: libcuda.so.1"), message);
    assertTrue(message.contains("CUDA 11.6"), message);
    assertDoesNotThrow(() -> Backend.check(List.of(new Missing(), new Stub())));
  }
}
