package org.xai4j.benchmarks.scale.spark;

import org.apache.spark.broadcast.Broadcast;
import org.xai4j.benchmarks.scale.Shared;

/**
 * What reaches each executor once.
 *
 * @param recipe opened there
 * @param <T> what is shared
 */
record SparkShared<T>(Broadcast<Opened<T>> recipe) implements Shared<T> {
  @Override
  public T get() {
    return recipe.value().get();
  }
}
