package org.xai4j.gradient.path;

import java.util.Arrays;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer.Attributor;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.network.VersionSum;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.RowVersions;
import org.xai4j.gradient.smooth.Smoothing;

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
    return rows -> mean(network, rows, samples, noise).array();
  }

  private static Tensor mean(Propagation network, Rows rows, int samples, Smoothing.Noise noise) {
    Tensor x = network.device().of(rows.inputs());
    Tape end = network.forward(x);
    Target.Resolved target = rows.target(end.output().array());
    Plan[] plans = new Plan[rows.size()];
    for (int i = 0; i < plans.length; i++) {
      SplitRandom random = rows.random(i).split("paths");
      plans[i] = Plan.of(random, samples, (int) rows.baseline().size(0));
    }
    double[] background = NdArrays.doubles(rows.baseline());
    Smoothing.Copies copies = noise.of(rows);
    VersionSum sum = new VersionSum(x);
    int m = rows.size();
    int width = rows.width();
    int together = RowVersions.together(end);
    for (int first = 0; first < samples; first += together) {
      int start = first;
      int count = Math.min(together, samples - first);
      Chunks.scoped(
          () -> {
            double[] places = new double[count * m];
            double[] bases = new double[places.length * width];
            double[] moves = new double[bases.length];
            for (int p = 0; p < count; p++) {
              System.arraycopy(copies.next(), 0, moves, p * m * width, m * width);
              for (int i = 0; i < m; i++) {
                int from = plans[i].background()[start + p] * width;
                System.arraycopy(background, from, bases, (p * m + i) * width, width);
                places[p * m + i] = plans[i].place()[start + p];
              }
            }
            long[] shape = RowVersions.shape(x, places.length);
            Tensor base = x.device().of(x.type(), bases, shape);
            Tensor moved = x.device().fusion().moved(x, x.device().of(x.type(), moves, shape));
            Tensor way = moved.sub(base);
            Tensor place = x.device().of(x.type(), places, RowVersions.column(x, places.length));
            Tape tape = network.forward(way.mul(place).add(base));
            double[] shares = new double[count];
            Arrays.fill(shares, 1.0 / samples);
            Tensor signal = RowVersions.signal(target, shares, tape.output());
            sum.add(network.backward(tape, signal).mul(way));
          });
    }
    return sum.get();
  }
}
