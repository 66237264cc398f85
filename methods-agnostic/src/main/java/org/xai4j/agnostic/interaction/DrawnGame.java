package org.xai4j.agnostic.interaction;

import org.xai4j.agnostic.regression.CoalitionSample;
import org.xai4j.core.explain.Masking;

/**
 * A game known at its empty set, at all its features and at different sets between, drawn by the
 * Shapley kernel: the sizes nearest to either end in full, as far as the budget goes, then pairs of
 * sets and their complements.
 *
 * @param features g
 * @param base v(∅)
 * @param sets drawn sets as bits, that of all features last
 * @param weights of the Shapley kernel, one for each set but the last
 * @param scores v(T) − v(∅) of each set
 */
record DrawnGame(int features, double base, long[] sets, double[] weights, double[] scores) {
  static DrawnGame of(SetRun.Game game, int samples) {
    int g = game.features();
    Masking masking = game.masking();
    CoalitionSample sample =
        CoalitionSample.draw(g, samples, true, CoalitionSample.Draw.KERNEL, game.random());
    int n = sample.coalitions().length;
    long[] sets = new long[n + 1];
    for (int i = 0; i < n; i++) {
      sets[i] = sample.coalitions()[i][0];
    }
    sets[n] = game.everything();
    double base = masking.scores(new long[][] {Masking.nothing(g)})[0];
    double[] scores = masking.scores(sets.length, i -> new long[] {sets[i]});
    for (int i = 0; i < scores.length; i++) {
      scores[i] -= base;
    }
    return new DrawnGame(g, base, sets, sample.weights(), scores);
  }

  /**
   * How many sets there are of 1 to k − 1 features, and of as many less than all.
   *
   * @param features g
   * @param order k
   * @return at most 2^g − 2
   */
  static double border(int features, int order) {
    double count = 0;
    for (int s = 1; s < features; s++) {
      if (s < order || s > features - order) {
        count += InteractionKind.binomial(features, s);
      }
    }
    return count;
  }
}
