package org.xai4j.benchmarks.training;

/**
 * A share of successes with its 95 % Wilson interval (Wilson 1927, J. Am. Stat. Assoc. 22:209).
 *
 * @param value successes / trials
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Proportion(double value, double low, double high) {
  private static final double Z = 1.959963984540054;

  /**
   * From counts.
   *
   * @param successes how many
   * @param trials of how many, positive
   * @return the share
   */
  public static Proportion of(int successes, int trials) {
    double p = (double) successes / trials;
    double centre = p + Z * Z / (2 * trials);
    double half = Z * Math.sqrt(p * (1 - p) / trials + Z * Z / (4.0 * trials * trials));
    double scale = 1 + Z * Z / trials;
    return new Proportion(p, (centre - half) / scale, (centre + half) / scale);
  }
}
