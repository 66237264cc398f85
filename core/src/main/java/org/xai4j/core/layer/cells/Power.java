package org.xai4j.core.layer.cells;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Broadcasting;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;

/** The first input to the power of the second, element by element, with broadcasting. */
public record Power() implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    return Broadcasting.shape(inputs);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] wide = outputShape(inputs[0].shape(), inputs[1].shape());
    int[] first = Broadcasting.places(inputs[0].shape(), wide);
    int[] second = Broadcasting.places(inputs[1].shape(), wide);
    double[] a = NdArrays.doubles(inputs[0]);
    double[] b = NdArrays.doubles(inputs[1]);
    double[] out = new double[first.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.pow(a[first[i]], b[second[i]]);
    }
    return NdArrays.array(inputs[0].dataType(), out, wide);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    int[] first = Broadcasting.places(inputs[0].shape(), signal.shape());
    int[] second = Broadcasting.places(inputs[1].shape(), signal.shape());
    double[] a = NdArrays.doubles(inputs[0]);
    double[] b = NdArrays.doubles(inputs[1]);
    double[] given = NdArrays.doubles(signal);
    double[] bases = new double[a.length];
    double[] exponents = new double[b.length];
    for (int i = 0; i < given.length; i++) {
      double base = a[first[i]];
      double exponent = b[second[i]];
      bases[first[i]] += given[i] * exponent * Math.pow(base, exponent - 1);
      // As PyTorch has it: 0 where the power does not change with the exponent.
      exponents[second[i]] +=
          base == 0 && exponent >= 0 ? 0 : given[i] * Math.pow(base, exponent) * Math.log(base);
    }
    return new INDArray[] {
      NdArrays.array(signal.dataType(), bases, inputs[0].shape()),
      NdArrays.array(signal.dataType(), exponents, inputs[1].shape())
    };
  }
}
