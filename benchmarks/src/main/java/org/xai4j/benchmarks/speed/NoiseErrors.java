package org.xai4j.benchmarks.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.gradient.Gradient;
import org.xai4j.gradient.smooth.Base;
import org.xai4j.gradient.smooth.SmoothGrad;

/**
 * How far SmoothGrad is from its limit, by the number of noisy copies: the squared error as a share
 * of the square of the limit, over 16 digits and some seeds, with noise drawn copy by copy and in
 * opposite pairs.
 */
final class NoiseErrors {
  private static final int ROWS = 16;
  private static final List<Integer> COPIES = List.of(4, 8, 16, 32, 64, 128, 256);
  private static final long OTHER = 999;

  private NoiseErrors() {}

  /**
   * Measures both.
   *
   * @param seeds how many runs the errors are means of
   * @param limit copies that the limit is the mean of
   * @return one point per kind and number of copies
   */
  static List<EstimatorErrors.Point> measured(int seeds, int limit) {
    Network network = Models.read("mnist");
    INDArray rows = Mnist.test().images().get(NDArrayIndex.interval(0, ROWS));
    double[] exact = values(network, rows, limit, true, OTHER);
    double square = 0;
    for (double value : exact) {
      square += value * value;
    }
    List<EstimatorErrors.Point> points = new ArrayList<>();
    for (boolean paired : new boolean[] {false, true}) {
      for (int copies : COPIES) {
        double error = 0;
        for (int seed = 0; seed < seeds; seed++) {
          double[] values = values(network, rows, copies, paired, seed);
          for (int j = 0; j < exact.length; j++) {
            error += (values[j] - exact[j]) * (values[j] - exact[j]) / seeds / square;
          }
        }
        String name = paired ? "smoothgrad, paired" : "smoothgrad";
        points.add(new EstimatorErrors.Point(name, copies, error));
      }
    }
    return points;
  }

  private static double[] values(
      Network network, INDArray rows, int copies, boolean paired, long seed) {
    SmoothGrad method =
        new SmoothGrad(
            copies, 0.15, Optional.empty(), paired, Optional.empty(), new Base(new Gradient()));
    return NdArrays.doubles(
        method.explain(network, rows, Context.standard().withSeed(seed)).values());
  }
}
