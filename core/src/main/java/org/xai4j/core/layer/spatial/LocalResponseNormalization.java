package org.xai4j.core.layer.spatial;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;

/**
 * Divides each cell by what its neighbours among the channels hold (Krizhevsky 2012): y_c = x_c·(k
 * + α/n·Σ x_j²)^−β, the sum over the n channels around c, of x [n, c, …].
 *
 * @param size n
 * @param alpha α
 * @param beta β
 * @param bias k
 */
public record LocalResponseNormalization(int size, double alpha, double beta, double bias)
    implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    return inputs[0];
  }

  /** k + α/n·Σ x_j² for each cell. */
  private double[] bases(double[] x, int channels, int inner) {
    double[] bases = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / inner % channels;
      double sum = 0;
      for (int j = first(c); j <= last(c, channels); j++) {
        double other = x[i + (j - c) * inner];
        sum += other * other;
      }
      bases[i] = bias + alpha / size * sum;
    }
    return bases;
  }

  private int first(int channel) {
    return Math.max(0, channel - (size - 1) / 2);
  }

  private int last(int channel, int channels) {
    return Math.min(channels - 1, channel + size / 2);
  }

  private static int inner(INDArray x) {
    return (int) Arrays.stream(x.shape()).skip(2).reduce(1, (a, b) -> a * b);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] x = NdArrays.doubles(inputs[0]);
    double[] bases = bases(x, (int) inputs[0].size(1), inner(inputs[0]));
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> x[i] * Math.pow(bases[i], -beta));
    return NdArrays.array(inputs[0].dataType(), y, inputs[0].shape());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    int channels = (int) inputs[0].size(1);
    int inner = inner(inputs[0]);
    double[] x = NdArrays.doubles(inputs[0]);
    double[] s = NdArrays.doubles(signal);
    double[] bases = bases(x, channels, inner);
    double[] g = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      g[i] += s[i] * Math.pow(bases[i], -beta);
      double shared = -2 * alpha * beta / size * s[i] * x[i] * Math.pow(bases[i], -beta - 1);
      int c = i / inner % channels;
      for (int j = first(c); j <= last(c, channels); j++) {
        int other = i + (j - c) * inner;
        g[other] += shared * x[other];
      }
    }
    return new INDArray[] {NdArrays.array(signal.dataType(), g, inputs[0].shape())};
  }

  @Override
  public Passing passing() {
    return Passing.PASSES;
  }
}
