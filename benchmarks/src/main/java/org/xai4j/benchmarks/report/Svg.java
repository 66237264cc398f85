package org.xai4j.benchmarks.report;

import freemarker.core.HTMLOutputFormat;
import java.util.Locale;

/** Collects the elements of an SVG picture. */
public final class Svg {
  private final StringBuilder body = new StringBuilder();

  /**
   * Adds an element.
   *
   * @param format for {@link String#format}; attributes and numbers only
   * @param arguments its arguments
   * @return this
   */
  public Svg add(String format, Object... arguments) {
    body.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    return this;
  }

  /**
   * Adds a text.
   *
   * @param x place
   * @param y place of the baseline
   * @param style class of the page's style sheet
   * @param anchor start, middle or end
   * @param text escaped here
   * @return this
   */
  public Svg text(double x, double y, String style, String anchor, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>",
        x, y, style, anchor, escape(text));
  }

  /**
   * The picture. It names its width, below which the page's style sheet does not shrink it, so that
   * its texts stay readable.
   *
   * @param width of its coordinates
   * @param height of its coordinates
   * @param style class of the page's style sheet
   * @param description for those who do not see it
   * @return markup
   */
  public String picture(int width, int height, String style, String description) {
    return String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %1$d %2$d\" class=\"%3$s\" style=\"--wide:%1$dpx\" role=\"img\""
                + " aria-label=\"%4$s\" xmlns=\"http://www.w3.org/2000/svg\">%n",
            width,
            height,
            style,
            escape(description))
        + body
        + "</svg>";
  }

  /**
   * Escapes a text.
   *
   * @param text any text
   * @return safe inside of elements and attributes
   */
  public static String escape(String text) {
    return HTMLOutputFormat.INSTANCE.escapePlainText(text);
  }
}
