package org.xai4j.benchmarks.plot;

import java.util.Arrays;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.report.Scale;
import org.xai4j.benchmarks.report.Svg;
import org.xai4j.core.picture.ColorMap;
import org.xai4j.core.words.SeriesAxis;

/**
 * Draws a series as a line for each channel, on the colours of the relevance of its steps, with a
 * bar that tells the colours.
 */
final class SeriesChart {
  private static final int WIDTH = 760;
  private static final int RIGHT = 86;
  private static final int TOP = 12;
  private static final int BOTTOM = 44;
  private static final int BAR = 14;
  private static final int COLOURS = 64;

  /** Width of a letter of a channel's name, at most. */
  private static final double LETTER = 7;

  private SeriesChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param axis names of the channels and times of the steps
   * @param values relevance [channel][step]
   * @param inputs the series [channel][step]; all channels have one scale
   * @return markup
   */
  static String draw(String description, SeriesAxis axis, double[][] values, double[][] inputs) {
    int channels = values.length;
    int steps = values[0].length;
    double[] all = Arrays.stream(inputs).flatMapToDouble(Arrays::stream).toArray();
    double limit =
        Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    int longest = axis.channels().stream().mapToInt(String::length).max().orElse(2);
    double left = 16 + LETTER * Math.min(30, longest);
    double right = WIDTH - RIGHT;
    double row = Math.max(14, Math.min(60, 320.0 / channels));
    double bottom = TOP + row * channels;
    double cell = (right - left) / steps;
    Scale time =
        new Scale(
            axis.start() - axis.step() / 2,
            axis.start() + (steps - 0.5) * axis.step(),
            left,
            right);
    Svg svg = new Svg();
    for (int c = 0; c < channels; c++) {
      double top = TOP + c * row;
      for (int t = 0; t < steps; t++) {
        if (limit > 0 && values[c][t] != 0) {
          svg.add(
              "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"#%06x\"/>",
              left + t * cell,
              top,
              cell + 0.2,
              row,
              ColorMap.DIVERGING.rgb(values[c][t] / limit) & 0xffffff);
        }
      }
      Scale height = Scale.of(all, top + row - 3, top + 3);
      StringBuilder line = new StringBuilder();
      for (int t = 0; t < steps; t++) {
        line.append(
            String.format(
                java.util.Locale.ROOT,
                "%.2f,%.2f ",
                left + (t + 0.5) * cell,
                height.place(inputs[c][t])));
      }
      svg.add(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"#1a2233\" stroke-width=\"1.1\"/>",
          line.toString().strip());
      svg.add(
          "<line x1=\"%1$.1f\" x2=\"%2$.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\" class=\"grid\"/>",
          left, right, top + row);
      String name = c < axis.channels().size() ? axis.channels().get(c) : String.valueOf(c + 1);
      svg.text(left - 8, top + row / 2 + 4, "tick", "end", name);
    }
    for (double tick : time.ticks()) {
      svg.text(time.place(tick), bottom + 17, "tick", "middle", time.text(tick));
    }
    svg.text(
        (left + right) / 2,
        bottom + 35,
        "axis",
        "middle",
        axis.unit().isEmpty() ? "position" : axis.unit());
    bar(svg, right + 16, bottom, limit);
    return svg.picture(WIDTH, (int) Math.ceil(bottom) + BOTTOM, "chart", description);
  }

  private static void bar(Svg svg, double left, double bottom, double limit) {
    double step = (bottom - TOP) / COLOURS;
    for (int s = 0; s < COLOURS; s++) {
      svg.add(
          "<rect x=\"%.1f\" y=\"%.2f\" width=\"%d\" height=\"%.2f\" fill=\"#%06x\"/>",
          left,
          TOP + s * step,
          BAR,
          step + 0.3,
          ColorMap.DIVERGING.rgb(1 - 2 * (s + 0.5) / COLOURS) & 0xffffff);
    }
    for (int k = -1; k <= 1; k++) {
      double y = (TOP + bottom) / 2 - k * ((bottom - TOP) / 2 - 5);
      svg.text(left + BAR + 6, y + 4, "tick", "start", Numbers.brief(k * limit));
    }
  }
}
