package org.xai4j.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Agglomerative clustering with average linkage (UPGMA; Sokal and Michener 1958): the two nearest
 * clusters are joined until one is left; the distance of clusters is the mean distance of their
 * members.
 */
public final class Clusters {
  private Clusters() {}

  /**
   * Two clusters that were joined.
   *
   * @param left index of a cluster: below n a single member, else n + the number of the join
   * @param right index of the other
   * @param height their distance
   * @param members of the new cluster, in the order of a drawing
   */
  public record Join(int left, int right, double height, List<Integer> members) {
    /** Copies the list. */
    public Join {
      members = List.copyOf(members);
    }
  }

  /**
   * Clusters members.
   *
   * @param distances symmetric [n][n]
   * @return n − 1 joins, in the order they were made; the last holds all members
   */
  public static List<Join> of(double[][] distances) {
    int n = distances.length;
    Map<Integer, List<Integer>> open = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      open.put(i, List.of(i));
    }
    List<Join> joins = new ArrayList<>();
    while (open.size() > 1) {
      Join next = nearest(open, distances);
      joins.add(next);
      open.remove(next.left());
      open.remove(next.right());
      open.put(n + joins.size() - 1, next.members());
    }
    return List.copyOf(joins);
  }

  private static Join nearest(Map<Integer, List<Integer>> open, double[][] distances) {
    Join best = new Join(-1, -1, Double.POSITIVE_INFINITY, List.of());
    for (Map.Entry<Integer, List<Integer>> a : open.entrySet()) {
      for (Map.Entry<Integer, List<Integer>> b : open.entrySet()) {
        if (a.getKey() < b.getKey()) {
          double sum = 0;
          for (int i : a.getValue()) {
            for (int j : b.getValue()) {
              sum += distances[i][j];
            }
          }
          double mean = sum / a.getValue().size() / b.getValue().size();
          if (best.left() < 0 || mean < best.height()) {
            List<Integer> members = new ArrayList<>(a.getValue());
            members.addAll(b.getValue());
            best = new Join(a.getKey(), b.getKey(), mean, members);
          }
        }
      }
    }
    return best;
  }
}
