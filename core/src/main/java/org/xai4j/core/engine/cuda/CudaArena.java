package org.xai4j.core.engine.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The device memory of one scope. What is made inside a step is held by nobody until someone
 * retains it; what is made outside of steps is held by the scope.
 */
final class CudaArena implements AutoCloseable {
  private final CudaPool pool;
  private final Set<CudaBlock> live = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<List<CudaBlock>> steps = new ArrayDeque<>();

  CudaArena(CudaPool pool) {
    this.pool = pool;
  }

  CudaBlock take(long bytes, boolean incoming) {
    CudaBlock block = pool.take(bytes, incoming);
    List<CudaBlock> step = steps.peek();
    block.lend(this, step == null ? 1 : 0);
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
    for (CudaBlock block : steps.pop()) {
      if (block.unheldIn(this)) {
        free(block);
      }
    }
  }

  void free(CudaBlock block) {
    live.remove(block);
    block.returned();
    pool.give(block);
  }

  @Override
  public void close() {
    for (CudaBlock block : live) {
      block.returned();
      pool.give(block);
    }
    live.clear();
  }
}
