package org.xai4j.core.engine;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums of groups of neighbours, each by BLAS as the scalar product with ones: it keeps many partial
 * sums, and what a group gives does not depend on how many there are.
 */
final class GroupSums {
  /** For shorter groups the calls cost more than ND4J's reductions. */
  private static final int LONG = 64;

  private GroupSums() {}

  /**
   * Whether this is the way to sum over axes.
   *
   * @param array what is summed
   * @param axes not negative
   */
  static boolean gain(INDArray array, int[] axes) {
    int first = array.rank() - axes.length;
    long group = 1;
    for (int axis : axes) {
      group *= array.size(axis);
      if (axis < first) {
        return false;
      }
    }
    return Ops.HOST && group >= LONG && array.dataType().isFPType();
  }

  /**
   * The sums.
   *
   * @param array in main memory; its groups lie one after the other
   * @param group elements of each
   * @param sums one per group; overwritten
   */
  static void sum(INDArray array, int group, INDArray sums) {
    INDArray x = Ops.plain(array);
    INDArray ones = Ops.empty(x.dataType(), group).assign(1);
    long count = sums.length();
    if (x.dataType() == DataType.FLOAT) {
      FloatPointer values = new FloatPointer(x.data().pointer());
      FloatPointer one = new FloatPointer(ones.data().pointer()).position(ones.offset());
      FloatPointer to = new FloatPointer(sums.data().pointer());
      for (long i = 0; i < count; i++) {
        values.position(x.offset() + i * group);
        to.put(sums.offset() + i, openblas.cblas_sdot(group, values, 1, one, 1));
      }
    } else {
      DoublePointer values = new DoublePointer(x.data().pointer());
      DoublePointer one = new DoublePointer(ones.data().pointer()).position(ones.offset());
      DoublePointer to = new DoublePointer(sums.data().pointer());
      for (long i = 0; i < count; i++) {
        values.position(x.offset() + i * group);
        to.put(sums.offset() + i, openblas.cblas_ddot(group, values, 1, one, 1));
      }
    }
  }
}
