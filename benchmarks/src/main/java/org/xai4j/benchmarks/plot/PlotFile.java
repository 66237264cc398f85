package org.xai4j.benchmarks.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.xai4j.core.data.WholeFile;

/** Charts of reports as pictures that stand by themselves. */
public final class PlotFile {
  private PlotFile() {}

  /**
   * Writes a chart as a file that needs nothing else: size, style and a white ground are in it.
   *
   * @param file to be written: {@code .pdf}, a page of the picture's size with its font, or else
   *     SVG
   * @param chart an element svg with a viewBox
   * @param width of the picture in pixels of 1/96 inch
   */
  public static void write(Path file, String chart, int width) {
    String whole = standalone(chart, width);
    byte[] bytes =
        file.toString().toLowerCase(Locale.ROOT).endsWith(".pdf")
            ? PdfPicture.of(whole)
            : whole.getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(bytes));
  }

  /** The chart with its size, style and ground. */
  static String standalone(String chart, int width) {
    String box = chart.replaceFirst("(?s)^.*?viewBox=\"0 0 (\\d+ \\d+)\".*$", "$1");
    double wide = Double.parseDouble(box.split(" ")[0]);
    double high = Double.parseDouble(box.split(" ")[1]);
    String size =
        String.format(
            Locale.ROOT,
            "<svg width=\"%d\" height=\"%d\" ",
            width,
            Math.round(width * high / wide));
    int end = chart.indexOf('>') + 1;
    return chart.substring(0, end).replaceFirst("^<svg ", size)
        + "\n<style>"
        + style()
        + "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
        + chart.substring(end)
        + "\n";
  }

  private static String style() {
    try (InputStream in = PlotFile.class.getResourceAsStream("plot.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
