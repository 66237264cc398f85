package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.engine.Host;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.Target;

/** Several versions of a chunk's rows, one behind the other, run as one batch. */
final class Stack {
  /** Rows run at once, at least: below it the time per call weighs. */
  private static final int FEWEST = 64;

  /** Rows run at once, at most. */
  private static final int MOST = 1024;

  /** Elements of the largest layer that are run at once, so that small networks get more rows. */
  private static final long ELEMENTS = 1 << 19;

  private Stack() {}

  /**
   * How many versions of some rows are run at once.
   *
   * @param tape of the rows
   */
  static int together(Tape tape) {
    long rows = Math.max(FEWEST, Math.min(MOST, ELEMENTS / tape.width()));
    return (int) Math.max(1, rows / tape.output().size(0));
  }

  /** Versions [m, …] as one batch [count·m, …]. */
  static INDArray of(INDArray... versions) {
    return versions.length == 1 ? versions[0] : Nd4j.concat(0, versions);
  }

  /** A row for all, or one for each, as one for each. */
  static INDArray spread(INDArray rows, INDArray like) {
    return rows.size(0) == like.size(0) ? rows : rows.broadcast(like.ulike());
  }

  /** One version of a batch of several. */
  static INDArray version(INDArray stacked, int version, long m) {
    return stacked.get(NDArrayIndex.interval(version * m, (version + 1) * m));
  }

  /**
   * The target's weights for each version of the rows, times a factor.
   *
   * @param target of the rows
   * @param factors one per version
   * @param outputs gives shape and type [count·m, k]
   */
  static INDArray signal(Target.Resolved target, double[] factors, INDArray outputs) {
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
    return Host.array(outputs.dataType(), flat, outputs.shape());
  }
}
