package org.xai4j.core.engine.cuda.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Copies between host and device beside the work: kernels run in one stream, what goes in and what
 * comes out have one each. Numbers pass through blocks of the host that the GPU reads and writes
 * itself, piece by piece, so that the host fills one while another is copied. Work waits for what
 * was copied in before it was asked for, and what is copied out for the work before it. What is
 * copied in waits for a {@link #mark} alone: the last work that read the place where it goes.
 */
final class Transfers implements AutoCloseable {
  /** Bytes of a block. */
  static final long PIECE = 4L << 20;

  /** Blocks of either direction. */
  static final int BLOCKS = 3;

  private final QueueCalls calls;
  private final long work;
  private final Lane in;
  private final Lane out;
  private final Deque<Long> events = new ArrayDeque<>();
  private final List<Long> made = new ArrayList<>();

  /** One direction: a stream, its blocks and the events that tell when each is free. */
  private final class Lane {
    private final long stream = calls.stream();
    private final long[] blocks = new long[BLOCKS];
    private final long[] free = new long[BLOCKS];
    private int next;

    /** A block that the GPU does not use; made when it is first needed. */
    int take() {
      int block = next;
      next = (next + 1) % BLOCKS;
      if (free[block] == 0) {
        free[block] = calls.event();
      }
      if (blocks[block] == 0) {
        // No copy used it: there is nothing to wait for.
        blocks[block] = calls.hostBlock(PIECE);
      } else {
        calls.synchronize(free[block]);
      }
      return block;
    }

    void close() {
      for (int i = 0; i < BLOCKS; i++) {
        if (blocks[i] != 0) {
          calls.freeHostBlock(blocks[i]);
        }
        if (free[i] != 0) {
          calls.endEvent(free[i]);
        }
      }
      calls.endStream(stream);
    }
  }

  Transfers(QueueCalls calls) {
    this.calls = calls;
    work = calls.stream();
    in = new Lane();
    out = new Lane();
  }

  /** The stream in which kernels run. */
  long work() {
    return work;
  }

  private synchronized long event() {
    if (events.isEmpty()) {
      long event = calls.event();
      made.add(event);
      return event;
    }
    return events.pop();
  }

  private synchronized void give(long event) {
    events.push(event);
  }

  /** A point behind all work asked for so far; to be given to {@link #copyIn} once. */
  long mark() {
    long event = event();
    calls.record(event, work);
    return event;
  }

  /** Gives a mark back. */
  void unmark(long mark) {
    give(mark);
  }

  /** Copies to the device behind a mark; the host's memory is free when this returns. */
  void copyIn(long device, long host, long bytes, long mark) {
    synchronized (in) {
      calls.await(in.stream, mark);
      // The stream keeps what it waits for: the event can be set anew.
      give(mark);
      copyIn(device, host, bytes);
    }
  }

  /** The same where nobody read the place before. */
  void copyIn(long device, long host, long bytes) {
    synchronized (in) {
      for (long done = 0; done < bytes; done += PIECE) {
        long size = Math.min(PIECE, bytes - done);
        int block = in.take();
        calls.move(in.blocks[block], host + done, size);
        calls.copyIn(device + done, in.blocks[block], size, in.stream);
        calls.record(in.free[block], in.stream);
      }
      long copied = event();
      calls.record(copied, in.stream);
      calls.await(work, copied);
      give(copied);
    }
  }

  /** Copies from the device behind all work asked for so far; done when this returns. */
  void copyOut(long host, long device, long bytes) {
    synchronized (out) {
      long ready = mark();
      calls.await(out.stream, ready);
      give(ready);
      int[] block = new int[2];
      long copied = 0;
      for (long asked = 0; copied < bytes; ) {
        // One piece ahead of the one that is taken from its block.
        while (asked < bytes && asked - copied < 2 * PIECE) {
          int to = out.take();
          long size = Math.min(PIECE, bytes - asked);
          calls.copyOut(out.blocks[to], device + asked, size, out.stream);
          calls.record(out.free[to], out.stream);
          block[(int) (asked / PIECE % 2)] = to;
          asked += size;
        }
        int from = block[(int) (copied / PIECE % 2)];
        long size = Math.min(PIECE, bytes - copied);
        calls.synchronize(out.free[from]);
        calls.move(host + copied, out.blocks[from], size);
        copied += size;
      }
    }
  }

  @Override
  public void close() {
    in.close();
    out.close();
    made.forEach(calls::endEvent);
    made.clear();
    events.clear();
    calls.endStream(work);
  }
}
