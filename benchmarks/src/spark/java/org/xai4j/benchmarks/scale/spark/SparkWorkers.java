package org.xai4j.benchmarks.scale.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.xai4j.benchmarks.scale.Recipe;
import org.xai4j.benchmarks.scale.Shared;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.benchmarks.scale.WorkUnit;
import org.xai4j.benchmarks.scale.Workers;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The executors of a Spark application, with a task per piece of work. The driver takes the results
 * of each once, however often its task was tried, and hands them on as they come. The application
 * begins with the first work.
 */
final class SparkWorkers implements Workers {
  /** The group of all jobs, by which they can be cancelled. */
  static final String GROUP = "xai4j";

  private final WorkPlace place;
  private final String task;
  private final Consumer<String> note;
  private @Nullable JavaSparkContext context;

  /**
   * Of an application that is not begun yet.
   *
   * @param place Spark's master and settings
   * @param task for a person
   * @param note hears what is being done
   */
  SparkWorkers(WorkPlace place, String task, Consumer<String> note) {
    this.place = place;
    this.task = task;
    this.note = note;
  }

  /** The application, which is begun if need be. */
  private JavaSparkContext context() {
    JavaSparkContext running = context;
    if (running == null) {
      note.accept("starts Spark on " + place.on());
      running = new JavaSparkContext(configuration(place, task));
      running.setJobGroup(GROUP, task, true);
      context = running;
    }
    return running;
  }

  /** The application for tables. */
  SparkSession session() {
    return SparkSession.builder().config(context().getConf()).getOrCreate();
  }

  @Override
  public int processors() {
    return ExecutorCount.processors(context());
  }

  @Override
  public <T> Shared<T> share(Recipe<T> recipe) {
    return new SparkShared<>(context().broadcast(new Opened<>(recipe)));
  }

  @Override
  public <R extends Serializable> void run(
      List<? extends WorkUnit<R>> works, Consumer<R> sink, Progress progress) {
    if (works.isEmpty()) {
      return;
    }
    List<WorkUnit<R>> all = new ArrayList<>(works);
    note.accept(all.size() + " tasks on " + place.on());
    try {
      JavaSparkContext spark = context();
      spark
          .sc()
          .runJob(
              spark.parallelize(all, all.size()).rdd(),
              new WorkTask<R>(),
              new Handed<>(all, sink, progress),
              ClassTag$.MODULE$.<List<R>>apply(List.class));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw failure(place.on(), e);
    }
  }

  /** What the user can do something about, else that Spark failed. */
  static RuntimeException failure(String on, Exception e) {
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof InputException) {
        return new InputException(String.valueOf(t.getMessage()), e);
      }
    }
    return new IllegalStateException("Spark failed on " + on + ": " + e.getMessage(), e);
  }

  private static SparkConf configuration(WorkPlace place, String task) {
    SparkConf conf =
        new SparkConf()
            .setMaster(place.on())
            .setAppName("xai4j " + task)
            .setIfMissing("spark.ui.enabled", "false")
            // Results go to files one by one, so that their sum does not count.
            .setIfMissing("spark.driver.maxResultSize", "0")
            .setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1")
            .setIfMissing("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
    place.spark().forEach(conf::set);
    // spark-submit brings the jar; else executors find the classes where the driver does.
    return conf.contains("spark.jars")
        ? conf
        : conf.setIfMissing(
            "spark.executor.extraClassPath", System.getProperty("java.class.path", ""));
  }

  @Override
  public void close() {
    JavaSparkContext running = context;
    if (running != null) {
      running.close();
    }
  }

  /** Hands the results of a finished task on; called once for each, one after the other. */
  private static final class Handed<R extends Serializable>
      extends AbstractFunction2<Object, List<R>, BoxedUnit> {
    private final List<WorkUnit<R>> works;
    private final Consumer<R> sink;
    private final Progress progress;

    Handed(List<WorkUnit<R>> works, Consumer<R> sink, Progress progress) {
      this.works = works;
      this.sink = sink;
      this.progress = progress;
    }

    @Override
    public BoxedUnit apply(Object partition, List<R> results) {
      results.forEach(sink);
      progress.advance(works.get((Integer) partition).size());
      return BoxedUnit.UNIT;
    }
  }
}
