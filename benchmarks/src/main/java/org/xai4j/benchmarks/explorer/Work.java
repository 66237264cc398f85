package org.xai4j.benchmarks.explorer;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.run.Progress;

/**
 * Computes for the page: one request at a time, few waiting, each within a time, each to be
 * cancelled.
 */
final class Work implements AutoCloseable {
  private final ThreadPoolExecutor pool;
  private final int seconds;
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /**
   * What is computed.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  interface Task<T> {
    /** Computes it, telling how far it is. */
    T run(Progress progress) throws Exception;
  }

  private record Running(Future<?> future, Heard heard) {}

  /**
   * Starts a worker.
   *
   * @param waiting how many requests may wait
   * @param seconds a request may take, the waiting included
   */
  Work(int waiting, int seconds) {
    this.seconds = seconds;
    pool =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread thread = new Thread(task, "explorer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs a task and waits for it.
   *
   * @param request name under which it can be cancelled; one that runs under it already is
   *     cancelled
   * @param task what to do, telling how far it is
   * @return its result
   * @throws RefusedException if too many wait, it was cancelled or took too long
   */
  <T> T run(String request, Task<T> task) {
    Heard heard = new Heard();
    FutureTask<T> future = new FutureTask<>(() -> task.run(heard));
    Running own = new Running(future, heard);
    Running before = running.put(request, own);
    if (before != null) {
      before.future().cancel(true);
    }
    try {
      pool.execute(future);
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      throw new RefusedException(503, "Too much is being computed already; try again in a moment.");
    } catch (CancellationException e) {
      throw new RefusedException(409, "The request was cancelled.");
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new RefusedException(
          504, "The answer took over " + seconds + " s; ask for fewer steps or samples.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(503, "The server is stopping.");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (starved(cause)) {
        throw new RefusedException(
            507,
            String.format(
                Locale.ROOT,
                "The answer takes more than the %,d MB of memory that there are; ask for fewer steps"
                    + " or samples, or set XAI4J_MEMORY higher.",
                Runtime.getRuntime().maxMemory() >> 20));
      }
      if (cause instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(cause);
    } finally {
      running.remove(request, own);
      pool.remove(future);
    }
  }

  /** Whether the memory ran out, maybe in another thread. */
  private static boolean starved(@Nullable Throwable cause) {
    return cause != null && (cause instanceof OutOfMemoryError || starved(cause.getCause()));
  }

  /** Whether the next request would be refused. */
  boolean full() {
    return pool.getQueue().remainingCapacity() == 0;
  }

  /** Cancels a request; tells whether there was one. */
  boolean cancel(String request) {
    Running found = running.get(request);
    return found != null && found.future().cancel(true);
  }

  /** How far a request has come; nothing once it has ended. */
  Optional<Heard> heard(String request) {
    return Optional.ofNullable(running.get(request)).map(Running::heard);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
