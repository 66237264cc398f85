package org.xai4j.benchmarks.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.run.InputException;

/** Charts of reports as pictures that stand by themselves. */
public final class PlotFile {
  private PlotFile() {}

  /** The formats, told by the suffix of the file. */
  public static final List<String> FORMATS = List.of("svg", "pdf", "png");

  /** Pixels of a PNG file for each of the picture's. */
  private static final float SHARPNESS = 2;

  /**
   * Writes a chart as a file that needs nothing else: size, style and a white ground are in it.
   *
   * @param file to be written: {@code .svg}, {@code .pdf}, a page of the picture's size with its
   *     font, or {@code .png}, two pixels for each of the picture's
   * @param chart an element svg with a viewBox
   * @param width of the picture in pixels of 1/96 inch
   * @throws InputException if the file has another suffix or cannot be written
   */
  public static void write(Path file, String chart, int width) {
    writePicture(file, standalone(chart, width));
  }

  /**
   * Writes a drawing that has its size already, such as that of an automaton.
   *
   * @param file as of {@link #write}
   * @param picture an element svg with a viewBox, a width and a height
   * @throws InputException if the file has another suffix or cannot be written
   */
  public static void writePicture(Path file, String picture) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    byte[] bytes =
        switch (name.replaceFirst("^[^.]*$|^.*\\.", "")) {
          case "svg" -> picture.getBytes(StandardCharsets.UTF_8);
          case "pdf" -> PdfPicture.of(picture);
          case "png" -> Heatmap.png(PdfPicture.image(picture, SHARPNESS));
          default ->
              throw new InputException(
                  "The picture " + file + " is written as .svg, .pdf or .png; name it so.");
        };
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
