package org.xai4j.core.engine.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.xai4j.core.engine.cuda.driver.Driver;
import org.xai4j.core.engine.cuda.driver.DriverException;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Scope;

/**
 * A device's memory in blocks that are used again. As the device works in the order in which it is
 * asked, a block may be given to the next who asks while its last reader still runs.
 */
final class CudaPool implements AutoCloseable {
  private final Driver driver;
  private final Map<Long, Deque<Long>> free = new HashMap<>();
  private long taken;
  private long kept;

  CudaPool(Driver driver) {
    this.driver = driver;
  }

  /** Memory for a tensor: of the open scope if there is one, else as long as it is reachable. */
  CudaBlock block(long bytes) {
    return Scope.current()
        .map(scope -> scope.resource(this, () -> new CudaArena(this)).take(bytes))
        .orElseGet(() -> take(bytes).lasting(this));
  }

  /** The arena of the open scope; outside of all scopes a new one that no tensor belongs to. */
  CudaArena arena() {
    return Scope.current()
        .map(scope -> scope.resource(this, () -> new CudaArena(this)))
        .orElseGet(() -> new CudaArena(this));
  }

  /** A block of at least some bytes. */
  synchronized CudaBlock take(long bytes) {
    long size = rounded(bytes);
    Deque<Long> blocks = free.get(size);
    if (blocks != null && !blocks.isEmpty()) {
      kept -= size;
      return new CudaBlock(blocks.pop(), size);
    }
    CudaBlock block = new CudaBlock(allocated(size), size);
    taken += size;
    return block;
  }

  private long allocated(long size) {
    try {
      return driver.allocate(size);
    } catch (DriverException e) {
      if (!e.outOfMemory()) {
        throw e;
      }
    }
    // Blocks of other sizes may be in the way.
    trim();
    try {
      return driver.allocate(size);
    } catch (DriverException e) {
      InputException.check(
          !e.outOfMemory(),
          "The memory of %s does not suffice: %d bytes are in use and %d more are needed; give a"
              + " smaller --memory or fewer rows at once.",
          driver.name(),
          taken,
          size);
      throw e;
    }
  }

  synchronized void give(long address, long size) {
    kept += size;
    free.computeIfAbsent(size, s -> new ArrayDeque<>()).push(address);
  }

  /** Gives back to the driver what nobody uses. */
  synchronized void trim() {
    free.forEach((size, blocks) -> blocks.forEach(driver::free));
    free.clear();
    taken -= kept;
    kept = 0;
  }

  /** Bytes taken from the driver. */
  synchronized long taken() {
    return taken;
  }

  /** Bytes of those that nobody uses. */
  synchronized long kept() {
    return kept;
  }

  /** Gives back what nobody uses; whatever is in use stays until the driver is closed. */
  @Override
  public void close() {
    trim();
  }

  /** Sizes in steps of a quarter of a power of two, so that chunks of other lengths fit too. */
  private static long rounded(long bytes) {
    long least = Math.max(256, bytes);
    long step = Math.max(256, Long.highestOneBit(least) / 4);
    return (least + step - 1) / step * step;
  }
}
