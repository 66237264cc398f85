package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.xai4j.benchmarks.site.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the documents as a site. */
@Command(
    name = "site",
    description =
        "Writes the documents as a site of static files: a page for every method, a search; links that"
            + " lead nowhere are an error.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SiteCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The site's folder.")
  private Path output = Path.of("");

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The folder of the sources (default: this one).")
  private Path root = Path.of("");

  @Option(
      names = "--javadoc",
      paramLabel = "URL|DIR",
      description =
          "The Javadoc that pages link to: an address, or a folder, which becomes the site's"
              + " apidocs.")
  private Optional<String> javadoc = Optional.empty();

  SiteCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    int pages = Site.write(root, output, javadoc);
    streams.out().printf("%d pages; open %s%n", pages, output.resolve("index.html"));
    return 0;
  }
}
