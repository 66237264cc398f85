package org.xai4j.benchmarks.scale;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Option;

/** Where a command works. */
public final class ScaleOptions {
  @Option(
      names = "--on",
      paramLabel = "PLACE",
      defaultValue = LocalRows.NAME,
      description =
          "Where the rows are explained: local, or Apache Spark by its master: local[2],"
              + " local-cluster[2,1,1024] or spark://HOST:7077 (default: ${DEFAULT-VALUE}).")
  private String on = LocalRows.NAME;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "0",
      description = "Tasks on a cluster; 0 for four per processor (default: ${DEFAULT-VALUE}).")
  private int partitions;

  /** Made by the parser. */
  public ScaleOptions() {}

  /**
   * Whether this process does the work.
   *
   * @return true unless a cluster was named
   */
  public boolean local() {
    return on.equals(LocalRows.NAME);
  }

  /**
   * Where the work is done.
   *
   * @return as it was named
   */
  public String on() {
    return on;
  }

  /**
   * Into how many tasks it is cut.
   *
   * @return 0 for as many as fit the cluster
   * @throws InputException if the number is negative
   */
  public int partitions() {
    InputException.check(
        partitions >= 0, "The number of partitions is 0 or more, not %d.", partitions);
    return partitions;
  }

  /**
   * Who does the work.
   *
   * @return this process, or what a ServiceLoader finds
   * @throws InputException if nobody works at that place, or Spark is not there
   */
  public RowRunner runner() {
    if (local()) {
      return new LocalRows();
    }
    InputException.check(
        on.matches("local(-cluster)?\\[.+]|spark://.+"),
        "There is no place '%s' to work on; --on takes local, local[2], local-cluster[2,1,1024] or"
            + " spark://HOST:7077.",
        on);
    try {
      return ServiceLoader.load(RowRunner.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(runner -> runner.takes(on))
          .findFirst()
          .orElseThrow(() -> absent(new IllegalStateException("no runner takes " + on)));
    } catch (ServiceConfigurationError | NoClassDefFoundError e) {
      throw absent(e);
    }
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
