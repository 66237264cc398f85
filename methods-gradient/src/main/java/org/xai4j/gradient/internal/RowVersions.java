package org.xai4j.gradient.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Tape;
import org.xai4j.core.tensor.Tensor;

/** Several versions of a chunk's rows, one behind the other, run as one batch. */
public final class RowVersions {
  private RowVersions() {}

  /**
   * How many versions of some rows are run at once.
   *
   * @param tape of the rows
   */
  public static int together(Tape tape) {
    return (int) Math.max(1, tape.rows() / tape.output().size(0));
  }

  /** Rows [m, …] as equal versions, one behind the other [count·m, …]. */
  public static Tensor versions(Tensor rows, int count) {
    return rows.reshape(1, rows.length())
        .broadcast(count, rows.length())
        .reshape(shape(rows, count * rows.size(0)));
  }

  /** A version of m equal rows of each point: [count, …] as [count·m, …]. */
  public static Tensor spread(Tensor points, long m) {
    long count = points.size(0);
    long width = points.length() / count;
    return points
        .reshape(count, 1, width)
        .broadcast(count, m, width)
        .reshape(shape(points, count * m));
  }

  /** The shape of a batch of another size. */
  public static long[] shape(Tensor batch, long rows) {
    long[] shape = batch.shape();
    shape[0] = rows;
    return shape;
  }

  /** The shape of one number per row, which stretches over the rows of a batch. */
  public static long[] column(Tensor batch, long rows) {
    long[] shape = new long[batch.rank()];
    Arrays.fill(shape, 1);
    shape[0] = rows;
    return shape;
  }

  /** A row for all, or one for each, as one for each. */
  public static INDArray spread(INDArray rows, INDArray like) {
    return rows.size(0) == like.size(0) ? rows : rows.broadcast(like.ulike());
  }

  /**
   * The target's weights for each version of the rows, times a factor.
   *
   * @param target of the rows
   * @param factors one per version
   * @param outputs gives shape and type [count·m, k]
   */
  public static Tensor signal(Target.Resolved target, double[] factors, Tensor outputs) {
    int m = target.weights().length;
    int k = target.weights()[0].length;
    double[] flat = new double[factors.length * m * k];
    for (int p = 0; p < factors.length; p++) {
      for (int i = 0; i < m; i++) {
        for (int c = 0; c < k; c++) {
          flat[(p * m + i) * k + c] = factors[p] * target.weights()[i][c];
        }
      }
    }
    return outputs.device().of(outputs.type(), flat, outputs.shape());
  }
}
