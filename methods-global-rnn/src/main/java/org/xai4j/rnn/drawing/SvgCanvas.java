package org.xai4j.rnn.drawing;

import java.util.Locale;

/** Collects SVG elements. */
final class SvgCanvas implements Canvas {
  private final StringBuilder body = new StringBuilder();

  private void add(String format, Object... arguments) {
    body.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  @Override
  public void circle(double x, double y, double radius, String fill) {
    add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"#26303c\""
            + " stroke-width=\"1.4\"/>",
        x, y, radius, fill);
  }

  @Override
  public void dot(double x, double y, double radius, String fill) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x, y, radius, fill);
  }

  @Override
  public void arrow(double[] x, double[] y) {
    add(
        "<path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\" fill=\"none\" stroke=\"#4a5562\""
            + " stroke-width=\"1.3\"/>",
        x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3]);
    double[][] head = ArrowHead.of(x, y);
    add(
        "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fZ\" fill=\"#4a5562\"/>",
        head[0][0], head[1][0], head[0][1], head[1][1], head[0][2], head[1][2]);
  }

  @Override
  public void text(double x, double y, String text, boolean strong) {
    write(x, y, text, "middle", strong ? " font-weight=\"600\"" : "");
  }

  @Override
  public void note(double x, double y, String text) {
    write(x, y, text, "start", "");
  }

  private void write(double x, double y, String text, String anchor, String weight) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-family=\"sans-serif\""
            + " font-size=\"13\" fill=\"#1c232b\"%s>%s</text>",
        x, y, anchor, weight, escaped);
  }

  String picture(double width, double height, String label) {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
                + " height=\"%.0f\" role=\"img\" aria-label=\"%s\">%n",
            width,
            height,
            width,
            height,
            label)
        + body
        + "</svg>\n";
  }
}
