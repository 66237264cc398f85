package org.xai4j.core.run;

/**
 * A splittable random generator: every value follows from the seed and the path of keys split off
 * it, never from the order in which threads ask. SplitMix64 (Steele, Lea, Flood 2014, "Fast
 * splittable pseudorandom number generators") with keyed splitting; Gaussian values use strict
 * arithmetic, so that the same seed gives the same bytes on every machine.
 *
 * <p>An instance is not thread-safe; {@link #split(long)} does not change its parent, so each task
 * takes a child of its own.
 */
public final class SplitRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long root;
  private long state;
  private double spareGaussian = Double.NaN;

  private SplitRandom(long root) {
    this.root = root;
    this.state = root;
  }

  /**
   * A generator for a seed.
   *
   * @param seed any number
   * @return the generator at the start of its stream
   */
  public static SplitRandom of(long seed) {
    return new SplitRandom(mix(seed + GOLDEN));
  }

  /**
   * The child generator of a key: the same for the same parent seed and key, however much of the
   * parent's stream was used.
   *
   * @param key names the child, for example a row index
   * @return the child at the start of its stream
   */
  public SplitRandom split(long key) {
    return new SplitRandom(mix(root ^ mix(key + 0x632BE59BD9B4E019L)));
  }

  /**
   * The child generator of a name.
   *
   * @param name names the child, for example a method id
   * @return the child at the start of its stream
   */
  public SplitRandom split(String name) {
    long h = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      h = (h ^ name.charAt(i)) * 0x100000001B3L;
    }
    return split(h);
  }

  /**
   * The key of a row's content, for {@link #split(long)}: the same wherever the row stands. Values
   * are read in single precision, so that a row has the same key in both precisions.
   *
   * @param content elements of the row
   * @return the key
   */
  public static long key(double[] content) {
    long h = content.length;
    for (double value : content) {
      // Minus zero is zero.
      h = mix(h + GOLDEN ^ Float.floatToIntBits((float) value + 0f));
    }
    return h;
  }

  /**
   * The next 64 random bits.
   *
   * @return uniform over all longs
   */
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /**
   * A uniform double.
   *
   * @return a value in [0, 1)
   */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /**
   * A uniform integer.
   *
   * @param bound exclusive upper bound, positive
   * @return a value in [0, bound)
   * @throws IllegalArgumentException if bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, got " + bound);
    }
    // Lemire's multiply-shift with rejection: unbiased.
    long threshold = (1L << 32) % bound;
    while (true) {
      long product = (nextLong() >>> 32) * bound;
      if ((product & 0xFFFFFFFFL) >= threshold) {
        return (int) (product >>> 32);
      }
    }
  }

  /**
   * A fair coin.
   *
   * @return true with probability one half
   */
  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  /**
   * A standard normal value (Marsaglia's polar method in strict arithmetic).
   *
   * @return a draw from N(0, 1)
   */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double s = u * u + v * v;
      if (s < 1 && s > 0) {
        double scale = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
        spareGaussian = v * scale;
        return u * scale;
      }
    }
  }

  /**
   * Shuffles an array in place (Fisher and Yates).
   *
   * @param values modified
   */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int t = values[i];
      values[i] = values[j];
      values[j] = t;
    }
  }

  /**
   * A random permutation.
   *
   * @param n its length
   * @return the numbers 0 to n − 1 in random order
   */
  public int[] permutation(int n) {
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      p[i] = i;
    }
    shuffle(p);
    return p;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
