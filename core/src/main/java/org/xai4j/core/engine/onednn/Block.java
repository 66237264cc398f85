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

  /** A pointer of this block's own, or whoever else keeps the memory. */
  private final Object owner;

  private final Address start;
  private final long size;
  private @Nullable Arena arena;
  private int holders;
  private int place;

  Block(long size) {
    BytePointer memory = new BytePointer(size + BOUNDARY);
    owner = memory;
    long address = memory.address();
    long gap = (BOUNDARY - address % BOUNDARY) % BOUNDARY;
    start = new Address(address + gap);
    this.size = size;
  }

  private Block(Object owner, Address start, long size) {
    this.owner = owner;
    this.start = start;
    this.size = size;
  }

  /**
   * Memory that belongs to someone else and is not written to.
   *
   * @param owner keeps it as long as this block is reachable
   * @param start its first byte
   * @param size in bytes
   */
  static Block lent(Object owner, Address start, long size) {
    return new Block(owner, start, size);
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
    Arena lender = arena;
    holders--;
    if (lender != null && holders == 0) {
      lender.free(this);
    }
  }

  /** Gives the memory up at once, whoever holds it. */
  void drop() {
    Arena lender = arena;
    if (lender == null) {
      close();
    } else {
      lender.free(this);
    }
  }

  /** Ends the loan. */
  void returned() {
    arena = null;
  }

  /** Gives the memory back to the system. */
  void close() {
    if (owner instanceof BytePointer memory) {
      memory.close();
    }
  }
}
