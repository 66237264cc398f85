package org.xai4j.benchmarks.scale;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/**
 * Where the work of a run is done. It changes no byte of the results.
 *
 * @param on {@code local}, or a master of Apache Spark
 * @param partitions into how many tasks rows are cut on a cluster; 0 for four per processor
 */
public record WorkPlace(String on, int partitions) {
  /** This process. */
  public static final WorkPlace LOCAL = new WorkPlace("local", 0);

  /** What Spark takes. */
  private static final String MASTERS = "local(-cluster)?\\[.+]|spark://.+|yarn|k8s://.+";

  /** Tasks per processor, so that slow ones do not hold up the end. */
  private static final int TASKS = 4;

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
    return local() ? new LocalWorkers(note) : provider().open(on, task, note);
  }

  /**
   * Explains rows that lie anywhere into a table.
   *
   * @param job input, method, output
   * @param progress hears of finished parts
   * @return what was done
   * @throws InputException if Spark is not part of this build, a row cannot be explained, or the
   *     output is there
   */
  public RowRun.Done explain(TableJob job, Progress progress) {
    return provider().explain(this, job, progress);
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
