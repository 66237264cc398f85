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
    Target.Resolved target = rows.target(network.forward(x).output());
    Plan[] plans = new Plan[rows.size()];
    for (int i = 0; i < plans.length; i++) {
      SplitRandom random = rows.random(i).split("paths");
      plans[i] = Plan.of(random, samples, (int) rows.baseline().size(0));
    }
    double[] inputs = Host.doubles(x);
    double[] background = Host.doubles(rows.baseline());
    Smoothing.Copies copies = noise.of(rows);
    INDArray sum = x.ulike().assign(0);
    int together = Stack.together(rows.size());
    for (int first = 0; first < samples; first += together) {
      int start = first;
      int count = Math.min(together, samples - first);
      Chunks.scoped(
          () -> {
            INDArray[] points = new INDArray[count];
            INDArray[] differences = new INDArray[count];
            for (int p = 0; p < count; p++) {
              double[] difference = Host.doubles(copies.next());
              double[] point = new double[difference.length];
              int width = rows.width();
              for (int j = 0; j < point.length; j++) {
                Plan plan = plans[j / width];
                double b = background[plan.background()[start + p] * width + j % width];
                difference[j] += inputs[j] - b;
                point[j] = b + plan.place()[start + p] * difference[j];
              }
              points[p] = Host.array(x.dataType(), point, x.shape());
              differences[p] = Host.array(x.dataType(), difference, x.shape());
            }
            Tape tape = network.forward(Stack.of(points));
            double[] shares = new double[count];
            java.util.Arrays.fill(shares, 1.0 / samples);
            INDArray signal = Stack.signal(target, shares, tape.output());
            INDArray gradient = network.backward(tape, signal);
            Stack.addTo(sum, gradient.mul(Stack.of(differences)));
          });
    }
    return sum;
  }
}
