package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicLong;
import org.xai4j.core.run.Progress;

/** How far a request has come, to be asked by another thread. */
final class Heard implements Progress {
  private final AtomicLong done = new AtomicLong();
  private volatile String task = "waiting";
  private volatile long total;

  @Override
  public void begin(String name, long units) {
    task = name;
    total = units;
    done.set(0);
  }

  @Override
  public void advance(long amount) {
    done.addAndGet(amount);
  }

  @Override
  public void end() {
    done.set(total);
  }

  /** What is being done, and how many of how many units are done. */
  ObjectNode json() {
    return Answer.empty().put("task", task).put("done", done.get()).put("total", total);
  }
}
