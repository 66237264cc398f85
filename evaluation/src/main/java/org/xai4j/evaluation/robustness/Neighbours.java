package org.xai4j.evaluation.robustness;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Subject;

/** Random neighbours of the instances and their explanations, one batch per draw. */
final class Neighbours {
  private Neighbours() {}

  /** How a neighbour is drawn. */
  @FunctionalInterface
  interface Noise {
    /** The change of one element. */
    double draw(SplitRandom random);
  }

  /** Hears of one draw: the neighbours and their attributions, row by row. */
  @FunctionalInterface
  interface Visitor {
    void visit(double[][] neighbours, double[][] attributions);
  }

  /** Noise that is uniform between −radius and radius. */
  static Noise uniform(double radius) {
    return random -> radius * (2 * random.nextDouble() - 1);
  }

  /** Normal noise. */
  static Noise gaussian(double stdev) {
    return random -> stdev * random.nextGaussian();
  }

  /**
   * Draws neighbours and explains them, for the classes that are explained at the instances.
   *
   * @param subject what is scored
   * @param id names the random streams
   * @param samples draws per instance
   * @param noise per element
   * @param visitor is called once per draw
   */
  static void visit(Subject subject, String id, int samples, Noise noise, Visitor visitor) {
    Subject fixed = subject.fixed();
    double[] x = NdArrays.doubles(subject.inputs());
    int n = subject.size();
    int d = x.length / n;
    SplitRandom random = SplitRandom.of(subject.context().seed()).split(id);
    double[][] rows = NdArrays.rows(subject.inputs());
    for (int s = 0; s < samples; s++) {
      double[] moved = x.clone();
      for (int i = 0; i < n; i++) {
        SplitRandom own = random.split(SplitRandom.key(rows[i])).split(s);
        for (int j = 0; j < d; j++) {
          moved[i * d + j] += noise.draw(own);
        }
      }
      INDArray others =
          NdArrays.array(subject.inputs().dataType(), moved, subject.inputs().shape());
      visitor.visit(NdArrays.rows(others), NdArrays.rows(fixed.explain(others)));
    }
  }

  /** The Euclidean distance. */
  static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return Math.sqrt(sum);
  }

  /** ‖b − a‖/‖a‖; NaN where a is zero everywhere. */
  static double change(double[] a, double[] b) {
    double norm = distance(a, new double[a.length]);
    return norm == 0 ? Double.NaN : distance(a, b) / norm;
  }
}
