package org.xai4j.gradient.smooth;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer.Attributor;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.GradientSum;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.Gradient;
import org.xai4j.gradient.internal.RowVersions;

/**
 * Statistics of a method's attributions over noisy copies of the input. The explained output is the
 * one of the clean input.
 */
public final class Smoothing {
  private Smoothing() {}

  /** Draws the noise of a chunk. */
  @FunctionalInterface
  public interface Noise {
    /**
     * Starts a chunk.
     *
     * @param rows the chunk
     * @return gives the noise of one copy after the other
     */
    Copies of(Rows rows);
  }

  /** The noise of one copy after the other. */
  @FunctionalInterface
  public interface Copies {
    /**
     * The noise of the next copy.
     *
     * @return [m, …] in row-major order
     */
    double[] next();
  }

  /**
   * Gaussian noise.
   *
   * @param share standard deviation as a share of each row's range
   * @param stdev absolute standard deviation; takes the place of the share
   */
  public static Noise gaussian(double share, Optional<Double> stdev) {
    return rows -> {
      double[] x = NdArrays.doubles(rows.inputs());
      int width = rows.width();
      double[] sigma = new double[rows.size()];
      SplitRandom[] random = new SplitRandom[rows.size()];
      for (int i = 0; i < sigma.length; i++) {
        random[i] = rows.random(i);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int j = i * width; j < (i + 1) * width; j++) {
          low = Math.min(low, x[j]);
          high = Math.max(high, x[j]);
        }
        sigma[i] = stdev.isPresent() ? stdev.get() : share * (high - low);
      }
      return () -> {
        double[] noise = new double[x.length];
        for (int j = 0; j < noise.length; j++) {
          noise[j] = sigma[j / width] * random[j / width].nextGaussian();
        }
        return noise;
      };
    };
  }

  /**
   * Antithetic noise: every second copy takes the opposite of the one before, so that what is odd
   * in the noise falls out of the mean.
   *
   * @param drawn the noise of the others
   */
  static Noise paired(Noise drawn) {
    return rows -> {
      Copies copies = drawn.of(rows);
      double[][] open = {new double[0]};
      return () -> {
        double[] before = open[0];
        if (before.length > 0) {
          open[0] = new double[0];
          return Arrays.stream(before).map(v -> -v).toArray();
        }
        open[0] = copies.next();
        return open[0];
      };
    };
  }

  /** Checks the parameters that all smoothed methods have. */
  public static void check(String what, int samples, double noise, Optional<Double> stdev) {
    InputException.check(samples >= 1, "%s needs at least 1 sample, not %d.", what, samples);
    InputException.check(noise >= 0, "The noise of %s must not be negative: %s.", what, noise);
    InputException.check(
        stdev.isEmpty() || stdev.get() >= 0,
        "The standard deviation of %s must not be negative: %s.",
        what,
        stdev.orElse(0.0));
  }

  public static Attributor of(
      Smoothed method, Noise noise, Network model, INDArray inputs, Context context) {
    int samples = method.samples();
    Smoothed.Statistic statistic = method.statistic();
    if (method.base().method() instanceof Gradient && statistic == Smoothed.Statistic.MEAN) {
      Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
      return rows -> meanGradient(propagation, rows, noise, samples).array();
    }
    Attributor inner = method.base().method().prepare(model, inputs, context);
    return rows -> {
      rows.target(context.engine().predict(model, rows.inputs()));
      Copies copies = noise.of(rows);
      INDArray sum = rows.inputs().ulike().assign(0);
      INDArray squares = sum.ulike().assign(0);
      for (int s = 0; s < samples; s++) {
        Chunks.scoped(
            () -> {
              INDArray x = rows.inputs();
              Rows moved =
                  rows.moved(x.add(NdArrays.array(x.dataType(), copies.next(), x.shape())));
              INDArray a = inner.attribute(moved);
              sum.addi(a);
              if (statistic != Smoothed.Statistic.MEAN) {
                squares.addi(a.mul(a));
              }
            });
      }
      INDArray mean = sum.divi(samples);
      INDArray meanSquare = squares.divi(samples);
      return switch (statistic) {
        case MEAN -> mean;
        case SQUARE -> meanSquare;
        case VARIANCE -> meanSquare.subi(mean.mul(mean));
      };
    };
  }

  /** Gradients are added up on their way back, many copies at once. */
  private static Tensor meanGradient(Propagation network, Rows rows, Noise noise, int samples) {
    Tensor x = network.device().of(rows.inputs());
    Tape clean = network.forward(x);
    Target.Resolved target = rows.target(clean.output().array());
    GradientSum sum = network.gradients(clean);
    Copies copies = noise.of(rows);
    int together = RowVersions.together(clean);
    int length = (int) x.length();
    for (int first = 0; first < samples; first += together) {
      int count = Math.min(together, samples - first);
      Chunks.scoped(
          () -> {
            double[] moves = new double[count * length];
            for (int p = 0; p < count; p++) {
              System.arraycopy(copies.next(), 0, moves, p * length, length);
            }
            long[] shape = RowVersions.shape(x, count * x.size(0));
            Tensor moved = x.device().fusion().moved(x, x.device().of(x.type(), moves, shape));
            Tape tape = network.forward(moved);
            double[] shares = new double[count];
            Arrays.fill(shares, 1.0 / samples);
            sum.add(tape, RowVersions.signal(target, shares, tape.output()));
          });
    }
    return sum.get();
  }
}
