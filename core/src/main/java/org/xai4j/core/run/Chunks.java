package org.xai4j.core.run;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs work over the rows of a batch in chunks: ND4J operations single-threaded, worker threads
 * over chunks, and the arrays of a chunk in memory that the next chunk reuses.
 *
 * <p>The bounds of the chunks depend on the number of rows and the chunk size alone, so results do
 * not depend on the number of threads.
 */
public final class Chunks {
  private static final WorkspaceConfiguration ARENA =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.OVER_TIME)
          .cyclesBeforeInitialization(1)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .build();

  private static final WakefulThreads WORKERS = new WakefulThreads();

  /** How many chunks this thread is inside of; its arenas are named by it. */
  private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

  /** Whether this thread is one of several that share the work. */
  private static final ThreadLocal<Boolean> SHARING = ThreadLocal.withInitial(() -> false);

  /** Processors that the work inside this thread's chunk has to itself. */
  private static final ThreadLocal<Integer> SPARE = ThreadLocal.withInitial(() -> 1);

  static {
    // The holder of the native operations fails unless ND4J's backend was loaded before.
    Nd4j.getBackend();
  }

  private Chunks() {}

  /** Work on a range of rows. */
  @FunctionalInterface
  public interface Body {
    /**
     * Works on a range of rows. Arrays made here live until it returns.
     *
     * @param from first row
     * @param to exclusive last row
     */
    void run(long from, long to);
  }

  /**
   * Runs work over all rows. Called from inside a chunk that several threads share, it runs on the
   * calling thread; a single chunk leaves the other threads to the work inside it.
   *
   * @param rows how many
   * @param execution chunk size and threads
   * @param body called once per chunk, possibly by several threads at once
   */
  public static void run(long rows, Execution execution, Body body) {
    long chunks = (rows + execution.chunk() - 1) / execution.chunk();
    int threads = SHARING.get() ? 1 : (int) Math.min(execution.threads(), chunks);
    AtomicLong next = new AtomicLong();
    AtomicLong failed = new AtomicLong(Long.MAX_VALUE);
    Runnable worker =
        () -> {
          // The OpenMP thread count is a setting of each calling thread.
          NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
          for (long c = next.getAndIncrement();
              c < chunks
                  && failed.get() == Long.MAX_VALUE
                  && !Thread.currentThread().isInterrupted();
              c = next.getAndIncrement()) {
            try {
              long from = c * execution.chunk();
              scoped(() -> body.run(from, Math.min(rows, from + execution.chunk())));
            } catch (RuntimeException | Error e) {
              failed.set(c);
              throw e;
            }
          }
        };
    if (threads == 1) {
      int before = SPARE.get();
      SPARE.set(SHARING.get() ? 1 : execution.threads());
      try {
        worker.run();
      } finally {
        SPARE.set(before);
      }
    } else {
      await(threads, worker, () -> failed.set(-1));
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  /**
   * How many processors work inside a chunk may use: all of a run that has one chunk at a time, one
   * where several threads share the chunks.
   *
   * @return at least 1
   */
  public static int spare() {
    return SPARE.get();
  }

  /**
   * Makes an array that outlives the chunks.
   *
   * @param make makes the array
   * @param <T> usually an array
   * @return what was made
   */
  public static <T> T outside(java.util.function.Supplier<T> make) {
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return Scope.outside(make);
    }
  }

  /**
   * The calling thread is one of those that work: it need not be woken. Nothing of the work goes on
   * after this returns or throws, for what it writes to may be gone then.
   */
  private static void await(int threads, Runnable worker, Runnable stop) {
    Phaser working = new Phaser(1);
    Runnable sharing =
        () -> {
          int before = SPARE.get();
          working.register();
          SHARING.set(true);
          SPARE.set(1);
          try {
            worker.run();
          } finally {
            SHARING.set(false);
            SPARE.set(before);
            working.arriveAndDeregister();
          }
        };
    FutureTask<?>[] others = new FutureTask<?>[threads - 1];
    for (int t = 0; t < others.length; t++) {
      others[t] = new FutureTask<>(sharing, null);
      WORKERS.execute(others[t]);
    }
    Throwable first = null;
    try {
      sharing.run();
    } catch (RuntimeException | Error e) {
      first = e;
    }
    for (FutureTask<?> other : others) {
      try {
        WakefulThreads.await(other::isDone);
        other.get();
      } catch (ExecutionException e) {
        first = first == null || e.getCause() instanceof Error ? e.getCause() : first;
      } catch (InterruptedException e) {
        stop.run();
        for (FutureTask<?> each : others) {
          each.cancel(true);
        }
        working.arriveAndAwaitAdvance();
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
    if (first instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw (RuntimeException) first;
    }
  }

  /**
   * Runs work whose arrays may go when it returns: its memory is used again by the next.
   *
   * @param body must copy what it wants to keep
   */
  public static void scoped(Runnable body) {
    int depth = DEPTH.get();
    DEPTH.set(depth + 1);
    try (MemoryWorkspace arena =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(ARENA, "XAI4J_" + depth)) {
      Scope.run(body);
    } finally {
      DEPTH.set(depth);
    }
  }
}
