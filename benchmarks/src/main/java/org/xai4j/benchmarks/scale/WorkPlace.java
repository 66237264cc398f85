package org.xai4j.benchmarks.scale;

import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/**
 * Where the work of a run is done. It changes no byte of the results.
 *
 * @param on {@code local}, or a master of Apache Spark
 * @param partitions into how many tasks rows are cut on a cluster; 0 for four per processor
 * @param spark settings of Spark, such as {@code spark.executor.memory}
 */
public record WorkPlace(String on, int partitions, Map<String, String> spark) {
  /** This process. */
  public static final WorkPlace LOCAL = new WorkPlace("local", 0);

  /** What Spark takes. */
  private static final String MASTERS = "local(-cluster)?\\[.+]|spark://.+|yarn|k8s://.+";

  /** What follows from {@link #on}. */
  private static final Set<String> SETTLED = Set.of("spark.master", "spark.submit.deployMode");

  /** Tasks per processor, so that slow ones do not hold up the end. */
  private static final int TASKS = 4;

  /**
   * Without settings of Spark.
   *
   * @param on {@code local}, or a master of Apache Spark
   * @param partitions into how many tasks rows are cut on a cluster; 0 for four per processor
   */
  public WorkPlace(String on, int partitions) {
    this(on, partitions, Map.of());
  }

  /**
   * Checks the place.
   *
   * @throws InputException if nobody works there
   */
  public WorkPlace {
    InputException.check(
        partitions >= 0, "The number of partitions is 0 or more, not %d.", partitions);
    InputException.check(
        on.equals("local") || on.matches(MASTERS),
        "There is no place '%s' to work on; --on takes local, local[2], local-cluster[2,1,1024],"
            + " spark://HOST:7077, yarn or k8s://HOST.",
        on);
    spark = Map.copyOf(spark);
    InputException.check(
        spark.isEmpty() || !on.equals("local"),
        "--spark sets what Spark does, but --on local is this process; name a place of Spark or"
            + " leave --spark out.");
    for (String key : spark.keySet()) {
      InputException.check(
          key.startsWith("spark.") && !SETTLED.contains(key),
          "The setting '%s' is none that --spark takes: those of Spark begin with spark., the master"
              + " is that of --on, and the driver is this machine, where the files are.",
          key);
    }
  }

  /**
   * Whether only the cluster's own installation of Spark can reach the place.
   *
   * @return true for YARN and Kubernetes
   */
  boolean managed() {
    return on.equals("yarn") || on.startsWith("k8s://");
  }

  /**
   * Whether this process does the work.
   *
   * @return true unless a cluster was named
   */
  public boolean local() {
    return on.equals(LOCAL.on);
  }

  /**
   * Those who work there.
   *
   * @param task what they do, for a person
   * @param note hears what is being done
   * @return to be closed
   * @throws InputException if Spark is not part of this build
   */
  public Workers open(String task, Consumer<String> note) {
    return local() ? new LocalWorkers(note) : provider().open(this, task, note);
  }

  /**
   * Explains rows that lie anywhere into a table.
   *
   * @param job input, method, output
   * @param progress hears of the rows of finished parts
   * @param says hears where a run begins anew or goes on
   * @return what was done
   * @throws InputException if Spark is not part of this build, a row cannot be explained, or the
   *     output is there
   */
  public RowRun.Done explain(TableJob job, Progress progress, Consumer<String> says) {
    return provider().explain(this, job, progress, says);
  }

  private WorkersProvider provider() {
    try {
      return ServiceLoader.load(WorkersProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(provider -> provider.takes(on))
          .findFirst()
          .orElseThrow(() -> absent(new IllegalStateException("no provider takes " + on)));
    } catch (ServiceConfigurationError | NoClassDefFoundError e) {
      throw absent(e);
    }
  }

  /**
   * Into how many parts rows are cut.
   *
   * @param workers who explain them
   * @return 1 where this process does the work
   */
  public int parts(Workers workers) {
    return local() ? 1 : partitions > 0 ? partitions : TASKS * workers.processors();
  }

  private InputException absent(Throwable cause) {
    return new InputException(
        "Spark is not part of this build, so --on "
            + on
            + " cannot work; start ./xai4j from the checkout, which adds it, or build with mvn"
            + " package -Pspark.",
        cause);
  }
}
