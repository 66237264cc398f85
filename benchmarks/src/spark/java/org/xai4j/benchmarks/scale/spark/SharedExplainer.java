package org.xai4j.benchmarks.scale.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.benchmarks.scale.RowRecipe;

/**
 * The explainer of an executor: broadcast as a recipe, opened by the first task and shared by the
 * others. Thread-safe.
 */
final class SharedExplainer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowRecipe recipe;
  private transient @Nullable RowExplainer opened;

  /**
   * Not opened yet.
   *
   * @param recipe travels to the executors
   */
  SharedExplainer(RowRecipe recipe) {
    this.recipe = recipe;
  }

  /** The explainer, whose runs take one thread: a cluster runs a task per processor. */
  synchronized RowExplainer get() {
    RowExplainer ready = opened;
    if (ready == null) {
      ready = recipe.open(1);
      opened = ready;
    }
    return ready;
  }
}
