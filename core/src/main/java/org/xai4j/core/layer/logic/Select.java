package org.xai4j.core.layer.logic;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Broadcasting;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;

/**
 * Takes each cell from the second input where the first, a truth value, is 1, else from the third;
 * with broadcasting. Nothing passes back to the truth values.
 */
public record Select() implements CustomLayer {
  private static final double TRUE = 0.5;

  @Override
  public long[] outputShape(long[]... inputs) {
    return Broadcasting.shape(inputs);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] wide = outputShape(inputs[0].shape(), inputs[1].shape(), inputs[2].shape());
    int[] condition = Broadcasting.places(inputs[0].shape(), wide);
    int[] yes = Broadcasting.places(inputs[1].shape(), wide);
    int[] no = Broadcasting.places(inputs[2].shape(), wide);
    double[] asked = NdArrays.doubles(inputs[0]);
    double[] first = NdArrays.doubles(inputs[1]);
    double[] second = NdArrays.doubles(inputs[2]);
    double[] out = new double[condition.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = asked[condition[i]] >= TRUE ? first[yes[i]] : second[no[i]];
    }
    return NdArrays.array(inputs[1].dataType(), out, wide);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    long[] wide = signal.shape();
    int[] condition = Broadcasting.places(inputs[0].shape(), wide);
    int[] yes = Broadcasting.places(inputs[1].shape(), wide);
    int[] no = Broadcasting.places(inputs[2].shape(), wide);
    double[] asked = NdArrays.doubles(inputs[0]);
    double[] given = NdArrays.doubles(signal);
    double[][] sums = new double[3][];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = new double[(int) inputs[k].length()];
    }
    for (int i = 0; i < given.length; i++) {
      if (asked[condition[i]] >= TRUE) {
        sums[1][yes[i]] += given[i];
      } else {
        sums[2][no[i]] += given[i];
      }
    }
    INDArray[] gradients = new INDArray[sums.length];
    for (int k = 0; k < sums.length; k++) {
      gradients[k] = NdArrays.array(signal.dataType(), sums[k], inputs[k].shape());
    }
    return gradients;
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
