package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Instance;

/** Copies of an input with some of its features at random values. */
final class Fill {
  private Fill() {}

  /** Uniform draws between the smallest and the largest value of an input. */
  private static DoubleSupplier uniform(double[] input, SplitRandom random) {
    double low = Arrays.stream(input).min().orElse(0);
    double high = Arrays.stream(input).max().orElse(0);
    return () -> low + (high - low) * random.nextDouble();
  }

  /** For each run of features some copies in which that run is filled. */
  static double[][] runs(
      double[] input, Grouping grouping, int[] runOf, int runs, int samples, Instance instance) {
    DoubleSupplier draw = uniform(input, instance.random());
    int[] ids = grouping.ids();
    double[][] copies = new double[runs * samples][];
    for (int run = 0; run < runs; run++) {
      int own = run;
      int[] filled = IntStream.range(0, ids.length).filter(j -> runOf[ids[j]] == own).toArray();
      for (int c = run * samples; c < (run + 1) * samples; c++) {
        copies[c] = input.clone();
        for (int j : filled) {
          copies[c][j] = draw.getAsDouble();
        }
      }
    }
    return copies;
  }
}
