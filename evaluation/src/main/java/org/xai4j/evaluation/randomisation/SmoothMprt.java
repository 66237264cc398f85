package org.xai4j.evaluation.randomisation;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;
import org.xai4j.evaluation.similarity.Similarity;

/**
 * Smooth model parameter randomisation test: as {@link Mprt}, with attributions averaged over noisy
 * copies of the input on both sides, so that shattered gradients do not pass for sensitivity to the
 * parameters. Trained and randomised networks see the same noise.
 *
 * @param order of the layers
 * @param similarity of attributions
 * @param absolute whether absolute values are compared
 * @param samples noisy copies
 * @param noise standard deviation as a share of the range of the input itself
 */
@Info(
    id = "smooth-mprt",
    title = "Smooth parameter randomisation",
    summary = "Parameter randomisation with attributions averaged over noisy copies of the input.",
    reference = "Hedström et al. 2023, arXiv:2401.06465")
public record SmoothMprt(
    @Param("order of the layers") Randomised.Order order,
    @Param("similarity of attributions") Similarity similarity,
    @Param("whether absolute values are compared") boolean absolute,
    @Param(value = "noisy copies", min = 1, max = 100_000) int samples,
    @Param(value = "standard deviation, share of the input's range", min = 0) double noise)
    implements Metric {
  /** From the first layer on, Spearman's correlation of absolute values, 10 copies, noise 0.1. */
  public SmoothMprt() {
    this(Randomised.Order.BOTTOM_UP, Similarity.SPEARMAN, true, 10, 0.1);
  }

  @Override
  public Traits traits() {
    return Traits.correlation(
        Family.RANDOMISATION, Direction.LOWER, Need.METHOD, Need.NETWORK, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    SplitRandom random = SplitRandom.of(subject.context().seed()).split("mprt");
    Network network = (Network) subject.model();
    return Cascade.score(
        subject,
        Randomised.networks(network, order, random),
        similarity,
        absolute,
        smoothed(subject, network),
        other -> smoothed(subject, other));
  }

  private double[][] smoothed(Subject subject, Network network) {
    double[] x = NdArrays.doubles(subject.inputs());
    int n = subject.size();
    int d = x.length / n;
    double[][] own = NdArrays.rows(subject.inputs());
    SplitRandom random = SplitRandom.of(subject.context().seed()).split("smooth-mprt");
    double[][] sums = new double[n][d];
    for (int s = 0; s < samples; s++) {
      double[] moved = x.clone();
      for (int i = 0; i < n; i++) {
        DoubleSummaryStatistics range = Arrays.stream(own[i]).summaryStatistics();
        double stdev = noise * (range.getMax() - range.getMin());
        SplitRandom draw = random.split(SplitRandom.key(own[i])).split(s);
        for (int j = i * d; j < (i + 1) * d; j++) {
          moved[j] += stdev * draw.nextGaussian();
        }
      }
      double[][] rows =
          NdArrays.rows(
              subject.explain(
                  network,
                  NdArrays.array(subject.inputs().dataType(), moved, subject.inputs().shape())));
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < d; j++) {
          sums[i][j] += rows[i][j] / samples;
        }
      }
    }
    return sums;
  }
}
