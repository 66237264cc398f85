package org.xai4j.core.engine.onednn;

import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory outside the heap, on a boundary of 64 bytes. Those of an arena are counted:
 * they go back to it when nobody holds them. Used by one thread as long as it is not shared
 * read-only.
 */
final class Block {
  private static final int BOUNDARY = 64;

  private final BytePointer memory;
  private final Address start;
  private final long size;
  private @Nullable Arena arena;
  private int holders;
  private int place;

  Block(long size) {
    memory = new BytePointer(size + BOUNDARY);
    long address = memory.address();
    long gap = (BOUNDARY - address % BOUNDARY) % BOUNDARY;
    start = new Address(address + gap);
    this.size = size;
  }

  /** The first byte. */
  Address start() {
    return start;
  }

  /** A byte further on. */
  Address at(long offset) {
    return offset == 0 ? start : new Address(start.address() + offset);
  }

  long size() {
    return size;
  }

  void lend(Arena to, int held, int index) {
    arena = to;
    holders = held;
    place = index;
  }

  int place() {
    return place;
  }

  void move(int index) {
    place = index;
  }

  boolean held() {
    return holders > 0;
  }

  boolean in(Arena asked) {
    return arena == asked;
  }

  void retain() {
    holders++;
  }

  void release() {
    Arena owner = arena;
    holders--;
    if (owner != null && holders == 0) {
      owner.free(this);
    }
  }

  /** Gives the memory up at once, whoever holds it. */
  void drop() {
    Arena owner = arena;
    if (owner == null) {
      close();
    } else {
      owner.free(this);
    }
  }

  /** Ends the loan. */
  void returned() {
    arena = null;
  }

  /** Gives the memory back to the system. */
  void close() {
    memory.close();
  }
}
