package org.xai4j.benchmarks.scale.spark;

import java.util.function.Consumer;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.benchmarks.scale.RowRun;
import org.xai4j.benchmarks.scale.TableJob;
import org.xai4j.benchmarks.scale.Workers;
import org.xai4j.benchmarks.scale.WorkersProvider;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** Finds the executors of a Spark application. */
public final class SparkProvider implements WorkersProvider {
  /** Made by the {@code ServiceLoader}. */
  public SparkProvider() {}

  @Override
  public boolean takes(String on) {
    return !on.equals("local");
  }

  @Override
  public Workers open(WorkPlace place, String task, Consumer<String> note) {
    return new SparkWorkers(place, task, note);
  }

  @Override
  public RowRun.Done explain(WorkPlace place, TableJob job, Progress progress, Consumer<String> says) {
    try (SparkWorkers workers = new SparkWorkers(place, "explain", what -> {})) {
      return new SparkTables(place, job, workers, progress, says).run();
    } catch (InputException e) {
      throw e;
    } catch (Exception e) {
      throw SparkWorkers.failure(place.on(), e);
    }
  }
}
