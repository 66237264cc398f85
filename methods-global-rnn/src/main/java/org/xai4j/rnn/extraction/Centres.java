package org.xai4j.rnn.extraction;

import org.xai4j.core.run.SplitRandom;

/**
 * Points by their nearest centre, fitted by Lloyd's algorithm from k-means++ seeds.
 *
 * @param centres one per cluster
 */
record Centres(double[][] centres) implements StateClusters {
  private static final int ITERATIONS = 30;

  static Centres fit(double[][] points, int k, SplitRandom random, ExtractionBudget budget) {
    double[][] centres = seeds(points, k, random);
    int[] assigned = new int[points.length];
    boolean moved = true;
    for (int iteration = 0; moved && iteration < ITERATIONS; iteration++) {
      budget.check();
      Centres current = new Centres(centres);
      moved = false;
      for (int i = 0; i < points.length; i++) {
        int c = current.assign(points[i]);
        moved |= c != assigned[i] || iteration == 0;
        assigned[i] = c;
      }
      centres = means(points, assigned, centres);
    }
    return new Centres(centres);
  }

  /** Each next seed is drawn with probability proportional to its squared distance. */
  private static double[][] seeds(double[][] points, int k, SplitRandom random) {
    double[][] centres = new double[k][];
    double[] distance = new double[points.length];
    java.util.Arrays.fill(distance, Double.POSITIVE_INFINITY);
    centres[0] = points[random.nextInt(points.length)].clone();
    for (int c = 1; c < k; c++) {
      double sum = 0;
      for (int i = 0; i < points.length; i++) {
        distance[i] = Math.min(distance[i], squared(points[i], centres[c - 1]));
        sum += distance[i];
      }
      double u = random.nextDouble() * sum;
      int chosen = 0;
      while (chosen < points.length - 1 && u >= distance[chosen]) {
        u -= distance[chosen++];
      }
      centres[c] = points[chosen].clone();
    }
    return centres;
  }

  private static double[][] means(double[][] points, int[] assigned, double[][] old) {
    double[][] means = new double[old.length][old[0].length];
    int[] counts = new int[old.length];
    for (int i = 0; i < points.length; i++) {
      counts[assigned[i]]++;
      for (int d = 0; d < points[i].length; d++) {
        means[assigned[i]][d] += points[i][d];
      }
    }
    for (int c = 0; c < means.length; c++) {
      for (int d = 0; d < means[c].length; d++) {
        means[c][d] = counts[c] == 0 ? old[c][d] : means[c][d] / counts[c];
      }
    }
    return means;
  }

  static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return sum;
  }

  @Override
  public int count() {
    return centres.length;
  }

  @Override
  public int assign(double[] hidden) {
    int best = 0;
    double distance = Double.POSITIVE_INFINITY;
    for (int c = 0; c < centres.length; c++) {
      double d = squared(hidden, centres[c]);
      if (d < distance) {
        distance = d;
        best = c;
      }
    }
    return best;
  }
}
