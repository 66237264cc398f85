package org.xai4j.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.engine.cuda.driver.DriverException;
import org.xai4j.core.engine.cuda.driver.KernelSources;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;

/** What the host does without a GPU: blocks, arguments, memory, failures. */
class HostLogicTest {
  @Test
  void blocksCoverAllCellsUpToWhatAMultiprocessorTakes() {
    FakeDriver driver = new FakeDriver(1 << 30);
    CudaDevice device = new CudaDevice("fake", driver);
    device.filled(DataType.FLOAT, 1, 256);
    device.filled(DataType.FLOAT, 1, 257);
    device.filled(DataType.DOUBLE, 1, 1 << 22);
    assertEquals("FLOAT fill", driver.launches.get(0).kernel());
    assertEquals(1, driver.launches.get(0).blocks());
    assertEquals(2, driver.launches.get(1).blocks());
    assertEquals("DOUBLE fill", driver.launches.get(2).kernel());
    assertEquals(4 * 32, driver.launches.get(2).blocks());
  }

  @Test
  void argumentsLieOnTheirBoundaries() {
    Activation curve = new Activation(Activation.Function.CLIP, -1, 6);
    ByteBuffer packed =
        Arguments.pack(7, new CudaBlock(4096, 256), true, 2.5, new int[] {1, 2, 3}, curve)
            .order(ByteOrder.nativeOrder());
    assertEquals(7, packed.getInt(0));
    assertEquals(4096, packed.getLong(8));
    assertEquals(1, packed.getInt(16));
    assertEquals(2.5, packed.getDouble(24));
    assertEquals(3, packed.getInt(40));
    assertEquals(KernelSources.number(Activation.Function.CLIP), packed.getInt(48));
    assertEquals(6, packed.getDouble(64));
    assertEquals(72, packed.limit());
    assertThrows(IllegalArgumentException.class, () -> Arguments.pack("text"));
  }

  @Test
  void blocksAreUsedAgainAndGivenBackWhenMemoryIsShort() {
    FakeDriver driver = new FakeDriver(4096);
    CudaPool pool = new CudaPool(driver);
    CudaBlock first = pool.take(1000, false);
    assertEquals(1024, first.size());
    pool.give(first);
    assertEquals(first.address(), pool.take(1024, false).address());
    assertEquals(1024, driver.taken);
    pool.give(first);
    // Does not fit beside the kept block.
    CudaBlock large = pool.take(4000, false);
    assertEquals(4096, large.size());
    assertEquals(4096, pool.taken());
    assertEquals(0, pool.kept());
    InputException full = assertThrows(InputException.class, () -> pool.take(1, false));
    assertTrue(full.getMessage().startsWith("The memory of a fake does not suffice"));
  }

  /** Inputs go to places of their own, behind the last work on them; the oldest comes first. */
  @Test
  void inputsHaveBlocksOfTheirOwn() {
    FakeDriver driver = new FakeDriver(4096);
    CudaPool pool = new CudaPool(driver);
    CudaBlock work = pool.take(256, false);
    CudaBlock first = pool.take(256, true);
    CudaBlock second = pool.take(256, true);
    assertTrue(first.mark().isEmpty());
    pool.give(work);
    pool.give(first);
    pool.give(second);
    CudaBlock again = pool.take(200, true);
    assertEquals(first.address(), again.address());
    assertEquals(1, again.mark().getAsLong());
    assertEquals(work.address(), pool.take(256, false).address());
    assertEquals(2 * 256, pool.taken() - 256);
    pool.trim();
    assertEquals(java.util.List.of(second.address()), driver.given);
    assertEquals(java.util.List.of(2L), driver.unmarked);
  }

  @Test
  void scopesGiveTheirMemoryBack() {
    FakeDriver driver = new FakeDriver(1 << 20);
    CudaDevice device = new CudaDevice("fake", driver);
    Tensor[] held = new Tensor[1];
    Chunks.scoped(
        () -> {
          Tensor x = device.filled(DataType.FLOAT, 0, 64);
          held[0] = device.step(() -> new Tensor[] {x.add(1).mul(2)})[0];
          // What the step made on the way lies ready.
          assertEquals(256, device.pool().kept());
          assertThrows(IllegalStateException.class, () -> device.step(HostLogicTest::failing));
        });
    assertEquals(3 * 256, device.pool().taken());
    assertEquals(3 * 256, device.pool().kept());
    device.pool().close();
    assertEquals(0, driver.taken);
    assertEquals(3, driver.given.size());
  }

  private static Tensor[] failing() {
    throw new IllegalStateException("an example");
  }

  @Test
  void failuresOfTheDriverAreTold() {
    CudaDevice device = new CudaDevice("fake", new FakeDriver(1 << 20));
    DriverException failure =
        assertThrows(DriverException.class, () -> device.of(new float[] {1}, 1));
    assertTrue(failure.getMessage().contains("cuMemcpyHtoD"));
    assertThrows(InputException.class, () -> device.filled(DataType.FLOAT, 0, 1 << 16, 1 << 16));
  }

  @Test
  void machinesWithoutAGpuSaySo() {
    if (new CudaProvider().find().isPresent()) {
      assertEquals("cuda", Engines.of("cuda").id());
      return;
    }
    InputException refused = assertThrows(InputException.class, () -> Engines.of("cuda"));
    assertTrue(refused.getMessage().startsWith("The engine cuda does not run on this machine: "));
    assertEquals(1, refused.getMessage().lines().count());
    assertTrue(refused.getMessage().contains("use auto or one of"));
  }
}
