package org.xai4j.core.engine.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
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
  private final Map<Long, Deque<Marked>> incoming = new HashMap<>();
  private long taken;
  private long kept;

  CudaPool(Driver driver) {
    this.driver = driver;
  }

  /** A free block for what is copied in, and a point behind the last work on it. */
  private record Marked(long address, long mark) {}

  /** Memory for a tensor: of the open scope if there is one, else as long as it is reachable. */
  CudaBlock block(long bytes) {
    return block(bytes, false);
  }

  /**
   * The same for what is copied in: beside the work, so that these blocks are used again for such
   * alone, the one that lay longest first.
   */
  CudaBlock incoming(long bytes) {
    return block(bytes, true);
  }

  private CudaBlock block(long bytes, boolean copiedIn) {
    return Scope.current()
        .map(scope -> scope.resource(this, () -> new CudaArena(this)).take(bytes, copiedIn))
        .orElseGet(() -> take(bytes, copiedIn).lasting(this));
  }

  /** The arena of the open scope; outside of all scopes a new one that no tensor belongs to. */
  CudaArena arena() {
    return Scope.current()
        .map(scope -> scope.resource(this, () -> new CudaArena(this)))
        .orElseGet(() -> new CudaArena(this));
  }

  /** A block of at least some bytes. */
  synchronized CudaBlock take(long bytes, boolean copiedIn) {
    long size = rounded(bytes);
    if (copiedIn) {
      Deque<Marked> blocks = incoming.get(size);
      if (blocks != null && !blocks.isEmpty()) {
        kept -= size;
        Marked block = blocks.poll();
        return new CudaBlock(block.address(), size, true, OptionalLong.of(block.mark()));
      }
      CudaBlock block = new CudaBlock(allocated(size), size, true, OptionalLong.empty());
      taken += size;
      return block;
    }
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

  synchronized void give(CudaBlock block) {
    long size = block.size();
    kept += size;
    if (block.incoming()) {
      incoming
          .computeIfAbsent(size, s -> new ArrayDeque<>())
          .add(new Marked(block.address(), driver.mark()));
    } else {
      free.computeIfAbsent(size, s -> new ArrayDeque<>()).push(block.address());
    }
  }

  /** Gives back to the driver what nobody uses. */
  synchronized void trim() {
    free.forEach((size, blocks) -> blocks.forEach(driver::free));
    free.clear();
    incoming.forEach(
        (size, blocks) ->
            blocks.forEach(
                block -> {
                  driver.free(block.address());
                  driver.unmark(block.mark());
                }));
    incoming.clear();
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
