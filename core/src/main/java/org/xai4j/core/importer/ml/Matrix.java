package org.xai4j.core.importer.ml;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.xai4j.core.run.InputException;

/**
 * What flows through a pipeline: rows of numbers. Axes behind the second are laid flat.
 *
 * @param rows of a batch; 1 for constants
 * @param columns of a row
 * @param values in row-major order; not modified
 */
record Matrix(int rows, int columns, double[] values) {
  /** Numbers held at once, at most. */
  private static final long LARGEST = 1L << 28;

  Matrix {
    InputException.check(
        (long) rows * columns == values.length,
        "A step of the ONNX file makes %d × %d numbers of %d; the file is damaged.",
        rows,
        columns,
        values.length);
  }

  /** Zeros to be written to before they are handed on. */
  static Matrix zeros(int rows, long columns) {
    InputException.check(
        columns >= 0 && rows * columns <= LARGEST,
        "A step of the ONNX file makes %d × %d numbers, more than can be held.",
        rows,
        columns);
    return new Matrix(rows, (int) columns, new double[(int) (rows * columns)]);
  }

  double at(int row, int column) {
    return values[row * columns + column];
  }

  Matrix map(DoubleUnaryOperator function) {
    double[] mapped = new double[values.length];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = function.applyAsDouble(values[i]);
    }
    return new Matrix(rows, columns, mapped);
  }

  /** Rounded to single precision. */
  Matrix single() {
    return map(v -> (float) v);
  }

  /** Element by element; a single row or column meets all. */
  Matrix with(Matrix other, DoubleBinaryOperator function) {
    int n = Math.max(rows, other.rows);
    int width = Math.max(columns, other.columns);
    InputException.check(
        fits(rows, n) && fits(other.rows, n) && fits(columns, width) && fits(other.columns, width),
        "A step of the ONNX file joins %d × %d numbers with %d × %d, which do not fit.",
        rows,
        columns,
        other.rows,
        other.columns);
    Matrix out = zeros(n, width);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        double a = at(rows == 1 ? 0 : i, columns == 1 ? 0 : j);
        double b = other.at(other.rows == 1 ? 0 : i, other.columns == 1 ? 0 : j);
        out.values[i * width + j] = function.applyAsDouble(a, b);
      }
    }
    return out;
  }

  private static boolean fits(int own, int all) {
    return own == 1 || own == all;
  }

  /** Some columns, in a given order. */
  Matrix select(double[] chosen) {
    Matrix out = zeros(rows, chosen.length);
    for (int j = 0; j < chosen.length; j++) {
      InputException.check(
          chosen[j] >= 0 && chosen[j] < columns,
          "A step of the ONNX file takes column %s of %d; the file is damaged.",
          chosen[j],
          columns);
      for (int i = 0; i < rows; i++) {
        out.values[i * chosen.length + j] = at(i, (int) chosen[j]);
      }
    }
    return out;
  }

  /** Matrices side by side. */
  static Matrix beside(Matrix... parts) {
    int n = parts[0].rows;
    long width = 0;
    for (Matrix part : parts) {
      InputException.check(
          part.rows == n,
          "A step of the ONNX file joins parts of %d and %d rows; the file is damaged.",
          n,
          part.rows);
      width += part.columns;
    }
    Matrix out = zeros(n, width);
    int at = 0;
    for (Matrix part : parts) {
      for (int i = 0; i < n; i++) {
        System.arraycopy(
            part.values, i * part.columns, out.values, i * out.columns + at, part.columns);
      }
      at += part.columns;
    }
    return out;
  }

  /** Products of rows with the columns of another. */
  Matrix times(Matrix other) {
    InputException.check(
        columns == other.rows,
        "A step of the ONNX file multiplies %d × %d by %d × %d numbers, which do not fit.",
        rows,
        columns,
        other.rows,
        other.columns);
    Matrix out = zeros(rows, other.columns);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        double a = at(i, k);
        for (int j = 0; j < other.columns; j++) {
          out.values[i * other.columns + j] += a * other.at(k, j);
        }
      }
    }
    return out;
  }

  Matrix transposed() {
    Matrix out = zeros(columns, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out.values[j * rows + i] = at(i, j);
      }
    }
    return out;
  }
}
