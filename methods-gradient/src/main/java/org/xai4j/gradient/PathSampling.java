package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.AttributionExplainer.Attributor;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.SplitRandom;

/**
 * The mean of (x − b)·∇f(b + α(x − b)) over backgrounds b, places α uniform in [0, 1] and noise on
 * x. The places are stratified, one per equal part of [0, 1], and every background row is drawn
 * equally often, so that the mean converges sooner and stays unbiased.
 */
final class PathSampling {
  private PathSampling() {}

  /** The draws of one row. */
  private record Plan(int[] background, double[] place) {
    static Plan of(SplitRandom random, int samples, int background) {
      int[] parts = random.permutation(samples);
      int[] chosen = new int[samples];
      double[] places = new double[samples];
      int[] order = new int[0];
      for (int s = 0; s < samples; s++) {
        if (s % background == 0) {
          order = random.permutation(background);
        }
        chosen[s] = order[s % background];
        places[s] = (parts[s] + random.nextDouble()) / samples;
      }
      return new Plan(chosen, places);
    }
  }

  static Attributor of(Network model, Context context, int samples, Smoothing.Noise noise) {
    Propagation network = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> mean(network, rows, samples, noise);
  }

  private static INDArray mean(Propagation network, Rows rows, int samples, Smoothing.Noise noise) {
    INDArray x = rows.inputs();
    Tape end = network.forward(x);
    Target.Resolved target = rows.target(end.output());
    Plan[] plans = new Plan[rows.size()];
    for (int i = 0; i < plans.length; i++) {
      SplitRandom random = rows.random(i).split("paths");
      plans[i] = Plan.of(random, samples, (int) rows.baseline().size(0));
    }
    double[] inputs = Host.doubles(x);
    double[] background = Host.doubles(rows.baseline());
    Smoothing.Copies copies = noise.of(rows);
    double[] sum = new double[inputs.length];
    int width = rows.width();
    int together = Stack.together(end);
    for (int first = 0; first < samples; first += together) {
      int start = first;
      int count = Math.min(together, samples - first);
      Chunks.scoped(
          () -> {
            double[] points = new double[count * inputs.length];
            double[][] differences = new double[count][];
            for (int p = 0; p < count; p++) {
              double[] difference = Host.doubles(copies.next());
              for (int i = 0; i < plans.length; i++) {
                int from = plans[i].background()[start + p] * width;
                double place = plans[i].place()[start + p];
                int at = p * inputs.length + i * width;
                for (int j = 0; j < width; j++) {
                  double b = background[from + j];
                  difference[i * width + j] += inputs[i * width + j] - b;
                  points[at + j] = b + place * difference[i * width + j];
                }
              }
              differences[p] = difference;
            }
            long[] stacked = x.shape().clone();
            stacked[0] *= count;
            Tape tape = network.forward(Host.array(x.dataType(), points, stacked));
            double[] shares = new double[count];
            java.util.Arrays.fill(shares, 1.0 / samples);
            INDArray signal = Stack.signal(target, shares, tape.output());
            double[] gradient = Host.doubles(network.backward(tape, signal));
            for (int p = 0; p < count; p++) {
              for (int j = 0; j < sum.length; j++) {
                sum[j] += gradient[p * sum.length + j] * differences[p][j];
              }
            }
          });
    }
    return Host.array(x.dataType(), sum, x.shape());
  }
}
