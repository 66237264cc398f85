package org.xai4j.agnostic.tree;

/**
 * Integrals ∫₀¹ tᵃ(1 − t)ᵇ dt = a!b!/(a + b + 1)!: the weight of a player among a present and b
 * absent ones, summed over all orders.
 */
final class Shares {
  private static final int SIZE = 64;
  private static final double[][] VALUES = new double[SIZE][SIZE];

  static {
    for (int a = 0; a < SIZE; a++) {
      // From a!0!/(a + 1)! on, each b multiplies by b/(a + b + 1).
      double value = 1.0 / (a + 1);
      for (int b = 0; b < SIZE; b++) {
        value *= b == 0 ? 1 : (double) b / (a + b + 1);
        VALUES[a][b] = value;
      }
    }
  }

  private Shares() {}

  /** a!b!/(a + b + 1)! for a, b up to 63. */
  static double of(int a, int b) {
    return VALUES[a][b];
  }
}
