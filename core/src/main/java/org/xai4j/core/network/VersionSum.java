package org.xai4j.core.network;

import org.xai4j.core.tensor.Tensor;

/**
 * Adds up versions of some rows: those of a batch on the device, the batches' sums in float64, so
 * that they outlive the memory of each batch. Used by one thread.
 */
public final class VersionSum {
  private final Tensor like;
  private final double[] sum;

  /**
   * Zeros.
   *
   * @param like gives shape, type and device of one version
   */
  public VersionSum(Tensor like) {
    this.like = like;
    sum = new double[(int) like.length()];
  }

  /**
   * Adds all versions.
   *
   * @param stacked [count·m, …]
   */
  public void add(Tensor stacked) {
    double[] more = stacked.reshape(stacked.length() / sum.length, sum.length).sum(0).doubles();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }

  /**
   * The sum of all versions.
   *
   * @return [m, …] of the rows' type
   */
  public Tensor get() {
    return like.device().of(like.type(), sum, like.shape());
  }
}
