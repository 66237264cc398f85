package org.xai4j.benchmarks.explorer;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Computes for the page: one request at a time, few waiting, each within a time, each to be
 * cancelled.
 */
final class Work implements AutoCloseable {
  private final ThreadPoolExecutor pool;
  private final int seconds;
  private final Map<String, Future<?>> running = new ConcurrentHashMap<>();

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
   * @param task what to do
   * @return its result
   * @throws RefusedException if too many wait, it was cancelled or took too long
   */
  <T> T run(String request, Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Future<?> before = running.put(request, future);
    if (before != null) {
      before.cancel(true);
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
      if (cause instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(cause);
    } finally {
      running.remove(request, future);
      pool.remove(future);
    }
  }

  /** Whether the next request would be refused. */
  boolean full() {
    return pool.getQueue().remainingCapacity() == 0;
  }

  /** Cancels a request; tells whether there was one. */
  boolean cancel(String request) {
    Future<?> future = running.get(request);
    return future != null && future.cancel(true);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
