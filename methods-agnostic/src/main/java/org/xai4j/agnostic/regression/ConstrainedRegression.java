package org.xai4j.agnostic.regression;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.tensor.Fusion;

/**
 * Weighted least squares over sets, minimising Σ w·(y − Σ_{i ∈ S} φᵢ)², with the sum of φ given.
 * With A = Σ w·zzᵀ and b = Σ w·y·z the solution is φ = A⁻¹·(b − 1·(1ᵀA⁻¹b − total)/(1ᵀA⁻¹1)).
 *
 * <p>Where fewer sets than groups are expected they are kept in place of the g × g products, and of
 * all solutions the one nearest to equal shares φᵢ = total/g is taken: φ = total/g + Z̃ᵀu with the
 * rows z̃ = z − |S|/g, which are orthogonal to the equal shares, and Z̃Z̃ᵀu = y − |S|·total/g. The
 * complement of a set says the same of φ as the set, since the sum is given; both are one row.
 */
public final class ConstrainedRegression {
  private final int groups;
  private final double[][] gram;
  private final double[] moment;
  private final Map<List<Long>, double[]> rows = new LinkedHashMap<>();

  /**
   * Without observations.
   *
   * @param groups g
   * @param expected most sets that will be added
   */
  public ConstrainedRegression(int groups, long expected) {
    this.groups = groups;
    boolean few = expected < groups;
    gram = new double[few ? 0 : groups][few ? 0 : groups];
    moment = new double[few ? 0 : groups];
  }

  /**
   * Adds an observation.
   *
   * @param set its groups as bits
   * @param weight positive
   * @param y what the groups of the set should add up to
   */
  public void add(long[] set, double weight, double y) {
    if (gram.length == 0) {
      double[] known =
          rows.computeIfAbsent(Arrays.stream(set).boxed().toList(), key -> new double[2]);
      known[0] += weight;
      known[1] += weight * y;
      return;
    }
    int[] members = new int[groups];
    int n = 0;
    for (int i = 0; i < groups; i++) {
      if ((set[i >>> 6] >>> i & 1) != 0) {
        members[n++] = i;
      }
    }
    for (int a = 0; a < n; a++) {
      double[] row = gram[members[a]];
      moment[members[a]] += weight * y;
      for (int b = 0; b < n; b++) {
        row[members[b]] += weight;
      }
    }
  }

  /**
   * Adds observations.
   *
   * @param fusion adds them up in one pass if it can
   * @param sets bit i of word i / 64
   * @param weights one per set
   * @param y the scores less that of the empty set
   */
  public void add(Fusion fusion, long[][] sets, double[] weights, double[] y) {
    Optional<Fusion.NormalSums> sums =
        gram.length == 0 ? Optional.empty() : fusion.normal(sets, groups, weights, y);
    if (sums.isEmpty()) {
      for (int s = 0; s < sets.length; s++) {
        add(sets[s], weights[s], y[s]);
      }
      return;
    }
    for (int i = 0; i < groups; i++) {
      moment[i] += sums.get().moment()[i];
      for (int j = 0; j < groups; j++) {
        gram[i][j] += sums.get().gram()[i][j];
      }
    }
  }

  /**
   * Solves the regression.
   *
   * @param total the sum of all values
   * @return φ, one value per group
   */
  public double[] solve(double total) {
    return gram.length == 0 ? dual(total) : primal(total);
  }

  /** The sets, each with its complement in one row: bits, weight and weighted target. */
  private Map<List<Long>, double[]> merged(double total) {
    long[] all = Masking.everything(groups);
    Map<List<Long>, double[]> merged = new LinkedHashMap<>();
    rows.forEach(
        (set, sums) -> {
          List<Long> complement =
              IntStream.range(0, all.length).mapToObj(w -> all[w] & ~set.get(w)).toList();
          double[] other = merged.get(complement);
          if (other == null) {
            merged.put(set, sums.clone());
          } else {
            other[0] += sums[0];
            other[1] += sums[0] * total - sums[1];
          }
        });
    return merged;
  }

  private double[] dual(double total) {
    Map<List<Long>, double[]> merged = merged(total);
    int n = merged.size();
    long[][] sets =
        merged.keySet().stream()
            .map(set -> set.stream().mapToLong(w -> w).toArray())
            .toArray(long[][]::new);
    double[][] sums = merged.values().toArray(new double[0][]);
    double[] size = new double[n];
    Arrays.setAll(size, s -> Arrays.stream(sets[s]).map(Long::bitCount).sum());
    double[][] kernel = new double[n][n];
    double[] right = new double[n];
    for (int s = 0; s < n; s++) {
      double root = Math.sqrt(sums[s][0]);
      right[s] = sums[s][1] / root - root * size[s] * total / groups;
      for (int t = 0; t <= s; t++) {
        int both = 0;
        for (int word = 0; word < sets[s].length; word++) {
          both += Long.bitCount(sets[s][word] & sets[t][word]);
        }
        kernel[s][t] = root * Math.sqrt(sums[t][0]) * (both - size[s] * size[t] / groups);
        kernel[t][s] = kernel[s][t];
      }
    }
    double[] solved = LocalRegression.solve(kernel, right);
    double[] phi = new double[groups];
    double level = total / groups;
    for (int s = 0; s < n; s++) {
      double share = Math.sqrt(sums[s][0]) * solved[s];
      level -= share * size[s] / groups;
      for (int i = 0; i < groups; i++) {
        phi[i] += (sets[s][i >>> 6] >>> i & 1) != 0 ? share : 0;
      }
    }
    for (int i = 0; i < groups; i++) {
      phi[i] += level;
    }
    return phi;
  }

  private double[] primal(double total) {
    RealMatrix a = new Array2DRowRealMatrix(gram, false);
    RealVector b = new ArrayRealVector(moment, false);
    RealVector ones = new ArrayRealVector(groups, 1);
    RealVector solvedMoment;
    RealVector solvedOnes;
    try {
      DecompositionSolver solver = new CholeskyDecomposition(a, 1e-9, 1e-14).getSolver();
      solvedMoment = solver.solve(b);
      solvedOnes = solver.solve(ones);
    } catch (NonPositiveDefiniteMatrixException | SingularMatrixException e) {
      // Too few coalitions to tell all features apart: the shortest solution.
      DecompositionSolver solver = new SingularValueDecomposition(a).getSolver();
      solvedMoment = solver.solve(b);
      solvedOnes = solver.solve(ones);
    }
    double excess = (solvedMoment.dotProduct(ones) - total) / solvedOnes.dotProduct(ones);
    return solvedMoment.subtract(solvedOnes.mapMultiply(excess)).toArray();
  }
}
