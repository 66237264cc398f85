package org.xai4j.agnostic.interaction;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;

/**
 * The Shapley interaction indices of all sets of k features as a weighted regression, given those
 * of fewer features. Of the game ν that is left when these have taken their part, sets of fewer
 * than k and of more than g − k features, all of which are known, give what the definition says of
 * them. Of what is left then, the others give the φ with Σ_{S ⊇ R} φ(S) = 0 for every set R of k −
 * 1 features that minimises Σ_T (ν(T) − Σ_S λ(k, |S ∩ T|)·φ(S))²/C(g − 2k, t − k). It is found by
 * conjugate gradients among the φ that meet the condition; where all sets are known the first step
 * ends. (For these sets the definition's part has no share in such φ, and the paper's weights
 * without bound for the outer sets come to the same.)
 */
final class SiiRegression {
  /** Steps of conjugate gradients, at most. */
  private static final int STEPS = 500;

  private final DrawnGame game;
  private final int order;
  private final long[] sets;
  private final double[] given;
  private final double[] weights;
  private final double[] rest;

  /**
   * Of one order.
   *
   * @param game known at all sets of fewer than k and of more than g − k features
   * @param order k
   * @param sets those of k features
   * @param rest ν at each known set; what these indices take is taken from it by {@link #solve}
   */
  SiiRegression(DrawnGame game, int order, long[] sets, double[] rest) {
    this.game = game;
    this.order = order;
    this.sets = sets;
    this.rest = rest;
    given = new double[order + 1];
    Arrays.setAll(given, l -> InteractionKind.given(order, l));
    weights = new double[rest.length];
    int g = game.features();
    for (int i = 0; i < rest.length; i++) {
      int t = Long.bitCount(game.sets()[i]);
      if (t >= order && t <= g - order) {
        double kernel = 1 / ((double) t * (g - t) * InteractionKind.binomial(g, t));
        weights[i] =
            game.weights()[i] / kernel / InteractionKind.binomial(g - 2 * order, t - order);
      }
    }
  }

  /**
   * How many different sets of k to g − k features must be known.
   *
   * @param features g
   * @param order k
   * @return 0 where there are no such sets
   */
  static double unknowns(int features, int order) {
    return 2 * order > features
        ? 0
        : InteractionKind.binomial(features, order) - InteractionKind.binomial(features, order - 1);
  }

  /** The indices of the sets. */
  double[] solve() {
    double[] phi = new double[sets.length];
    for (int i = 0; i < rest.length; i++) {
      if (weights[i] == 0) {
        addDefinition(game.sets()[i], rest[i], phi);
      }
    }
    take(phi);
    if (Arrays.stream(weights).anyMatch(w -> w > 0)) {
      double[] inner = regression();
      take(inner);
      for (int c = 0; c < phi.length; c++) {
        phi[c] += inner[c];
      }
    }
    return phi;
  }

  /** Adds (−1)^(k−l)·(g − k − t + l)!(t − l)!/(g − k + 1)!·ν(T) to each set's index. */
  private void addDefinition(long set, double value, double[] phi) {
    int t = Long.bitCount(set);
    int others = game.features() - order;
    double[] share = new double[order + 1];
    for (int l = 0; l <= order; l++) {
      if (t >= l && t - l <= others) {
        double size = 1 / ((others + 1) * InteractionKind.binomial(others, t - l));
        share[l] = (order - l) % 2 == 0 ? size : -size;
      }
    }
    for (int c = 0; c < sets.length; c++) {
      phi[c] += value * share[Long.bitCount(set & sets[c])];
    }
  }

  private void take(double[] phi) {
    for (int i = 0; i < rest.length; i++) {
      rest[i] -= predicted(i, phi);
    }
  }

  private double predicted(int known, double[] phi) {
    long set = game.sets()[known];
    double sum = 0;
    for (int c = 0; c < sets.length; c++) {
      sum += given[Long.bitCount(set & sets[c])] * phi[c];
    }
    return sum;
  }

  /** Adds Σ_T w·y(T)·λ(k, |S ∩ T|) to each set's number. */
  private void addMoment(int known, double y, double[] moment) {
    long set = game.sets()[known];
    double weighted = weights[known] * y;
    for (int c = 0; c < sets.length; c++) {
      moment[c] += weighted * given[Long.bitCount(set & sets[c])];
    }
  }

  private double[] regression() {
    Harmonic space = new Harmonic(order, sets);
    double[] residual = new double[sets.length];
    for (int i = 0; i < rest.length; i++) {
      if (weights[i] > 0) {
        addMoment(i, rest[i], residual);
      }
    }
    space.project(residual);
    double[] phi = new double[sets.length];
    double[] direction = residual.clone();
    double square = dot(residual, residual);
    double enough = square * 1e-26;
    for (int step = 0; step < STEPS && square > enough; step++) {
      double[] image = new double[sets.length];
      for (int i = 0; i < rest.length; i++) {
        if (weights[i] > 0) {
          addMoment(i, predicted(i, direction), image);
        }
      }
      space.project(image);
      double length = square / dot(direction, image);
      for (int c = 0; c < phi.length; c++) {
        phi[c] += length * direction[c];
        residual[c] -= length * image[c];
      }
      double next = dot(residual, residual);
      for (int c = 0; c < phi.length; c++) {
        direction[c] = residual[c] + next / square * direction[c];
      }
      square = next;
    }
    return phi;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The φ whose sum over the sets above every set of k − 1 features is 0. */
  private static final class Harmonic {
    private final int[][] below;
    private final int count;
    private final DecompositionSolver solver;

    Harmonic(int order, long[] sets) {
      Map<Long, Integer> places = new HashMap<>();
      below = new int[sets.length][order];
      for (int c = 0; c < sets.length; c++) {
        int j = 0;
        for (long left = sets[c]; left != 0; left &= left - 1) {
          long lower = sets[c] & ~Long.lowestOneBit(left);
          below[c][j++] = places.computeIfAbsent(lower, key -> places.size());
        }
      }
      count = places.size();
      double[][] products = new double[count][count];
      for (int[] lower : below) {
        for (int a : lower) {
          for (int b : lower) {
            products[a][b]++;
          }
        }
      }
      solver = new CholeskyDecomposition(new Array2DRowRealMatrix(products, false)).getSolver();
    }

    void project(double[] phi) {
      double[] sums = new double[count];
      for (int c = 0; c < phi.length; c++) {
        for (int b : below[c]) {
          sums[b] += phi[c];
        }
      }
      double[] excess = solver.solve(new ArrayRealVector(sums, false)).toArray();
      for (int c = 0; c < phi.length; c++) {
        for (int b : below[c]) {
          phi[c] -= excess[b];
        }
      }
    }
  }
}
