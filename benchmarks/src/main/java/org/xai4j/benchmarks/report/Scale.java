package org.xai4j.benchmarks.report;

import java.util.stream.DoubleStream;

/**
 * A linear axis.
 *
 * @param low least value
 * @param high largest value, above low
 * @param from place of the least value
 * @param to place of the largest value
 */
public record Scale(double low, double high, double from, double to) {
  /**
   * From the least to the largest of values, widened where they are equal.
   *
   * @param values those that are finite count
   * @param from place of the least
   * @param to place of the largest
   * @return the axis
   */
  public static Scale of(double[] values, double from, double to) {
    double low = DoubleStream.of(values).filter(Double::isFinite).min().orElse(0);
    double high = DoubleStream.of(values).filter(Double::isFinite).max().orElse(1);
    return high > low ? new Scale(low, high, from, to) : new Scale(low - 1, high + 1, from, to);
  }

  /**
   * Where a value lies.
   *
   * @param value any
   * @return its place
   */
  public double place(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /**
   * Round values for marks.
   *
   * @return about four
   */
  public double[] ticks() {
    double step = step();
    return DoubleStream.iterate(
            Math.ceil(low / step - 1e-9) * step, t -> t <= high + 1e-9 * step, t -> t + step)
        .map(t -> Math.abs(t) < 1e-9 * step ? 0 : t)
        .toArray();
  }

  private double step() {
    double raw = (high - low) / 4;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
  }

  /**
   * A tick with as many digits as the ticks need to differ.
   *
   * @param tick one of the ticks
   * @return the number
   */
  public String text(double tick) {
    int digits = Math.max(0, (int) -Math.floor(Math.log10(step()) + 1e-9));
    return digits > 4 ? Numbers.brief(tick) : Numbers.fixed(tick, digits);
  }

  /** Draws vertical grid lines with their values below. */
  void across(Svg svg, double top, double bottom) {
    for (double t : ticks()) {
      svg.add(
          "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\" class=\"grid\"/>",
          place(t), top, bottom);
      svg.text(place(t), bottom + 17, "tick", "middle", text(t));
    }
  }

  /** Draws horizontal grid lines with their values to the left. */
  void up(Svg svg, double left, double right) {
    for (double t : ticks()) {
      svg.add(
          "<line x1=\"%2$.1f\" x2=\"%3$.1f\" y1=\"%1$.1f\" y2=\"%1$.1f\" class=\"grid\"/>",
          place(t), left, right);
      svg.text(left - 7, place(t) + 4, "tick", "end", text(t));
    }
  }
}
