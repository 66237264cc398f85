package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.xai4j.benchmarks.audit.Audit;
import org.xai4j.benchmarks.audit.AuditSettings;
import org.xai4j.benchmarks.audit.AuditSubject;
import org.xai4j.benchmarks.audit.Card;
import org.xai4j.benchmarks.audit.CardSubject;
import org.xai4j.benchmarks.audit.MeasuredCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a model card and a data card, filled with what an audit measures. */
@Command(
    name = "card",
    description =
        "Writes a model card (Markdown, HTML, JSON), filled with what is measured: of a classifier of"
            + " table rows by an audit, with a data card; of other models by metrics of answers and"
            + " explanations. What only a person knows is marked.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CardCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Mixin private SubjectOptions subject = new SubjectOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the card and its audit (default: runs/card-MODEL).")
  private Optional<Path> out = Optional.empty();

  @Mixin private RunOptions run = new RunOptions();

  CardCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    AuditSettings settings = subject.settings(run);
    Optional<CardSubject> other = subject.other(run);
    if (other.isPresent()) {
      Path own = out.orElseGet(() -> Path.of("runs", "card-" + subject.name()));
      MeasuredCard.write(other.get(), settings, own);
      say(own);
      return 0;
    }
    AuditSubject read = subject.read(run);
    Path folder = out.orElseGet(() -> Path.of("runs", "card-" + subject.name()));
    Audit.Found found = Audit.run(read, settings, folder, run.says(streams));
    Card.write(subject.model(run), read, found, settings, subject.training(), folder);
    say(folder);
    return 0;
  }

  private void say(Path folder) {
    if (!run.quiet()) {
      streams.out().println("Card: " + folder.resolve("card.md"));
    }
  }
}
