package org.xai4j.core.words;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Connected regions of a map in which its values are largest: the map is averaged over small
 * squares, and pixels above two fifths of the largest average that touch, also by a corner, are a
 * region.
 */
final class Regions {
  /** A picture's side over this is the reach of the averages. */
  private static final int REACH = 28;

  /** A block's corner has four ninths of it around itself, a pixel beside its edge a third. */
  private static final double LEVEL = 0.4;

  private Regions() {}

  /**
   * A region.
   *
   * @param pixels indices, ascending
   * @param sum of the map over them, above 0
   */
  record Region(int[] pixels, double sum) {
    /** The pixels as runs [y, from x, to x exclusive]. */
    List<int[]> runs(int width) {
      List<int[]> runs = new ArrayList<>();
      for (int p : pixels) {
        int y = p / width;
        int x = p % width;
        int[] last = runs.isEmpty() ? new int[] {-1, 0, 0} : runs.get(runs.size() - 1);
        if (last[0] == y && last[2] == x) {
          last[2]++;
        } else {
          runs.add(new int[] {y, x, x + 1});
        }
      }
      return runs;
    }
  }

  /**
   * The regions where a map is largest.
   *
   * @param map [height × width]
   * @param wide whether averages reach over both axes; else along rows alone, which then do not
   *     touch each other
   * @param reach pixels to each side that an average takes in
   * @return the largest sums first; empty only if no value is above 0
   */
  static List<Region> of(double[] map, int width, boolean wide, int reach) {
    List<Region> found = connected(map, smooth(map, width, wide, reach), width, wide);
    return found.isEmpty() && reach > 0 ? connected(map, map, width, wide) : found;
  }

  static int reach(int side) {
    return side / REACH;
  }

  private static List<Region> connected(double[] map, double[] by, int width, boolean wide) {
    double level = Arrays.stream(by).max().orElse(0) * LEVEL;
    List<Region> regions = new ArrayList<>();
    if (level <= 0) {
      return regions;
    }
    boolean[] seen = new boolean[map.length];
    for (int p = 0; p < map.length; p++) {
      if (!seen[p] && by[p] > level) {
        int[] pixels = flood(by, level, width, wide, p, seen);
        double sum = Arrays.stream(pixels).mapToDouble(i -> map[i]).sum();
        if (sum > 0) {
          regions.add(new Region(pixels, sum));
        }
      }
    }
    regions.sort(Comparator.comparingDouble(r -> -r.sum()));
    return regions;
  }

  private static int[] flood(
      double[] by, double level, int width, boolean wide, int start, boolean[] seen) {
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    List<Integer> pixels = new ArrayList<>();
    seen[start] = true;
    while (!open.isEmpty()) {
      int p = open.pop();
      pixels.add(p);
      for (int dy = wide ? -1 : 0; dy <= (wide ? 1 : 0); dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          int x = p % width + dx;
          int q = p + dy * width + dx;
          if (x >= 0 && x < width && q >= 0 && q < by.length && !seen[q] && by[q] > level) {
            seen[q] = true;
            open.push(q);
          }
        }
      }
    }
    return pixels.stream().mapToInt(i -> i).sorted().toArray();
  }

  private static double[] smooth(double[] map, int width, boolean wide, int reach) {
    if (reach == 0) {
      return map;
    }
    double[] along = new double[map.length];
    for (int row = 0; row < map.length; row += width) {
      average(map, along, row, 1, width, reach);
    }
    if (!wide) {
      return along;
    }
    double[] both = new double[map.length];
    for (int x = 0; x < width; x++) {
      average(along, both, x, width, map.length / width, reach);
    }
    return both;
  }

  /** Means over a window; outside of the map there are zeros. */
  private static void average(
      double[] from, double[] to, int first, int stride, int count, int reach) {
    double[] sums = new double[count + 1];
    for (int i = 0; i < count; i++) {
      sums[i + 1] = sums[i] + from[first + i * stride];
    }
    for (int i = 0; i < count; i++) {
      double sum = sums[Math.min(count, i + reach + 1)] - sums[Math.max(0, i - reach)];
      to[first + i * stride] = sum / (2 * reach + 1);
    }
  }
}
