package org.xai4j.benchmarks.report;

/** Draws dots over two axes: dependence of a feature's attribution on its value. */
public final class ScatterChart {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 290;
  private static final int LEFT = 62;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 46;

  private ScatterChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param across label below
   * @param up label beside
   * @param x places [n]
   * @param y places [n]
   * @param shade what the colours tell
   * @param colour of each dot, from 0 (blue) to 1 (red) [n]
   * @return markup
   */
  public static String draw(
      String description,
      String across,
      String up,
      double[] x,
      double[] y,
      String shade,
      double[] colour) {
    Scale h = Scale.of(x, LEFT + 6, WIDTH - RIGHT - 6);
    Scale v = Scale.of(y, HEIGHT - BOTTOM - 6, TOP + 6);
    Svg svg = new Svg();
    v.up(svg, LEFT, WIDTH - RIGHT);
    for (double t : h.ticks()) {
      svg.text(h.place(t), HEIGHT - BOTTOM + 18, "tick", "middle", h.text(t));
    }
    for (int i = 0; i < x.length; i++) {
      svg.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"%s\" fill-opacity=\"0.75\"/>",
          h.place(x[i]), v.place(y[i]), BeeswarmChart.colour(colour[i]));
    }
    svg.add(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%3$d\" y2=\"%3$d\" class=\"base\"/>",
        LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM);
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "axis", "middle", across);
    svg.add("<g transform=\"translate(14 %d) rotate(-90)\">", (TOP + HEIGHT - BOTTOM) / 2);
    svg.text(0, 0, "axis", "middle", up).add("</g>");
    BeeswarmChart.legend(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT + 8, shade);
    return svg.picture(WIDTH, HEIGHT + 28, "chart", description);
  }
}
