package org.xai4j.agnostic.interaction;

/**
 * Interaction indices of sets S of up to k features, all linear in the Möbius transform a(T) = Σ_{L
 * ⊆ T} (−1)^(t − l)·v(L), which tells what exactly the features of T bring together.
 */
public enum InteractionKind {
  /** a(S) itself. */
  MOEBIUS,
  /**
   * The Shapley interaction index, Σ_{T ⊇ S} a(T)/(t − s + 1): the mean of the discrete derivative
   * by S over all orders (Grabisch and Roubens 1999).
   */
  SII,
  /**
   * The Shapley interaction index made to add up to v(N) − v(∅): sets of fewer than k features take
   * their share of what larger ones count twice, by Bernoulli's numbers (Bordt and von Luxburg
   * 2023).
   */
  K_SII,
  /**
   * The Shapley–Taylor index: a(S) for fewer than k features, Σ_{T ⊇ S} a(T)/C(t, k) for k
   * (Sundararajan, Dhamdhere and Agarwal 2020).
   */
  STII,
  /**
   * The faithful Shapley index: the polynomial of order k nearest to v under the Shapley kernel
   * (Tsai, Yeh and Ravikumar 2023).
   */
  FSII;

  /** B₀, B₁ = −½, B₂ …, as many as orders are allowed. */
  private static final double[] BERNOULLI = {1, -0.5, 1.0 / 6, 0, -1.0 / 30, 0, 1.0 / 42};

  /** The largest order. */
  static final int MOST = BERNOULLI.length;

  /**
   * Adds what one set's Möbius coefficient gives.
   *
   * @param set T
   * @param a its coefficient
   * @param order k
   * @param sets of the answer
   * @param sums one number per set, added to
   */
  public void add(long set, double a, int order, FeatureSets sets, double[] sums) {
    int t = Long.bitCount(set);
    if (t == 0 || a == 0) {
      return;
    }
    switch (this) {
      case MOEBIUS -> {
        if (t <= order) {
          add(set, a, sets, sums);
        }
      }
      case SII, K_SII ->
          FeatureSets.of(set, order, s -> add(s, a / (t - Long.bitCount(s) + 1), sets, sums));
      case STII -> {
        if (t < order) {
          add(set, a, sets, sums);
        } else {
          double each = a / binomial(t, order);
          FeatureSets.of(
              set,
              order,
              s -> {
                if (Long.bitCount(s) == order) {
                  add(s, each, sets, sums);
                }
              });
        }
      }
      case FSII -> {
        if (t <= order) {
          add(set, a, sets, sums);
        } else {
          FeatureSets.of(
              set, order, s -> add(s, a * faithful(Long.bitCount(s), t, order), sets, sums));
        }
      }
    }
  }

  /**
   * What the Shapley interaction index of a set gives to the score of another in the approximation
   * of order k by k-SII: λ(s, l) = Σ_{r = 1}^{l} C(l, r)·B_{s − r}.
   *
   * @param size s, members of the set
   * @param shared l, how many of them the other has
   * @return λ
   */
  static double given(int size, int shared) {
    double sum = 0;
    for (int r = 1; r <= shared; r++) {
      sum += binomial(shared, r) * BERNOULLI[size - r];
    }
    return sum;
  }

  private static void add(long set, double value, FeatureSets sets, double[] sums) {
    Integer place = sets.places().get(set);
    if (place != null) {
      sums[place] += value;
    }
  }

  private static double faithful(int s, int t, int k) {
    double share =
        (double) s / (k + s) * binomial(k, s) * binomial(t - 1, k) / binomial(t + k - 1, k + s);
    return (k - s) % 2 == 0 ? share : -share;
  }

  static double binomial(int n, int k) {
    double value = 1;
    for (int i = 1; i <= k; i++) {
      value = value * (n - k + i) / i;
    }
    return value;
  }

  /**
   * Ends the sums of a row, after all Möbius coefficients have been added.
   *
   * @param order k
   * @param sets of the answer
   * @param sums one number per set
   * @return the index of each set
   */
  public double[] finished(int order, FeatureSets sets, double[] sums) {
    if (this != K_SII) {
      return sums;
    }
    double[] shared = new double[sums.length];
    for (int u = 0; u < sums.length; u++) {
      long set = sets.bits().get(u);
      double own = sums[u];
      int size = Long.bitCount(set);
      FeatureSets.of(
          set, order, s -> add(s, BERNOULLI[size - Long.bitCount(s)] * own, sets, shared));
    }
    return shared;
  }

  /**
   * The Möbius transform of a game.
   *
   * @param v scores of all sets, by their bits; replaced by the coefficients
   */
  static void moebius(double[] v) {
    for (int bit = 1; bit < v.length; bit <<= 1) {
      for (int set = 0; set < v.length; set++) {
        if ((set & bit) != 0) {
          v[set] -= v[set ^ bit];
        }
      }
    }
  }
}
