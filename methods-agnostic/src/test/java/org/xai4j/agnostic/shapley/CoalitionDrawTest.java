package org.xai4j.agnostic.shapley;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.CoalitionSample;
import org.xai4j.agnostic.regression.CoalitionSample.Draw;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.SplitRandom;

/**
 * Estimators of Shapley values against the exact ones, by model calls. 600 and 1,600 are budgets
 * that just cover one size of coalitions more.
 */
class CoalitionDrawTest {
  private static final int FEATURES = 12;

  /** Smooth, with interactions of all sizes. */
  private static final Predictor MODEL =
      Predictor.ofRows(
          x -> {
            double linear = 0;
            double product = 1;
            for (int i = 0; i < FEATURES; i++) {
              linear += Math.sin(i + 1) * x[i];
              product *= 1 + 0.3 * Math.cos(2 * i) * x[i];
            }
            return new double[] {Math.tanh(linear) + product + x[0] * x[3] - x[5] * x[7] * x[9]};
          });

  private static INDArray rows(int n) {
    double[] rows = new double[n * FEATURES];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = 1.5 * Math.sin(1 + 7.0 * (i / FEATURES) + 3.0 * (i % FEATURES));
    }
    return NdArrays.array(DataType.DOUBLE, rows, n, FEATURES);
  }

  private static double error(AttributionExplainer<Predictor> method, INDArray x, double[] exact) {
    double sum = 0;
    double[] values = NdArrays.doubles(method.explain(MODEL, x, Context.standard()).values());
    for (int i = 0; i < exact.length; i++) {
      sum += (values[i] - exact[i]) * (values[i] - exact[i]);
    }
    return sum / exact.length;
  }

  @Test
  void errorsFallWithTheCalls() {
    INDArray x = rows(16);
    double[] exact =
        NdArrays.doubles(new ExactShapley().explain(MODEL, x, Context.standard()).values());
    for (Draw draw : Draw.values()) {
      double last = Double.POSITIVE_INFINITY;
      for (int calls : new int[] {100, 400, 600, 1600, 3200}) {
        double paired = error(new KernelShap(calls, true).with(draw), x, exact);
        double single = error(new KernelShap(calls, false).with(draw), x, exact);
        double orders = error(new ShapleySampling(calls / FEATURES, true), x, exact);
        System.out.printf(
            "measured mean squared error, %d calls, by %s: paired %.1e, single %.1e; orders %.1e%n",
            calls, draw, paired, single, orders);
        assertTrue(paired < last && paired < single, draw + " " + calls);
        last = paired;
      }
      assertEquals(0, error(new KernelShap(4094, true).with(draw), x, exact), 1e-18);
    }
  }

  @Test
  void weightsOfASizeAreThoseOfTheKernel() {
    for (Draw draw : Draw.values()) {
      double[] sizes = new double[10];
      int rounds = 400;
      for (int seed = 0; seed < rounds; seed++) {
        CoalitionSample sample = CoalitionSample.draw(10, 200, true, draw, SplitRandom.of(seed));
        for (int i = 0; i < sample.weights().length; i++) {
          sizes[Long.bitCount(sample.coalitions()[i][0])] += sample.weights()[i] / rounds;
        }
      }
      double[] kernel = new double[10];
      double total = 0;
      for (int s = 1; s < 10; s++) {
        kernel[s] = 9.0 / (s * (10 - s));
        total += kernel[s];
      }
      for (int s = 1; s < 10; s++) {
        kernel[s] /= total;
      }
      assertArrayEquals(kernel, sizes, 0.01);
    }
  }
}
