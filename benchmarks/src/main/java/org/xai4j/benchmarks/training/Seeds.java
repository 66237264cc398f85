package org.xai4j.benchmarks.training;

/** Seeds as ND4J's own generator wants them. */
final class Seeds {
  /** Stands for 0; any other fixed number would do. */
  private static final long ZERO = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /**
   * A seed for Deeplearning4j, whose generator takes 0 as leave to take the time of day instead.
   *
   * @param seed any
   * @return the same number, or another fixed one for 0
   */
  static long fixed(long seed) {
    return seed == 0 ? ZERO : seed;
  }
}
