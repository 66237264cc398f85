package org.xai4j.core.engine.cuda;

import java.lang.ref.Cleaner;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a device's memory. Those of a scope are counted and go back when nobody holds them or
 * the scope ends; others go back when nobody can reach them.
 */
final class CudaBlock {
  private static final Cleaner CLEANER = Cleaner.create();

  private final long address;
  private final long size;
  private final OptionalLong mark;
  private final boolean incoming;
  private @Nullable CudaArena arena;
  private int holders;

  CudaBlock(long address, long size) {
    this(address, size, false, OptionalLong.empty());
  }

  /** For what is copied in, behind the last work on it. */
  CudaBlock(long address, long size, boolean incoming, OptionalLong mark) {
    this.address = address;
    this.size = size;
    this.incoming = incoming;
    this.mark = mark;
  }

  /** Goes back to the pool when the collector finds it unreachable. */
  CudaBlock lasting(CudaPool pool) {
    CudaBlock same = new CudaBlock(address, size, incoming, OptionalLong.empty());
    CLEANER.register(this, () -> pool.give(same));
    return this;
  }

  /** Whether it is for what is copied in. */
  boolean incoming() {
    return incoming;
  }

  /** Behind the last work on it before it was taken, if there was any. */
  OptionalLong mark() {
    return mark;
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
