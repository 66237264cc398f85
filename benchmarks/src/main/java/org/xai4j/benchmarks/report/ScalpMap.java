package org.xai4j.benchmarks.report;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.xai4j.core.data.eeg.Montage;
import org.xai4j.core.picture.ColorMap;
import org.xai4j.core.picture.Heatmap;

/**
 * Draws values of electrodes over a head seen from above, the nose up: between electrodes the
 * biharmonic spline through them (Sandwell 1987, doi:10.1029/GL014i002p00139), Σⱼ wⱼ·r²(ln r − 1),
 * not beyond the range of the values.
 */
public final class ScalpMap {
  private static final int SIZE = 210;
  private static final int PIXELS = 105;
  private static final double RADIUS = 86;
  private static final int GAP = 10;
  private static final int TITLE = 24;
  private static final int BAR = 56;

  /** More electrodes than this are not named. */
  private static final int NAMED = 20;

  private ScalpMap() {}

  /**
   * One head.
   *
   * @param title above it
   * @param values one per electrode; NaN draws nothing
   */
  public record Head(String title, double[] values) {}

  /**
   * Draws heads side by side, each on a scale of its own, symmetric around zero.
   *
   * @param description for those who do not see it
   * @param places of the electrodes
   * @param heads to draw
   * @param columns heads in a row, at most
   * @return markup
   */
  public static String draw(
      String description, List<Montage.Place> places, List<Head> heads, int columns) {
    int across = Math.min(columns, heads.size());
    int down = (heads.size() + across - 1) / across;
    Svg svg = new Svg();
    for (int i = 0; i < heads.size(); i++) {
      int column = i % across;
      double x = column * (SIZE + BAR + GAP);
      int row = i / across;
      double y = row * (SIZE + TITLE + GAP);
      svg.add("<g transform=\"translate(%.1f %.1f)\">", x, y);
      head(svg, places, heads.get(i));
      svg.add("</g>");
    }
    return svg.picture(
        across * (SIZE + BAR + GAP), down * (SIZE + TITLE + GAP), "chart", description);
  }

  private static void head(Svg svg, List<Montage.Place> places, Head head) {
    double[] values = head.values();
    double most = Arrays.stream(values).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    svg.text(SIZE / 2.0, 13, "tick", "middle", head.title());
    svg.add("<g transform=\"translate(%.1f %.1f)\">", SIZE / 2.0, TITLE + SIZE / 2.0);
    if (most > 0) {
      svg.add(
          "<image x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
              + " href=\"data:image/png;base64,%s\"/>",
          -RADIUS,
          -RADIUS,
          2 * RADIUS,
          2 * RADIUS,
          Base64.getEncoder().encodeToString(Heatmap.png(image(places, values, most))));
    }
    String line = "fill=\"none\" stroke=\"#4a5368\" stroke-width=\"1.4\"";
    svg.add("<circle r=\"%.1f\" %s/>", RADIUS, line);
    svg.add(
        "<path d=\"M-12 %.1f L0 %.1f L12 %.1f\" %s/>",
        -RADIUS + 1, -RADIUS - 13, -RADIUS + 1, line);
    svg.add(
        "<path d=\"M%1$.1f -15 q-10 0 -8 15 q-2 15 8 15\" %2$s/><path d=\"M%3$.1f -15 q10 0 8 15 q2"
            + " 15 -8 15\" %2$s/>",
        -RADIUS + 1, line, RADIUS - 1);
    for (int i = 0; i < places.size(); i++) {
      double x = RADIUS * places.get(i).x();
      double y = -RADIUS * places.get(i).y();
      svg.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.8\" fill=\"#1a2233\"><title>%s %s</title></circle>",
          x, y, Svg.escape(places.get(i).name()), Numbers.brief(values[i]));
      if (places.size() <= NAMED) {
        svg.add(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\""
                + " style=\"font-size:12px;fill:#111;paint-order:stroke;stroke:#fff;stroke-width:2px\">%s</text>",
            x, y - 4, Svg.escape(places.get(i).name()));
      }
    }
    svg.add("</g>");
    bar(svg, most);
  }

  /** The colours with their range, right of the head. */
  private static void bar(Svg svg, double most) {
    int steps = 24;
    double top = TITLE + 50;
    double height = SIZE - 100;
    for (int k = 0; k < steps; k++) {
      double value = 1 - 2.0 * k / (steps - 1);
      svg.add(
          "<rect x=\"%d\" y=\"%.2f\" width=\"8\" height=\"%.2f\" fill=\"#%06x\"/>",
          SIZE + 6,
          top + k * height / steps,
          height / steps + 0.3,
          ColorMap.DIVERGING.rgb(value) & 0xffffff);
    }
    String[] texts = {Numbers.brief(most), "0", Numbers.brief(-most)};
    for (int k = 0; k < 3; k++) {
      svg.add(
          "<text x=\"%d\" y=\"%.1f\" style=\"font-size:12px\">%s</text>",
          SIZE + 17, top + 4 + k * height / 2, texts[most > 0 || k == 1 ? k : 1]);
    }
  }

  private static BufferedImage image(List<Montage.Place> places, double[] values, double most) {
    double[] weights = weights(places, values);
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(0);
    BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_INT_ARGB);
    for (int row = 0; row < PIXELS; row++) {
      for (int column = 0; column < PIXELS; column++) {
        double x = (column + 0.5) / PIXELS * 2 - 1;
        double y = 1 - (row + 0.5) / PIXELS * 2;
        if (x * x + y * y <= 1) {
          double v = 0;
          for (int i = 0; i < weights.length; i++) {
            v += weights[i] * green(x - places.get(i).x(), y - places.get(i).y());
          }
          double clipped = Math.max(low, Math.min(high, v));
          image.setRGB(column, row, 0xff000000 | ColorMap.DIVERGING.rgb(clipped / most));
        }
      }
    }
    return image;
  }

  private static double[] weights(List<Montage.Place> places, double[] values) {
    int n = places.size();
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        matrix[i][j] =
            green(places.get(i).x() - places.get(j).x(), places.get(i).y() - places.get(j).y());
      }
    }
    return new LUDecomposition(new Array2DRowRealMatrix(matrix, false))
        .getSolver()
        .solve(new ArrayRealVector(values))
        .toArray();
  }

  private static double green(double x, double y) {
    double squared = x * x + y * y;
    return squared < 1e-12 ? 0 : squared * (Math.log(squared) / 2 - 1);
  }
}
