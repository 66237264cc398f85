package org.xai4j.benchmarks.scale;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Progress;

/**
 * This process: piece by piece, the worker threads inside of a piece.
 *
 * @param note hears what is being done
 */
record LocalWorkers(Consumer<String> note) implements Workers {
  @Override
  public int processors() {
    return 1;
  }

  @Override
  public <T> Shared<T> share(Recipe<T> recipe) {
    T opened = recipe.open(Execution.standard().threads());
    return () -> opened;
  }

  @Override
  public <R extends Serializable> void run(
      List<? extends WorkUnit<R>> works, Consumer<R> sink, Progress progress) {
    for (WorkUnit<R> work : works) {
      note.accept(work.name());
      work.run(sink, progress);
    }
  }

  @Override
  public void close() {}
}
