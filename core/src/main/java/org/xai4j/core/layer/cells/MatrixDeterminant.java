package org.xai4j.core.layer.cells;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * The determinant of each matrix of x [n, …, k, k], by elimination with pivots: k³ steps. Its
 * derivative is the matrix of cofactors, also where the determinant is 0: k⁵ steps.
 */
public record MatrixDeterminant() implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    long[] x = inputs[0];
    InputException.check(
        x.length > 2 && x[x.length - 1] == x[x.length - 2],
        "A layer of type MatrixDeterminant does not take %s.",
        Arrays.toString(x));
    return Arrays.copyOf(x, x.length - 2);
  }

  private static int size(INDArray x) {
    return (int) x.size(x.rank() - 1);
  }

  private static double[][] matrix(double[] cells, int at, int size) {
    double[][] matrix = new double[size][];
    for (int i = 0; i < size; i++) {
      int from = at + i * size;
      matrix[i] = Arrays.copyOfRange(cells, from, from + size);
    }
    return matrix;
  }

  /** By elimination, in place. */
  private static double determinant(double[]... m) {
    double product = 1;
    for (int i = 0; i < m.length; i++) {
      int pivot = i;
      for (int r = i + 1; r < m.length; r++) {
        pivot = Math.abs(m[r][i]) > Math.abs(m[pivot][i]) ? r : pivot;
      }
      if (m[pivot][i] == 0) {
        return 0;
      }
      double[] row = m[pivot];
      m[pivot] = m[i];
      m[i] = row;
      product *= pivot == i ? row[i] : -row[i];
      for (int r = i + 1; r < m.length; r++) {
        double factor = m[r][i] / row[i];
        for (int c = i; c < m.length; c++) {
          m[r][c] -= factor * row[c];
        }
      }
    }
    return product;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    int size = size(inputs[0]);
    double[] cells = NdArrays.doubles(inputs[0]);
    double[] out = new double[cells.length / size / size];
    for (int i = 0; i < out.length; i++) {
      out[i] = determinant(matrix(cells, i * size * size, size));
    }
    return NdArrays.array(inputs[0].dataType(), out, outputShape(inputs[0].shape()));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    int size = size(inputs[0]);
    double[] cells = NdArrays.doubles(inputs[0]);
    double[] given = NdArrays.doubles(signal);
    double[] passed = new double[cells.length];
    for (int i = 0; i < passed.length; i++) {
      int at = i % (size * size);
      double minor = determinant(without(matrix(cells, i - at, size), at / size, at % size));
      passed[i] = given[i / size / size] * ((at / size + at % size) % 2 == 0 ? minor : -minor);
    }
    return new INDArray[] {NdArrays.array(signal.dataType(), passed, inputs[0].shape())};
  }

  /** A matrix without a row and a column. */
  private static double[][] without(double[][] matrix, int row, int column) {
    double[][] rest = new double[matrix.length - 1][matrix.length - 1];
    for (int i = 0; i < rest.length; i++) {
      for (int j = 0; j < rest.length; j++) {
        rest[i][j] = matrix[i < row ? i : i + 1][j < column ? j : j + 1];
      }
    }
    return rest;
  }
}
