package org.xai4j.benchmarks.scale;

import picocli.CommandLine.Option;

/** Where a command works. */
public final class ScaleOptions {
  @Option(
      names = "--on",
      paramLabel = "PLACE",
      defaultValue = "local",
      description =
          "Where the work is done: local, or Apache Spark by its master: local[2],"
              + " local-cluster[2,1,1024], spark://HOST:7077; by spark-submit also yarn or k8s://HOST"
              + " (default: ${DEFAULT-VALUE}).")
  private String on = "local";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Into how many tasks rows are cut on a cluster; 0 for four per processor (default:"
              + " ${DEFAULT-VALUE}).")
  private int partitions;

  /** Made by the parser. */
  public ScaleOptions() {}

  /**
   * Where the work is done.
   *
   * @return as it was named
   * @throws org.xai4j.core.run.InputException if nobody works there
   */
  public WorkPlace place() {
    return new WorkPlace(on, partitions);
  }
}
