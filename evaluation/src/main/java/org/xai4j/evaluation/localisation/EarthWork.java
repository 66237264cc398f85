package org.xai4j.evaluation.localisation;

import java.util.Arrays;
import org.xai4j.core.run.InputException;

/**
 * The optimal transport between masses on a grid, by successive shortest paths: the mass of one
 * place after the other goes to where it is cheapest, moving earlier mass on if that is cheaper for
 * all.
 */
final class EarthWork {
  /** Pairs of places that are held at once; the time grows faster still. */
  private static final long MOST = 4_000_000;

  /** Masses below are rounding. */
  private static final double NONE = 1e-12;

  /** Distances of the sources to the targets [source][target]. */
  private final double[][] costs;

  /** What goes from where to where [source][target]. */
  private final double[][] flows;

  /** What the targets still take. */
  private final double[] open;

  private EarthWork(double[][] costs, double[] demands) {
    this.costs = costs;
    flows = new double[costs.length][demands.length];
    open = demands.clone();
  }

  /**
   * The least mean distance between two distributions.
   *
   * @param from masses by place, row by row, scaled to a sum of one
   * @param to masses by place, scaled likewise
   * @param width places of a row
   * @return in steps of the grid; NaN if one has no mass
   * @throws InputException if there are more than four million pairs of places
   */
  static double cost(double[] from, double[] to, int width) {
    double supply = Arrays.stream(from).sum();
    double demand = Arrays.stream(to).sum();
    if (supply == 0 || demand == 0) {
      return Double.NaN;
    }
    int[] sources = places(from);
    int[] targets = places(to);
    InputException.check(
        (long) sources.length * targets.length <= MOST,
        "The earth mover's distance of %d places with relevance to %d with evidence has more than"
            + " four million pairs; take smaller inputs, or a metric such as relevance-mass-accuracy.",
        sources.length,
        targets.length);
    double[][] costs = new double[sources.length][targets.length];
    for (int s = 0; s < sources.length; s++) {
      for (int t = 0; t < targets.length; t++) {
        int down = Math.floorDiv(sources[s], width) - Math.floorDiv(targets[t], width);
        costs[s][t] = Math.hypot(down, sources[s] % width - targets[t] % width);
      }
    }
    EarthWork work =
        new EarthWork(costs, Arrays.stream(targets).mapToDouble(t -> to[t] / demand).toArray());
    double sum = 0;
    for (int s = 0; s < sources.length; s++) {
      work.send(s, from[sources[s]] / supply);
    }
    for (int s = 0; s < sources.length; s++) {
      for (int t = 0; t < targets.length; t++) {
        sum += work.flows[s][t] * costs[s][t];
      }
    }
    return sum;
  }

  private static int[] places(double[] masses) {
    return java.util.stream.IntStream.range(0, masses.length).filter(i -> masses[i] != 0).toArray();
  }

  private void send(int source, double mass) {
    double left = mass;
    while (left > NONE) {
      int[][] movers = movers();
      int[] before = new int[open.length];
      double[] distances = distances(source, movers, before);
      int end = -1;
      for (int t = 0; t < open.length; t++) {
        if (open[t] > NONE && (end < 0 || distances[t] < distances[end])) {
          end = t;
        }
      }
      if (end < 0) {
        // What is left of a sum of one is rounding.
        return;
      }
      double step = Math.min(left, open[end]);
      for (int t = end; before[t] >= 0; t = before[t]) {
        step = Math.min(step, flows[movers[before[t]][t]][before[t]]);
      }
      int t = end;
      for (; before[t] >= 0; t = before[t]) {
        int mover = movers[before[t]][t];
        flows[mover][before[t]] -= step;
        flows[mover][t] += step;
      }
      flows[source][t] += step;
      open[end] -= step;
      left -= step;
    }
  }

  /** The source whose mass moves from one target to another most cheaply, or −1. */
  private int[][] movers() {
    int[][] movers = new int[open.length][open.length];
    for (int[] row : movers) {
      Arrays.fill(row, -1);
    }
    for (int s = 0; s < flows.length; s++) {
      for (int t = 0; t < open.length; t++) {
        for (int to = 0; flows[s][t] > NONE && to < open.length; to++) {
          int known = movers[t][to];
          if (known < 0 || move(s, t, to) < move(known, t, to)) {
            movers[t][to] = s;
          }
        }
      }
    }
    return movers;
  }

  private double move(int source, int from, int to) {
    return costs[source][to] - costs[source][from];
  }

  /** Shortest distances to the targets by Bellman and Ford, with the targets before them. */
  private double[] distances(int source, int[][] movers, int[] before) {
    double[] distances = costs[source].clone();
    Arrays.fill(before, -1);
    boolean shorter = true;
    for (int round = 0; shorter && round < open.length; round++) {
      shorter = false;
      for (int t = 0; t < open.length; t++) {
        for (int to = 0; to < open.length; to++) {
          if (movers[t][to] >= 0 && to != t) {
            double way = distances[t] + move(movers[t][to], t, to);
            if (way < distances[to] - NONE) {
              distances[to] = way;
              before[to] = t;
              shorter = true;
            }
          }
        }
      }
    }
    return distances;
  }
}
