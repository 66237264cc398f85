package org.xai4j.benchmarks.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The modules of JavaScript and the styles that the explorer's page and the reports share. The
 * explorer serves each as a file of its own; a report, which is one file, has them joined.
 */
public final class FrontEnd {
  /** The files, each behind those it imports. */
  public static final List<String> SHARED =
      List.of(
          "elements.js",
          "draw.js",
          "charts.js",
          "cursor.js",
          "words.js",
          "saving.js",
          "sort.js",
          "stack.js",
          "viewer.js",
          "parts.css");

  private FrontEnd() {}

  /**
   * One of the files.
   *
   * @param file one of {@link #SHARED}
   * @return its text
   */
  public static String text(String file) {
    try (InputStream in = FrontEnd.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All modules as one script: a page that was opened from a disk may not import files. What one
   * module imports, another one above it declares under the same name.
   *
   * @return JavaScript without imports and exports
   */
  public static String script() {
    return SHARED.stream()
        .filter(file -> file.endsWith(".js"))
        .map(file -> text(file).replaceAll("(?m)^import .*\\R", "").replaceAll("(?m)^export ", ""))
        .collect(Collectors.joining("\n"));
  }
}
