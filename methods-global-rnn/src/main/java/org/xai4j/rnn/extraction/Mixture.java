package org.xai4j.rnn.extraction;

import java.util.Arrays;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * States clustered by a mixture of Gaussians with diagonal covariances, fitted by expectation
 * maximisation from k-means; the number of components grows until the automaton agrees with the
 * network.
 *
 * @param samples states drawn
 * @param largest last number of components
 * @param iterations of expectation maximisation
 */
@Info(
    id = "gmm",
    title = "Gaussian mixture of states",
    summary =
        "Clusters the states by a mixture of Gaussians; the smallest whose automaton agrees with"
            + " the network.",
    reference = "Dempster, Laird, Rubin 1977: Maximum likelihood from incomplete data, JRSS B 39")
public record Mixture(
    @Param(value = "states drawn", min = 1) int samples,
    @Param(value = "last number of components", min = 1) int largest,
    @Param(value = "iterations", min = 1) int iterations)
    implements Extractor {
  /** Keeps the density of a component that sits on equal points finite. */
  private static final double LEAST_VARIANCE = 1e-4;

  /** 3,000 states, up to 30 components, 20 iterations. */
  public Mixture() {
    this(3_000, 30, 20);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Selection.run(
        network,
        request,
        samples,
        (sample, selection, random) -> {
          int last = Math.min(largest, sample.hidden().length);
          for (int k = 1; k <= last; k++) {
            selection.budget().states(k);
            Gaussians fitted = fit(sample.hidden(), k, random.split(k), selection.budget());
            if (selection.offer(sample, fitted, "components", k)) {
              return;
            }
          }
        });
  }

  private Gaussians fit(double[][] points, int k, SplitRandom random, ExtractionBudget budget) {
    double[][] means = Centres.fit(points, k, random, budget).centres();
    int d = points[0].length;
    double[][] variances = new double[k][d];
    for (double[] row : variances) {
      Arrays.fill(row, 0.1);
    }
    double[] weights = new double[k];
    Arrays.fill(weights, 1.0 / k);
    Gaussians current = new Gaussians(means, variances, weights);
    for (int i = 0; i < iterations; i++) {
      budget.check();
      current = current.improved(points);
    }
    return current;
  }

  private record Gaussians(double[][] means, double[][] variances, double[] weights)
      implements StateClusters {
    @Override
    public int count() {
      return means.length;
    }

    @Override
    public int assign(double[] hidden) {
      int best = 0;
      for (int c = 1; c < means.length; c++) {
        best = logDensity(c, hidden) > logDensity(best, hidden) ? c : best;
      }
      return best;
    }

    private double logDensity(int c, double[] x) {
      double sum = Math.log(weights[c]);
      for (int d = 0; d < x.length; d++) {
        double difference = x[d] - means[c][d];
        sum -= 0.5 * (Math.log(variances[c][d]) + difference * difference / variances[c][d]);
      }
      return sum;
    }

    Gaussians improved(double[][] points) {
      int k = means.length;
      int dims = points[0].length;
      double[] mass = new double[k];
      double[][] sums = new double[k][dims];
      double[][] squares = new double[k][dims];
      for (double[] x : points) {
        double[] share = shares(x);
        for (int c = 0; c < k; c++) {
          if (share[c] > 0) {
            mass[c] += share[c];
            for (int d = 0; d < dims; d++) {
              sums[c][d] += share[c] * x[d];
              squares[c][d] += share[c] * x[d] * x[d];
            }
          }
        }
      }
      double[][] newMeans = new double[k][dims];
      double[][] newVariances = new double[k][dims];
      double[] newWeights = new double[k];
      for (int c = 0; c < k; c++) {
        newWeights[c] = Math.max(1e-9, mass[c] / points.length);
        for (int d = 0; d < dims; d++) {
          boolean empty = mass[c] < 1e-9;
          newMeans[c][d] = empty ? means[c][d] : sums[c][d] / mass[c];
          double variance = empty ? 0 : squares[c][d] / mass[c] - newMeans[c][d] * newMeans[c][d];
          newVariances[c][d] = Math.max(LEAST_VARIANCE, variance);
        }
      }
      return new Gaussians(newMeans, newVariances, newWeights);
    }

    private double[] shares(double[] x) {
      double[] logs = new double[means.length];
      for (int c = 0; c < logs.length; c++) {
        logs[c] = logDensity(c, x);
      }
      double largest = Arrays.stream(logs).max().orElse(0);
      double sum = 0;
      for (int c = 0; c < logs.length; c++) {
        logs[c] = Math.exp(logs[c] - largest);
        sum += logs[c];
      }
      for (int c = 0; c < logs.length; c++) {
        logs[c] /= sum;
      }
      return logs;
    }
  }
}
