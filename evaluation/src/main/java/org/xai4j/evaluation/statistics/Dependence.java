package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * How much of some responses each term of a linear model explains, alone and beside all the others.
 * The Gram matrix of centred columns is swept (Goodnight 1979, Am. Stat. 33:149), so that a term
 * costs the square of the columns; columns that others determine are passed over. Responses that
 * are indicators of groups make the share explained by one number the correlation ratio, and by one
 * category Cramér's V².
 */
public final class Dependence {
  private static final double COLLINEAR = 1e-9;

  private final double[][] gram;
  private final int[] from;
  private final int terms;
  private final int n;

  /**
   * What a term explains.
   *
   * @param alone R² of the term by itself
   * @param beside partial R² given all other terms, 1 − RSS(all)/RSS(all others)
   * @param p of the F-test that it explains nothing beside the others; NaN if they determine it or
   *     leave no degrees of freedom
   * @param pAlone of the F-test that it explains nothing by itself
   */
  public record Share(double alone, double beside, double p, double pAlone) {}

  /**
   * A model.
   *
   * @param terms columns of each term [terms][columns][n]; indicators for categories
   * @param responses [responses][n]
   */
  public Dependence(List<double[][]> terms, double[][] responses) {
    this.terms = terms.size();
    n = responses[0].length;
    from = new int[terms.size() + 2];
    for (int t = 0; t < terms.size(); t++) {
      from[t + 1] = from[t] + terms.get(t).length;
    }
    from[terms.size() + 1] = from[terms.size()] + responses.length;
    double[][] columns = new double[from[terms.size() + 1]][];
    for (int t = 0; t <= terms.size(); t++) {
      double[][] given = t < terms.size() ? terms.get(t) : responses;
      for (int c = 0; c < given.length; c++) {
        columns[from[t] + c] = standard(given[c], t < terms.size());
      }
    }
    gram = new double[columns.length][columns.length];
    for (int a = 0; a < columns.length; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += columns[a][i] * columns[b][i];
        }
        gram[a][b] = sum;
        gram[b][a] = sum;
      }
    }
  }

  /** Centred, and of length 1 where it is no response. */
  private static double[] standard(double[] column, boolean unit) {
    double mean = Arrays.stream(column).average().orElse(0);
    double length = Math.sqrt(Arrays.stream(column).map(v -> (v - mean) * (v - mean)).sum());
    double scale = unit && length > 0 ? 1 / length : 1;
    return Arrays.stream(column).map(v -> (v - mean) * scale).toArray();
  }

  /**
   * What all terms explain together.
   *
   * @return R²; NaN if the responses do not vary
   */
  public double total() {
    Sweep all = new Sweep();
    all.enterAll();
    return 1 - all.residual() / new Sweep().residual();
  }

  /**
   * What each term explains.
   *
   * @return in the order of the terms
   */
  public List<Share> shares() {
    Share[] shares = new Share[terms];
    Sweep all = new Sweep();
    all.enterAll();
    for (int t = 0; t < terms; t++) {
      Sweep alone = new Sweep();
      double whole = alone.residual();
      int own = alone.enter(from[t], from[t + 1]);
      Sweep without = new Sweep(all);
      without.leave(from[t], from[t + 1]);
      double rest = without.residual();
      shares[t] =
          new Share(
              1 - alone.residual() / whole,
              rest > 0 ? Math.max(0, 1 - all.residual() / rest) : Double.NaN,
              test(rest, all.residual(), all.rank() - without.rank(), all.rank()),
              test(whole, alone.residual(), own, own));
    }
    return List.of(shares);
  }

  /** F of what more columns explain, pooled over the responses. */
  private double test(double without, double with, int more, int rank) {
    int responses = from[terms + 1] - from[terms];
    double left = (double) (n - 1 - rank) * responses;
    if (more < 1 || left < 1) {
      return Double.NaN;
    }
    double degrees = (double) more * responses;
    double f = Math.max(0, without - with) / degrees / (Math.max(with, 1e-300) / left);
    return FDistribution.of(degrees, left).survivalProbability(f);
  }

  /** The Gram matrix with some columns swept in. */
  private final class Sweep {
    private final double[][] matrix;
    private final boolean[] in;

    Sweep() {
      matrix = copy(gram);
      in = new boolean[from[terms]];
    }

    Sweep(Sweep other) {
      matrix = copy(other.matrix);
      in = other.in.clone();
    }

    void enterAll() {
      enter(0, from[terms]);
    }

    /** Gives how many columns were not determined by those that are in. */
    int enter(int first, int end) {
      int entered = 0;
      for (int c = first; c < end; c++) {
        if (!in[c] && matrix[c][c] > COLLINEAR) {
          sweep(c);
          in[c] = true;
          entered++;
        }
      }
      return entered;
    }

    /** Takes a term out; columns that it determined come in. */
    void leave(int first, int end) {
      for (int c = first; c < end; c++) {
        if (in[c]) {
          sweep(c);
          in[c] = false;
        }
      }
      enter(0, first);
      enter(end, from[terms]);
    }

    int rank() {
      int rank = 0;
      for (boolean swept : in) {
        rank += swept ? 1 : 0;
      }
      return rank;
    }

    double residual() {
      double sum = 0;
      for (int r = from[terms]; r < matrix.length; r++) {
        sum += matrix[r][r];
      }
      return sum;
    }

    /** Goodnight's sweep of a pivot, its own inverse. */
    private void sweep(int k) {
      double pivot = matrix[k][k];
      double[] row = matrix[k].clone();
      for (int i = 0; i < matrix.length; i++) {
        double factor = matrix[i][k] / pivot;
        if (i != k) {
          for (int j = 0; j < matrix.length; j++) {
            matrix[i][j] -= factor * row[j];
          }
          matrix[i][k] = -factor;
        }
      }
      for (int j = 0; j < matrix.length; j++) {
        matrix[k][j] = row[j] / pivot;
      }
      matrix[k][k] = 1 / pivot;
    }
  }

  private static double[][] copy(double[][] matrix) {
    return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
  }
}
