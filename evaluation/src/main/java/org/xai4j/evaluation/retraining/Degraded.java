package org.xai4j.evaluation.retraining;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Orders;

/**
 * Data sets for ROAR, remove and retrain, and KAR, keep and retrain (Hooker et al. 2019,
 * arXiv:1806.10758): in every row the share of the features with the largest absolute attribution
 * is replaced, or all others are. A network trained anew on such data does worse the more was lost,
 * so that no change of the data's distribution passes for importance.
 */
public final class Degraded {
  private Degraded() {}

  /**
   * Replaces features.
   *
   * @param inputs [n, …]
   * @param attributions of their shape
   * @param share of the features, from 0 to 1
   * @param keep whether the most important features stay and the others go (KAR), not the reverse
   * @param absent what stands for a removed feature, of one row's shape with a leading 1
   * @param random breaks ties of the attribution
   * @return a copy with the same number of features replaced in each row
   */
  public static INDArray of(
      INDArray inputs,
      INDArray attributions,
      double share,
      boolean keep,
      INDArray absent,
      SplitRandom random) {
    InputException.check(
        Arrays.equals(inputs.shape(), attributions.shape()),
        "The attributions have the shape %s, but the inputs %s.",
        Arrays.toString(attributions.shape()),
        Arrays.toString(inputs.shape()));
    double[] x = NdArrays.doubles(inputs);
    double[] base = NdArrays.doubles(absent);
    double[][] rows = NdArrays.rows(attributions);
    int d = base.length;
    int top = (int) Math.round(share * d);
    for (int i = 0; i < rows.length; i++) {
      double[] size = Arrays.stream(rows[i]).map(Math::abs).toArray();
      int[] order = Orders.drawn(size, random.split(SplitRandom.key(rows[i])));
      for (int r = keep ? top : 0; r < (keep ? d : top); r++) {
        x[i * d + order[r]] = base[order[r]];
      }
    }
    return NdArrays.array(inputs.dataType(), x, inputs.shape());
  }
}
