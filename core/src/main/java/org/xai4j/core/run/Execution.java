package org.xai4j.core.run;

/**
 * How a run uses the machine. Neither number changes a result by more than rounding, and the number
 * of threads changes not a single bit.
 *
 * @param chunk rows explained at once by one thread: bounds the memory
 * @param threads worker threads
 */
public record Execution(int chunk, int threads) {
  /** Checks that both are positive. */
  public Execution {
    InputException.check(chunk > 0, "The chunk must be at least 1 row, not %d.", chunk);
    InputException.check(threads > 0, "At least 1 thread is needed, not %d.", threads);
  }

  /**
   * 64 rows and all processors.
   *
   * @return the default
   */
  public static Execution standard() {
    return new Execution(64, Runtime.getRuntime().availableProcessors());
  }
}
