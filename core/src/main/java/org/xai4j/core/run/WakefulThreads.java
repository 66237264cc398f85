package org.xai4j.core.run;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that stay awake for a moment after their work: on virtual machines waking a sleeping
 * processor takes longer than a pass over a small batch.
 */
final class WakefulThreads implements Executor {
  /** Nanoseconds of waiting before a thread sleeps. */
  private static final long AWAKE =
      Runtime.getRuntime().availableProcessors() > 1 ? TimeUnit.MICROSECONDS.toNanos(100) : 0;

  /** After so long without work a thread ends. */
  private static final long KEPT = TimeUnit.SECONDS.toNanos(60);

  private final AtomicInteger count = new AtomicInteger();

  /** The last that came is the likeliest to be awake. */
  private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();

  /** Runs work on a thread that has none, or on a new one. */
  @Override
  public void execute(Runnable work) {
    Worker worker = idle.pollFirst();
    if (worker == null) {
      worker = new Worker();
      worker.give(work);
      worker.thread.start();
    } else {
      worker.give(work);
    }
  }

  /** Waits awake until something is so, for a moment at most. */
  @SuppressWarnings("ThreadPriorityCheck") // what is waited for may need this very processor
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + AWAKE;
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.yield();
    }
  }

  private final class Worker {
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean asleep;

    Worker() {
      thread = new Thread(this::work, "xai4j-worker-" + count.incrementAndGet());
      thread.setDaemon(true);
    }

    void give(Runnable work) {
      next.set(work);
      if (asleep) {
        LockSupport.unpark(thread);
      }
    }

    private void work() {
      Runnable task = next.getAndSet(null);
      while (task != null) {
        task.run();
        // An interrupt was meant for the task.
        Thread.interrupted();
        idle.addFirst(this);
        task = await();
      }
    }

    /** The next task, or nothing if none came for long. */
    private @Nullable Runnable await() {
      WakefulThreads.await(() -> next.get() != null);
      asleep = true;
      long end = System.nanoTime() + KEPT;
      @Nullable Runnable task = next.getAndSet(null);
      // One that is no longer idle is about to be given a task.
      while (task == null && (System.nanoTime() < end || !idle.remove(this))) {
        LockSupport.parkNanos(this, KEPT);
        Thread.interrupted();
        task = next.getAndSet(null);
      }
      asleep = false;
      return task;
    }
  }
}
