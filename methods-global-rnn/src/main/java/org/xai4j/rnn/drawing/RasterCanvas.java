package org.xai4j.rnn.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;

/** Draws into an image, at twice the size of the SVG picture. */
final class RasterCanvas implements Canvas {
  private static final double SCALE = 2;
  private static final Color LINE = new Color(0x4a5562);
  private static final Color INK = new Color(0x1c232b);
  private final BufferedImage image;
  private final Graphics2D graphics;

  RasterCanvas(double width, double height) {
    image =
        new BufferedImage(
            (int) Math.ceil(SCALE * width),
            (int) Math.ceil(SCALE * height),
            BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setStroke(new BasicStroke(1.35f));
  }

  @Override
  public void circle(double x, double y, double radius, String fill) {
    Ellipse2D circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    graphics.setColor(Color.decode(fill));
    graphics.fill(circle);
    graphics.setColor(INK);
    graphics.draw(circle);
  }

  @Override
  public void dot(double x, double y, double radius, String fill) {
    graphics.setColor(Color.decode(fill));
    graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void arrow(double[] x, double[] y) {
    graphics.setColor(LINE);
    graphics.draw(new CubicCurve2D.Double(x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3]));
    double[][] head = ArrowHead.of(x, y);
    Path2D path = new Path2D.Double();
    path.moveTo(head[0][0], head[1][0]);
    path.lineTo(head[0][1], head[1][1]);
    path.lineTo(head[0][2], head[1][2]);
    path.closePath();
    graphics.fill(path);
  }

  @Override
  public void text(double x, double y, String text, boolean strong) {
    write(x, y, text, strong ? Font.BOLD : Font.PLAIN, 0.5);
  }

  @Override
  public void note(double x, double y, String text) {
    write(x, y, text, Font.PLAIN, 0);
  }

  /** Writes a text of which a share lies to the left of x. */
  private void write(double x, double y, String text, int style, double left) {
    graphics.setFont(new Font(Font.SANS_SERIF, style, 13));
    graphics.setColor(INK);
    double width = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (x - left * width), (float) y);
  }

  BufferedImage image() {
    graphics.dispose();
    return image;
  }
}
