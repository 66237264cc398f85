package org.xai4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.run.SplitRandom;

/**
 * Orders of features by their attribution where equal values say nothing of an order. A metric's
 * value is its expectation over all orders of the ties, estimated by the mean over draws. Draws
 * come in pairs, one with the ties in random order and one with each run of ties reversed, so that
 * a feature's mean place is exact: the mean is the expectation itself where the score is a sum over
 * the features and one feature is removed at a time.
 */
public final class Orders {
  /** Pairs of draws. */
  private static final int PAIRS = 5;

  private Orders() {}

  /**
   * The features in the order of some values, the largest first.
   *
   * @param values one per feature
   * @param live per feature whether it matters when it is removed; ties of others alone do not
   *     matter either
   * @param step features that are removed at once: ties within one step do not matter
   * @param random draws the orders; its stream is not used up
   * @return one order if no tie matters, else ten
   */
  public static List<int[]> descending(
      double[] values, boolean[] live, int step, SplitRandom random) {
    int[] order = Instance.descending(values);
    List<int[]> ties = new ArrayList<>();
    for (int from = 0; from < order.length; ) {
      int to = end(values, order, from);
      boolean matters = false;
      for (int r = from; r < to && from / step != (to - 1) / step; r++) {
        matters |= live[order[r]];
      }
      if (matters) {
        ties.add(new int[] {from, to});
      }
      from = to;
    }
    if (ties.isEmpty()) {
      return List.of(order);
    }
    List<int[]> orders = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      SplitRandom draw = random.split("ties").split(pair);
      int[] one = order.clone();
      int[] other = order.clone();
      for (int[] tie : ties) {
        int[] shuffled = draw.permutation(tie[1] - tie[0]);
        for (int i = 0; i < shuffled.length; i++) {
          one[tie[0] + i] = order[tie[0] + shuffled[i]];
          other[tie[1] - 1 - i] = one[tie[0] + i];
        }
      }
      orders.add(one);
      orders.add(other);
    }
    return orders;
  }

  /**
   * One order with the ties in random order.
   *
   * @param values one per feature
   * @param random draws the order; its stream is not used up
   * @return a permutation, the largest value first
   */
  public static int[] drawn(double[] values, SplitRandom random) {
    boolean[] live = new boolean[values.length];
    java.util.Arrays.fill(live, true);
    return descending(values, live, 1, random).get(0);
  }

  /**
   * The places that a feature can have among the values in descending order: [first, end) for each
   * feature, all places of its ties.
   *
   * @param values one per feature
   * @return per feature the first place and the one after the last
   */
  public static int[][] places(double[] values) {
    int[] order = Instance.descending(values);
    int[][] places = new int[order.length][];
    for (int from = 0; from < order.length; ) {
      int to = end(values, order, from);
      for (int r = from; r < to; r++) {
        places[order[r]] = new int[] {from, to};
      }
      from = to;
    }
    return places;
  }

  /**
   * The probability of each feature to be among the first k, ties in any order.
   *
   * @param values one per feature
   * @param k how many are chosen
   * @return one per feature; they add up to k
   */
  public static double[] inTop(double[] values, int k) {
    int[][] places = places(values);
    double[] shares = new double[places.length];
    for (int j = 0; j < shares.length; j++) {
      int inside = Math.min(places[j][1], k) - Math.min(places[j][0], k);
      shares[j] = (double) inside / (places[j][1] - places[j][0]);
    }
    return shares;
  }

  private static int end(double[] values, int[] order, int from) {
    int to = from + 1;
    // Minus zero ties with zero.
    while (to < order.length && values[order[to]] == values[order[from]]) {
      to++;
    }
    return to;
  }
}
