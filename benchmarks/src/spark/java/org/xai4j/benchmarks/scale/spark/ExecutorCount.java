package org.xai4j.benchmarks.scale.spark;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** The executors of an application as they arrive. */
final class ExecutorCount {
  /** Those of a cluster come one by one; so long none may come before all are taken to be there. */
  private static final long SETTLED = 1500;

  private static final long STEP = 100;

  private ExecutorCount() {}

  /** Processors of all executors, once they have come. */
  static int processors(JavaSparkContext spark) {
    if (spark.isLocal()) {
      return spark.defaultParallelism();
    }
    // Ends when the first executor is there.
    spark.parallelize(List.of(0), 1).count();
    int known = spark.defaultParallelism();
    try {
      for (long waited = 0; waited < SETTLED; waited += STEP) {
        Thread.sleep(STEP);
        int now = spark.defaultParallelism();
        waited = now > known ? 0 : waited;
        known = Math.max(now, known);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return known;
  }
}
