package org.xai4j.benchmarks.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The energy counters of Intel's and AMD's processors (RAPL), as Linux shows them.
 *
 * @param folder {@code /sys/class/powercap}, or another of the same form
 */
record Energy(Path folder) {
  static Energy ofThisMachine() {
    return new Energy(Path.of("/sys/class/powercap"));
  }

  /** Joules of all packages since some time; nothing where no counter can be read. */
  OptionalDouble joules() {
    if (!Files.isDirectory(folder)) {
      return OptionalDouble.empty();
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> packages =
          all.filter(p -> String.valueOf(p.getFileName()).matches("intel-rapl:\\d+")).toList();
      double sum = 0;
      for (Path one : packages) {
        sum += Double.parseDouble(Files.readString(one.resolve("energy_uj")).strip()) / 1e6;
      }
      return packages.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sum);
    } catch (IOException | NumberFormatException e) {
      // Often for the administrator alone.
      return OptionalDouble.empty();
    }
  }
}
