package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.xai4j.benchmarks.audit.Audit;
import org.xai4j.benchmarks.audit.AuditSettings;
import org.xai4j.benchmarks.audit.AuditSubject;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells whether a model treats groups alike, what it relies on, and whether that holds. */
@Command(
    name = "audit",
    description =
        "Audits a classifier of table rows: rates by group, use of protected attributes and of what"
            + " stands for them, leaks and shortcuts, shift from training; writes a page and JSON.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AuditCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Mixin private SubjectOptions subject = new SubjectOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the page (default: runs/audit-MODEL).")
  private Optional<Path> out = Optional.empty();

  @Mixin private RunOptions run = new RunOptions();

  AuditCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    AuditSubject read = subject.read(run);
    InputException.check(
        !read.attributes().isEmpty(),
        "Name the protected attributes with --protected, as in sex,age.");
    AuditSettings settings = subject.settings(run);
    Path folder = out.orElseGet(() -> Path.of("runs", "audit-" + subject.name()));
    List<String> said = Audit.run(read, settings, folder, run.says(streams)).sentences();
    if (!run.quiet()) {
      said.forEach(streams.out()::println);
      streams.out().printf(Locale.ROOT, "%.1f s.%n", (System.nanoTime() - start) / 1e9);
      streams.out().println("Report: " + folder.resolve("report.html"));
    }
    return 0;
  }
}
