package org.xai4j.benchmarks.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.registry.Registry;
import org.xai4j.evaluation.Metric;

/** Identifies the code that runs, so that results of older code are not taken for its own. */
public final class Build {
  private static final String ID = digest();

  private Build() {}

  /**
   * SHA-256 over the class files and jars that hold explainers, metrics and what they stand on.
   *
   * @return hexadecimal digits
   */
  public static String id() {
    return ID;
  }

  private static String digest() {
    Set<Path> places = new TreeSet<>();
    Stream.of(Explainer.class, Metric.class, Build.class).forEach(c -> place(c, places));
    members("method", Explainer.class).forEach(m -> place(m.getClass(), places));
    members("metric", Metric.class).forEach(m -> place(m.getClass(), places));
    MessageDigest digest = Digest.sha256();
    for (Path place : places) {
      for (Path file : files(place)) {
        try {
          digest.update(
              place.relativize(file).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static <T> Collection<T> members(String kind, Class<T> type) {
    return Registry.load(kind, type).all();
  }

  private static void place(Class<?> type, Set<Path> into) {
    var source = type.getProtectionDomain().getCodeSource();
    if (source != null) {
      try {
        into.add(Path.of(source.getLocation().toURI()));
      } catch (URISyntaxException e) {
        throw new IllegalStateException("a class path entry is a file", e);
      }
    }
  }

  private static List<Path> files(Path place) {
    if (Files.isRegularFile(place)) {
      return List.of(place);
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(f -> f.toString().endsWith(".class")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
