package org.xai4j.core.engine;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products of many small matrices that lie one after the other: BLAS is called on addresses,
 * because an array object for each matrix costs more than its product.
 */
final class Gemms {
  private Gemms() {}

  /**
   * C[i] = op(A[p[i]])·op(B[q[i]]) for row-major matrices, where arrays lie in main memory.
   *
   * @param a at least two axes, without gaps, as b and c
   * @param p which matrix of a takes part in each product
   * @param q which matrix of b takes part
   * @param c overwritten
   */
  static void multiply(
      INDArray a,
      boolean transposeA,
      long[] p,
      INDArray b,
      boolean transposeB,
      long[] q,
      INDArray c) {
    int ta = transposeA ? openblas.CblasTrans : openblas.CblasNoTrans;
    int tb = transposeB ? openblas.CblasTrans : openblas.CblasNoTrans;
    int lda = (int) a.size(-1);
    int ldb = (int) b.size(-1);
    int n = (int) c.size(-1);
    int m = (int) c.size(-2);
    int k = transposeA ? (int) a.size(-2) : lda;
    long sizeA = a.size(-2) * lda;
    long sizeB = b.size(-2) * ldb;
    long sizeC = (long) m * n;
    int order = openblas.CblasRowMajor;
    if (c.dataType() == DataType.FLOAT) {
      FloatPointer from = new FloatPointer(a.data().pointer());
      FloatPointer with = new FloatPointer(b.data().pointer());
      FloatPointer to = new FloatPointer(c.data().pointer());
      for (int i = 0; i < p.length; i++) {
        from.position(a.offset() + p[i] * sizeA);
        with.position(b.offset() + q[i] * sizeB);
        to.position(c.offset() + i * sizeC);
        openblas.cblas_sgemm(order, ta, tb, m, n, k, 1, from, lda, with, ldb, 0, to, n);
      }
    } else {
      DoublePointer from = new DoublePointer(a.data().pointer());
      DoublePointer with = new DoublePointer(b.data().pointer());
      DoublePointer to = new DoublePointer(c.data().pointer());
      for (int i = 0; i < p.length; i++) {
        from.position(a.offset() + p[i] * sizeA);
        with.position(b.offset() + q[i] * sizeB);
        to.position(c.offset() + i * sizeC);
        openblas.cblas_dgemm(order, ta, tb, m, n, k, 1, from, lda, with, ldb, 0, to, n);
      }
    }
  }
}
