package org.xai4j.core.engine.cuda;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a device's memory. Those of a scope are counted and go back when nobody holds them or
 * the scope ends; others go back when nobody can reach them.
 */
final class CudaBlock {
  private static final Cleaner CLEANER = Cleaner.create();

  private final long address;
  private final long size;
  private @Nullable CudaArena arena;
  private int holders;

  CudaBlock(long address, long size) {
    this.address = address;
    this.size = size;
  }

  /** Goes back to the pool when the collector finds it unreachable. */
  CudaBlock lasting(CudaPool pool) {
    long start = address;
    long bytes = size;
    CLEANER.register(this, () -> pool.give(start, bytes));
    return this;
  }

  long address() {
    return address;
  }

  long size() {
    return size;
  }

  void lend(CudaArena to, int held) {
    arena = to;
    holders = held;
  }

  boolean unheldIn(CudaArena asked) {
    return arena == asked && holders == 0;
  }

  void retain() {
    holders++;
  }

  void release() {
    CudaArena lender = arena;
    holders--;
    if (lender != null && holders == 0) {
      lender.free(this);
    }
  }

  /** Ends the loan. */
  void returned() {
    arena = null;
  }
}
