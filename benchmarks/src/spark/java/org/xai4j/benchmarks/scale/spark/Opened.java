package org.xai4j.benchmarks.scale.spark;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;
import org.xai4j.benchmarks.scale.Recipe;

/**
 * What the tasks of an executor share: broadcast as a recipe, opened by the first task and used by
 * the others. Thread-safe.
 *
 * @param <T> what is shared
 */
final class Opened<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Recipe<T> recipe;
  private transient @Nullable T opened;

  /**
   * Not opened yet.
   *
   * @param recipe travels to the executors
   */
  Opened(Recipe<T> recipe) {
    this.recipe = recipe;
  }

  /** What is shared; a piece of work takes as many threads as Spark gives processors to a task. */
  synchronized T get() {
    T ready = opened;
    if (ready == null) {
      ready = recipe.open(SparkEnv.get().conf().getInt("spark.task.cpus", 1));
      opened = ready;
    }
    return ready;
  }
}
