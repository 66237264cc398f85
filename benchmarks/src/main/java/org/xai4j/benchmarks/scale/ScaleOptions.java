package org.xai4j.benchmarks.scale;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--spark",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of Spark, such as spark.executor.memory=4g; may be given several times.")
  private Map<String, String> spark = new LinkedHashMap<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** Made by the parser. */
  public ScaleOptions() {}

  /**
   * Where the work is done.
   *
   * @return as it was named
   * @throws org.xai4j.core.run.InputException if nobody works there
   */
  public WorkPlace place() {
    return new WorkPlace(on, partitions, spark);
  }

  /**
   * Has spark-submit do the whole command where only that reaches the place.
   *
   * @return its exit code; nothing where the command is to go on here
   * @throws org.xai4j.core.run.InputException if spark-submit or the jar for it is absent
   */
  public Optional<Integer> submit() {
    WorkPlace place = place();
    if (!place.managed() || Submission.submitted()) {
      return Optional.empty();
    }
    List<String> typed = spec.commandLine().getParseResult().originalArgs();
    List<String> words = new ArrayList<>(List.of(spec.name()));
    words.addAll(typed.subList(typed.indexOf(spec.name()) + 1, typed.size()));
    return Optional.of(new Submission(place, words).run(System.getenv()));
  }
}
