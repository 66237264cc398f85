package org.xai4j.gradient.path;

import java.util.Arrays;

/** One row on its way from the baseline to the input, features of small gradient first. */
final class GuidedPath {
  private static final double CLOSE = 1e-9;

  private final double[] from;
  private final double[] to;
  private final double fraction;
  private final double distance;
  private final double length;
  private final double[] position;
  private final double[] sums;
  private double[] move;

  GuidedPath(double[] from, double[] to, double fraction, double distance) {
    this.from = from;
    this.to = to;
    this.fraction = fraction;
    this.distance = distance;
    position = from.clone();
    sums = new double[from.length];
    move = new double[from.length];
    length = remaining();
  }

  double[] position() {
    return position;
  }

  /**
   * Σ slope · move of each feature, the slope being the mean of those before and after the move.
   *
   * @param slopes the gradient at the end of the path
   * @return one sum per feature
   */
  double[] sums(double[] slopes) {
    add(slopes);
    return sums;
  }

  private void add(double[] slopes) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += 0.5 * slopes[i] * move[i];
    }
  }

  /**
   * Moves until the given share of the way is covered.
   *
   * @param progress that share, in (0, 1]
   * @param slopes the gradient here
   */
  void advance(double progress, double[] slopes) {
    add(slopes);
    double[] before = position.clone();
    double[] ceiling = new double[from.length];
    double[] size = new double[from.length];
    double low = Math.max(progress - distance, 0);
    double high = Math.min(progress + distance, 1);
    for (int i = 0; i < from.length; i++) {
      double way = to[i] - from[i];
      ceiling[i] = from[i] + high * way;
      double floor = from[i] + low * way;
      if (way != 0 && (position[i] - from[i]) / way < low) {
        position[i] = floor;
      }
      size[i] = Math.abs(slopes[i]);
    }
    double goal = length * (1 - progress);
    double excess = remaining() - goal;
    while (excess > CLOSE * length) {
      boolean[] chosen = smallest(size, ceiling);
      double possible = 0;
      for (int i = 0; i < chosen.length; i++) {
        possible += chosen[i] ? Math.abs(ceiling[i] - position[i]) : 0;
      }
      if (possible == 0) {
        break;
      }
      double share = Math.min(1, excess / possible);
      for (int i = 0; i < chosen.length; i++) {
        if (chosen[i]) {
          position[i] = share == 1 ? ceiling[i] : position[i] + share * (ceiling[i] - position[i]);
        }
      }
      excess = share < 1 ? 0 : remaining() - goal;
    }
    move = new double[from.length];
    for (int i = 0; i < move.length; i++) {
      move[i] = position[i] - before[i];
    }
    add(slopes);
  }

  /** The features that can move and whose slope is among the smallest. */
  private boolean[] smallest(double[] size, double[] ceiling) {
    double[] sorted = new double[size.length];
    boolean[] free = new boolean[size.length];
    for (int i = 0; i < size.length; i++) {
      free[i] = position[i] != ceiling[i];
      sorted[i] = free[i] ? size[i] : Double.POSITIVE_INFINITY;
    }
    Arrays.sort(sorted);
    double threshold = sorted[(int) (fraction * (sorted.length - 1))];
    // Where fewer features than the fraction can move, all of them do.
    for (int i = 0; i < size.length; i++) {
      free[i] &= size[i] <= threshold;
    }
    return free;
  }

  private double remaining() {
    double sum = 0;
    for (int i = 0; i < to.length; i++) {
      sum += Math.abs(to[i] - position[i]);
    }
    return sum;
  }
}
