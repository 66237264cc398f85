package org.xai4j.rnn.drawing;

import org.xai4j.rnn.language.Moore;

/** Draws an automaton on a canvas: arrows first, then states with double rings if they accept. */
final class Scene {
  private static final double RADIUS = Layout.RADIUS;
  private static final String PLAIN = "#ffffff";
  private static final String ACCEPTING = "#d8ead9";
  private static final double LOOP = 46;
  private static final double BEND = 0.16;

  /** Distance of a label from its arrow. */
  private static final double LABEL = 11;

  private Scene() {}

  static void draw(Moore machine, Layout layout, Canvas canvas) {
    for (Layout.Arrow arrow : layout.arrows()) {
      if (arrow.from() == arrow.to()) {
        loop(layout, arrow, canvas);
      } else {
        curve(layout, arrow, canvas);
      }
    }
    int initial = machine.initial();
    double x0 = layout.x()[initial];
    double y0 = layout.y()[initial];
    double start = x0 - RADIUS - 34;
    double end = x0 - RADIUS - 2;
    canvas.arrow(new double[] {start, start + 10, end - 10, end}, new double[] {y0, y0, y0, y0});
    for (int s = 0; s < machine.states(); s++) {
      boolean accepting = machine.accepts() && machine.outputs()[s] == 1;
      canvas.circle(layout.x()[s], layout.y()[s], RADIUS, accepting ? ACCEPTING : PLAIN);
      if (accepting) {
        canvas.circle(layout.x()[s], layout.y()[s], RADIUS - 4, ACCEPTING);
      }
      String name = "q" + s;
      if (machine.accepts()) {
        canvas.text(layout.x()[s], layout.y()[s] + 4, name, true);
      } else {
        canvas.text(layout.x()[s], layout.y()[s] - 2, name, true);
        canvas.text(
            layout.x()[s],
            layout.y()[s] + 12,
            machine.outputNames().get(machine.outputs()[s]),
            false);
      }
    }
  }

  private static void loop(Layout layout, Layout.Arrow arrow, Canvas canvas) {
    loop(layout.x()[arrow.from()], layout.y()[arrow.from()], RADIUS, arrow.label(), canvas);
  }

  /** An arrow from a state to itself, above it. */
  static void loop(double x, double y, double radius, String label, Canvas canvas) {
    double side = radius * 0.62;
    double top = y - radius * 0.79 - 1;
    canvas.arrow(
        new double[] {x - side, x - 26, x + 26, x + side},
        new double[] {top, top - LOOP, top - LOOP, top});
    canvas.text(x, top - 0.75 * LOOP - 5, label, false);
  }

  private static void curve(Layout layout, Layout.Arrow arrow, Canvas canvas) {
    double x0 = layout.x()[arrow.from()];
    double y0 = layout.y()[arrow.from()];
    double x1 = layout.x()[arrow.to()];
    double y1 = layout.y()[arrow.to()];
    // Arrows back, arrows over other columns and mutual arrows bend out of each other's way.
    boolean mutual = Layout.mutual(arrow, layout.arrows());
    boolean straight = !mutual && Math.abs(x1 - x0) < 160 && x1 >= x0 && y1 == y0;
    curve(x0, y0, x1, y1, RADIUS, straight ? 0 : BEND, arrow.label(), canvas);
  }

  /** An arrow between two states; the bend is a share of its length. */
  static void curve(
      double x0,
      double y0,
      double x1,
      double y1,
      double radius,
      double bend,
      String label,
      Canvas canvas) {
    double length = Math.max(1e-9, Math.hypot(x1 - x0, y1 - y0));
    // To the left of the direction of travel, so that mutual arrows lie on either side.
    double nx = (y1 - y0) / length;
    double ny = -(x1 - x0) / length;
    double cx = (x0 + x1) / 2 + nx * bend * length;
    double cy = (y0 + y1) / 2 + ny * bend * length;
    double[] from = toward(x0, y0, cx, cy, radius);
    double[] to = toward(x1, y1, cx, cy, radius + 2);
    canvas.arrow(
        new double[] {from[0], (from[0] + 2 * cx) / 3, (to[0] + 2 * cx) / 3, to[0]},
        new double[] {from[1], (from[1] + 2 * cy) / 3, (to[1] + 2 * cy) / 3, to[1]});
    double mx = (x0 + x1) / 4 + cx / 2 + nx * LABEL;
    double my = (y0 + y1) / 4 + cy / 2 + ny * LABEL + 4;
    canvas.text(mx, my, label, false);
  }

  private static double[] toward(double x, double y, double tx, double ty, double distance) {
    double length = Math.max(1e-9, Math.hypot(tx - x, ty - y));
    return new double[] {x + (tx - x) / length * distance, y + (ty - y) / length * distance};
  }
}
