package org.xai4j.core.words;

import java.util.Arrays;
import java.util.List;

/**
 * Where in a box something lies: the smallest of nine cells, three rows, three columns and the
 * whole box that holds at least two thirds of its mass.
 *
 * @param id {@code upper-left}, {@code middle-centre}, a row such as {@code upper}, a column such
 *     as {@code left}, or {@code all}
 * @param inside share of the mass that lies there
 */
record Place(String id, double inside) {
  static final double SHARE = 2.0 / 3;

  private static final List<String> ROWS = List.of("upper", "middle", "lower");
  private static final List<String> COLUMNS = List.of("left", "centre", "right");

  /**
   * A box of pixels.
   *
   * @param top first row
   * @param left first column
   * @param bottom row behind the last
   * @param right column behind the last
   */
  record Box(int top, int left, int bottom, int right) {
    boolean holds(int y, int x) {
      return y >= top && y < bottom && x >= left && x < right;
    }

    int row(int y) {
      return third(y - top, bottom - top);
    }

    int column(int x) {
      return third(x - left, right - left);
    }

    /** By the middle of the pixel; of two pixels neither lies in the middle. */
    private static int third(int at, int of) {
      return Math.min(2, (int) (3 * (at + 0.5) / of));
    }
  }

  /**
   * The place of masses.
   *
   * @param mass of each pixel [height × width], none below 0
   * @param width of a row
   * @param box in which it is told; mass outside belongs to none of its cells
   */
  static Place of(double[] mass, int width, Box box) {
    double[] cells = new double[9];
    double total = 0;
    for (int p = 0; p < mass.length; p++) {
      int y = p / width;
      int x = p % width;
      total += mass[p];
      if (box.holds(y, x)) {
        cells[3 * box.row(y) + box.column(x)] += mass[p];
      }
    }
    double held = Arrays.stream(cells).sum();
    Place best = new Place("all", held / total);
    for (int k = 0; k < 3; k++) {
      double row = (cells[3 * k] + cells[3 * k + 1] + cells[3 * k + 2]) / total;
      double column = (cells[k] + cells[k + 3] + cells[k + 6]) / total;
      best = better(best, ROWS.get(k), row);
      best = better(best, COLUMNS.get(k), column);
    }
    Place cell = new Place("all", 0);
    for (int k = 0; k < 9; k++) {
      cell = better(cell, ROWS.get(k / 3) + "-" + COLUMNS.get(k % 3), cells[k] / total);
    }
    return cell.id.equals("all") ? best : cell;
  }

  /**
   * Among places of one size the one that holds more; the whole box only where none holds enough.
   */
  private static Place better(Place best, String id, double share) {
    boolean more = best.id.equals("all") || share > best.inside;
    return share >= SHARE && more ? new Place(id, share) : best;
  }
}
