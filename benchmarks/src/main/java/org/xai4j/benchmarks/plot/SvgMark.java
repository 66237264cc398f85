package org.xai4j.benchmarks.plot;

import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.RoundRectangle2D;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/** Where the marks of a chart are: the elements and attributes that charts are made of. */
final class SvgMark {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
  private static final Pattern STEP = Pattern.compile("([A-Za-z])([^A-Za-z]*)");
  private static final Pattern MOVE = Pattern.compile("(\\w+)\\(([^)]*)\\)");

  private SvgMark() {}

  /** The numbers of a list. */
  static double[] numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group()))
        .toArray();
  }

  /** An attribute; 0 where there is none. */
  static double number(Element e, String name) {
    double[] found = numbers(e.getAttribute(name));
    return found.length == 0 ? 0 : found[0];
  }

  /** The element's attribute transform. */
  static AffineTransform transform(Element e) {
    AffineTransform all = new AffineTransform();
    Matcher move = MOVE.matcher(e.getAttribute("transform"));
    while (move.find()) {
      double[] by = numbers(move.group(2));
      switch (move.group(1)) {
        case "translate" -> all.translate(by[0], by.length > 1 ? by[1] : 0);
        case "scale" -> all.scale(by[0], by.length > 1 ? by[1] : by[0]);
        case "rotate" ->
            all.rotate(Math.toRadians(by[0]), by.length > 2 ? by[1] : 0, by.length > 2 ? by[2] : 0);
        default -> throw unknown("transform", move.group(1));
      }
    }
    return all;
  }

  /**
   * The outline of a mark.
   *
   * @param e rect, circle, line, polyline, polygon or path
   * @return in the element's coordinates
   */
  static Path2D outline(Element e) {
    Path2D path = new Path2D.Double();
    switch (e.getTagName()) {
      case "rect" -> {
        boolean all = e.getAttribute("width").endsWith("%");
        double[] box = all ? numbers(((Element) e.getParentNode()).getAttribute("viewBox")) : null;
        double w = box == null ? number(e, "width") : box[2];
        double h = box == null ? number(e, "height") : box[3];
        double round = Math.min(2 * number(e, "rx"), Math.min(w, h));
        path.append(
            new RoundRectangle2D.Double(number(e, "x"), number(e, "y"), w, h, round, round), false);
      }
      case "circle" -> {
        double r = number(e, "r");
        path.append(
            new Ellipse2D.Double(number(e, "cx") - r, number(e, "cy") - r, 2 * r, 2 * r), false);
      }
      case "line" -> {
        path.moveTo(number(e, "x1"), number(e, "y1"));
        path.lineTo(number(e, "x2"), number(e, "y2"));
      }
      case "polyline" -> follow(path, "M" + e.getAttribute("points"));
      case "polygon" -> follow(path, "M" + e.getAttribute("points") + "Z");
      case "path" -> follow(path, e.getAttribute("d"));
      default -> throw unknown("element", e.getTagName());
    }
    return path;
  }

  private static void follow(Path2D path, String data) {
    Matcher step = STEP.matcher(data);
    while (step.find()) {
      double[] p = numbers(step.group(2));
      char kind = step.group(1).charAt(0);
      Point2D from = path.getCurrentPoint();
      switch (kind) {
        case 'M', 'L' -> {
          for (int i = 0; i + 1 < p.length; i += 2) {
            if (i == 0 && kind == 'M') {
              path.moveTo(p[0], p[1]);
            } else {
              path.lineTo(p[i], p[i + 1]);
            }
          }
        }
        case 'C' -> {
          for (int i = 0; i + 5 < p.length; i += 6) {
            path.curveTo(p[i], p[i + 1], p[i + 2], p[i + 3], p[i + 4], p[i + 5]);
          }
        }
        case 'H' -> path.lineTo(p[0], from.getY());
        case 'V' -> path.lineTo(from.getX(), p[0]);
        case 'q' -> {
          for (int i = 0; i + 3 < p.length; i += 4) {
            Point2D at = path.getCurrentPoint();
            path.quadTo(
                at.getX() + p[i], at.getY() + p[i + 1], at.getX() + p[i + 2], at.getY() + p[i + 3]);
          }
        }
        case 'Z' -> path.closePath();
        default -> throw unknown("step of a path", step.group(1));
      }
    }
  }

  private static IllegalStateException unknown(String what, String name) {
    return new IllegalStateException("no chart has the " + what + " " + name);
  }
}
