package org.xai4j.benchmarks.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.xai4j.core.run.Progress;

/** How long a comparison will take, told by running it on a few of its rows. */
public final class Pilot {
  /** Rows of the longest try: the difference to a shorter one is what rows cost. */
  private static final int MANY = 24;

  private static final int FEW = 8;

  /** Runs of fewer rows than this many times a try's are judged by the shorter tries alone. */
  private static final int WORTH = 4;

  private static final double LONG = 20;

  private Pilot() {}

  /**
   * Estimates a comparison.
   *
   * @param experiment not started yet; nothing of it is kept
   * @param settings how it will run
   * @param folder of the run: where something is there already, nothing is tried
   * @return a sentence
   */
  public static String sentence(Experiment experiment, Settings settings, Path folder) {
    int rows = settings.quick() ? experiment.quickRows() : experiment.rows();
    String work =
        String.format(
            Locale.ROOT,
            "%d methods and %d metrics on %d rows",
            experiment.methods().size(),
            experiment.metrics().size(),
            rows);
    if (rows < 2 * FEW || Files.exists(folder.resolve("scores"))) {
      return work + ".";
    }
    // The first run also pays for all that is done once, such as the compilation of what it uses.
    double first = seconds(experiment.withRows(1), settings);
    boolean large = rows >= WORTH * MANY;
    int less = large ? FEW : 1;
    int more = large ? MANY : FEW;
    double one = seconds(experiment.withRows(less), settings);
    double other = seconds(experiment.withRows(more), settings);
    double each = Math.max(0, other - one) / (more - less);
    if (each * rows > LONG) {
      // A long run is worth a second look, at code that is compiled by now.
      double again = seconds(experiment.withRows(more), settings);
      first += again;
      other = Math.min(other, again);
      each = Math.max(0, other - one) / (more - less);
    }
    return work
        + String.format(
            Locale.ROOT,
            ": %s, judged by %d rows (%.0f s).",
            words(other + each * (rows - more)),
            more,
            first + one + other);
  }

  private static String words(double seconds) {
    return seconds < 5
        ? "a few seconds"
        : seconds < 90
            ? String.format(Locale.ROOT, "about %.0f s", Math.ceil(seconds))
            : seconds < 5400
                ? String.format(Locale.ROOT, "about %.0f minutes", seconds / 60)
                : String.format(Locale.ROOT, "about %.1f hours", seconds / 3600);
  }

  private static double seconds(Experiment experiment, Settings settings) {
    try {
      Path folder = Files.createTempDirectory("xai4j-pilot");
      try {
        long start = System.nanoTime();
        Comparison.run(experiment, settings, folder, Progress.SILENT, what -> {});
        return (System.nanoTime() - start) / 1e9;
      } finally {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
