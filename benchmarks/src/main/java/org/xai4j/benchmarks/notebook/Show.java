package org.xai4j.benchmarks.notebook;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.report.BarChart;
import org.xai4j.benchmarks.report.Svg;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.extraction.Extraction;
import org.xai4j.rnn.language.Moore;

/** Explanations as markup that a notebook displays: pictures, bars, automata, else their text. */
public final class Show {
  /** Rows and features shown of many. */
  private static final int MOST = 8;

  /** Pixels of the longer side of a small picture. */
  private static final int SIDE = 140;

  private Show() {}

  /**
   * Markup of a value: heatmaps of images (rank 4), bars of the features of rows (rank 2), bars of
   * global importances, automata as graphs, pictures, markup of charts as it is, lists one after
   * the other, all else as text. {@link RichDisplay}s of other jars are asked first.
   *
   * @param value anything
   * @return HTML
   */
  public static String html(Object value) {
    return ServiceLoader.load(RichDisplay.class).stream()
        .flatMap(display -> display.get().html(value).stream())
        .findFirst()
        .orElseGet(() -> known(value));
  }

  private static String known(Object value) {
    if (value instanceof Attribution a && a.values().rank() == 4) {
      return pictures(Heatmap.standard().draw(firstRows(a.values()), firstRows(a.values())));
    }
    if (value instanceof Attribution a && a.values().rank() == 2) {
      return bars(a);
    }
    if (value instanceof GlobalImportance g) {
      List<BarChart.Bar> bars =
          g.ranked().stream()
              .limit(MOST)
              .map(f -> new BarChart.Bar(f.name(), f.value(), f.low(), f.high()))
              .toList();
      return BarChart.draw(g.measure(), bars);
    }
    if (value instanceof Extraction e) {
      return Drawing.svg(e.machine());
    }
    if (value instanceof Moore machine) {
      return Drawing.svg(machine);
    }
    if (value instanceof BufferedImage picture) {
      return pictures(List.of(picture));
    }
    if (value instanceof String text && text.startsWith("<svg")) {
      return text;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Show::html).collect(Collectors.joining());
    }
    return "<pre>" + Svg.escape(String.valueOf(value)) + "</pre>";
  }

  private static INDArray firstRows(INDArray values) {
    return values.get(NDArrayIndex.interval(0, Math.min(MOST, values.size(0))));
  }

  private static String pictures(List<BufferedImage> pictures) {
    return pictures.stream()
        .map(
            p ->
                "<img style=\"image-rendering:pixelated;margin:2px\" height=\"%d\" alt=\"\" src=\"data:image/png;base64,%s\">"
                    .formatted(SIDE, Base64.getEncoder().encodeToString(Heatmap.png(p))))
        .collect(Collectors.joining());
  }

  /** The largest values of the first rows. */
  private static String bars(Attribution attribution) {
    List<String> charts = new ArrayList<>();
    double[][] rows = firstRows(attribution.values()).toDoubleMatrix();
    for (int i = 0; i < rows.length; i++) {
      double[] row = rows[i];
      List<BarChart.Bar> bars =
          IntStream.range(0, row.length)
              .boxed()
              .sorted((a, b) -> Double.compare(Math.abs(row[b]), Math.abs(row[a])))
              .limit(MOST)
              .map(j -> BarChart.Bar.of("feature " + j, row[j]))
              .toList();
      charts.add(BarChart.draw("row " + i, bars));
    }
    return String.join("", charts);
  }
}
