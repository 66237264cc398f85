package org.xai4j.benchmarks.scale.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.xai4j.benchmarks.scale.RowBlock;
import org.xai4j.benchmarks.scale.RowJob;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.benchmarks.scale.RowRunner;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A Spark application with a task per range of rows. The driver takes the result of each range
 * once, however often its task was tried, and hands it on as it comes.
 */
public final class SparkRows implements RowRunner {
  /** Tasks per processor, so that slow ones do not hold up the end. */
  private static final int TASKS = 4;

  @Override
  public boolean takes(String on) {
    return on.matches("local(-cluster)?\\[.+]|spark://.+");
  }

  @Override
  public void run(String on, RowJob job, Consumer<RowBlock> sink, Progress progress) {
    if (job.missing().isEmpty()) {
      return;
    }
    try (JavaSparkContext spark = new JavaSparkContext(configuration(on, job.task()))) {
      int parts = job.partitions() > 0 ? job.partitions() : TASKS * spark.defaultParallelism();
      List<RowRange> ranges = job.cuts().split(job.missing(), parts);
      ExplainTask task =
          new ExplainTask(
              spark.broadcast(new SharedExplainer(job.recipe())),
              job.input().toAbsolutePath().toString(),
              job.cuts());
      JavaRDD<List<RowBlock>> blocks = spark.parallelize(ranges, ranges.size()).map(task);
      spark
          .sc()
          .runJob(
              blocks.rdd(),
              new All(),
              new Handed(sink, progress),
              ClassTag$.MODULE$.<List<RowBlock>>apply(List.class));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw failure(on, e);
    }
  }

  /** What the user can do something about, else that Spark failed. */
  private static RuntimeException failure(String on, Exception e) {
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof InputException) {
        return new InputException(String.valueOf(t.getMessage()), e);
      }
    }
    return new IllegalStateException("Spark failed on " + on + ": " + e.getMessage(), e);
  }

  private static SparkConf configuration(String on, String task) {
    SparkConf conf =
        new SparkConf()
            .setMaster(on)
            .setAppName("xai4j " + task)
            .setIfMissing("spark.ui.enabled", "false")
            // Results go to a file one by one, so that their sum does not count.
            .setIfMissing("spark.driver.maxResultSize", "0")
            .setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1")
            .setIfMissing("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
    // spark-submit brings the jar; else executors find the classes where the driver does.
    return conf.contains("spark.jars")
        ? conf
        : conf.setIfMissing(
            "spark.executor.extraClassPath", System.getProperty("java.class.path", ""));
  }

  /** All blocks of a partition. */
  private static final class All
      extends AbstractFunction1<Iterator<List<RowBlock>>, List<RowBlock>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public List<RowBlock> apply(Iterator<List<RowBlock>> parts) {
      List<RowBlock> all = new ArrayList<>();
      while (parts.hasNext()) {
        all.addAll(parts.next());
      }
      return all;
    }
  }

  /** Hands the blocks of a finished partition on; called once for each, one after the other. */
  private static final class Handed
      extends AbstractFunction2<Object, List<RowBlock>, BoxedUnit> {
    private final Consumer<RowBlock> sink;
    private final Progress progress;

    Handed(Consumer<RowBlock> sink, Progress progress) {
      this.sink = sink;
      this.progress = progress;
    }

    @Override
    public BoxedUnit apply(Object partition, List<RowBlock> blocks) {
      for (RowBlock block : blocks) {
        sink.accept(block);
        progress.advance(block.range().size());
      }
      return BoxedUnit.UNIT;
    }
  }
}
