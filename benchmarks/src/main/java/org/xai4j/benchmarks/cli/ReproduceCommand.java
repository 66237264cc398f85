package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.xai4j.benchmarks.study.Reproduction;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs a stored experiment again and compares. */
@Command(
    name = "reproduce",
    description =
        "Runs a stored comparison again and reports every file that differs; precision and chunk"
            + " are those of the stored run.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReproduceCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(paramLabel = "RUN_DIR", description = "Folder that compare wrote.")
  private Path folder = Path.of("");

  @Mixin private RunOptions run = new RunOptions();

  ReproduceCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Progress progress = run.progress(streams);
    Consumer<String> note =
        progress instanceof ConsoleProgress console ? console::note : what -> {};
    Reproduction result =
        Reproduction.of(folder, run.execution().threads(), run.engine(), progress, note);
    result.differences().forEach(streams.out()::println);
    result.remarks().forEach(remark -> streams.out().println("Note: " + remark));
    boolean same = result.differences().isEmpty();
    streams
        .out()
        .println(
            same
                ? "All " + result.compared() + " files are identical."
                : result.differences().size() + " of " + result.compared() + " files differ.");
    return same ? 0 : Main.FAILED;
  }
}
