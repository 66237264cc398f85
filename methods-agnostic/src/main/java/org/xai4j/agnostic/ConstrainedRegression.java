package org.xai4j.agnostic;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Weighted least squares over sets, minimising Σ w·(y − Σ_{i ∈ S} φᵢ)², with the sum of φ given.
 * With A = Σ w·zzᵀ and b = Σ w·y·z the solution is φ = A⁻¹·(b − 1·(1ᵀA⁻¹b − total)/(1ᵀA⁻¹1)).
 */
final class ConstrainedRegression {
  private final int groups;
  private final double[][] gram;
  private final double[] moment;

  ConstrainedRegression(int groups) {
    this.groups = groups;
    gram = new double[groups][groups];
    moment = new double[groups];
  }

  void add(long[] set, double weight, double y) {
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

  double[] solve(double total) {
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
