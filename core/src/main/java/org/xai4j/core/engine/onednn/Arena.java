package org.xai4j.core.engine.onednn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.run.Scope;

/**
 * The memory of one scope: blocks go back to their thread's pool at the latest when the scope ends,
 * without waiting for the garbage collector. What is made inside a step is held by nobody until
 * someone retains it; what is made outside of steps is held by the scope.
 */
final class Arena implements AutoCloseable {
  /** Blocks at least this large are kept for the next chunk up to {@link #KEPT} bytes in all. */
  private static final long KEPT = 256L << 20;

  private static final ThreadLocal<Pool> POOLS = ThreadLocal.withInitial(Pool::new);

  private final Pool pool = POOLS.get();
  private final List<Block> live = new ArrayList<>();
  private final Deque<List<Block>> steps = new ArrayDeque<>();

  private Arena() {}

  /** Memory for a tensor: of the open scope if there is one, else left to the collector. */
  static Block block(long bytes) {
    return Scope.current()
        .map(scope -> scope.resource(Arena.class, Arena::new).take(bytes))
        .orElseGet(() -> new Block(bytes));
  }

  /** The arena of the open scope; outside of all scopes a new one that no tensor belongs to. */
  static Arena current() {
    return Scope.current()
        .map(scope -> scope.resource(Arena.class, Arena::new))
        .orElseGet(Arena::new);
  }

  private Block take(long bytes) {
    Block block = pool.take(bytes);
    List<Block> step = steps.peek();
    block.lend(this, step == null ? 1 : 0, live.size());
    live.add(block);
    if (step != null) {
      step.add(block);
    }
    return block;
  }

  /** Begins a step. */
  void enter() {
    steps.push(new ArrayList<>());
  }

  /** Ends a step: what it made and nobody holds is used again. */
  void leave() {
    for (Block block : steps.pop()) {
      if (block.in(this) && !block.held()) {
        free(block);
      }
    }
  }

  void free(Block block) {
    Block last = live.remove(live.size() - 1);
    if (last != block) {
      live.set(block.place(), last);
      last.move(block.place());
    }
    block.returned();
    pool.give(block);
  }

  @Override
  public void close() {
    for (Block block : live) {
      block.returned();
      pool.give(block);
    }
    live.clear();
  }

  /** Blocks of one thread that nobody uses, by size. */
  private static final class Pool {
    private final Map<Long, Deque<Block>> free = new HashMap<>();
    private long kept;

    Block take(long bytes) {
      long size = rounded(bytes);
      Deque<Block> blocks = free.get(size);
      if (blocks == null || blocks.isEmpty()) {
        return new Block(size);
      }
      kept -= size;
      return blocks.pop();
    }

    void give(Block block) {
      if (kept + block.size() > KEPT) {
        block.close();
        return;
      }
      kept += block.size();
      free.computeIfAbsent(block.size(), size -> new ArrayDeque<>()).push(block);
    }

    /** Sizes in steps of a quarter of a power of two, so that chunks of other lengths fit too. */
    private static long rounded(long bytes) {
      long least = Math.max(256, bytes);
      long step = Long.highestOneBit(least) / 4;
      return (least + step - 1) / step * step;
    }
  }
}
