package org.xai4j.evaluation.randomisation;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
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

/**
 * Efficient model parameter randomisation test: the relative rise of the attribution's complexity
 * when all weights are random, (H(a_random) − H(a))/H(a), H the entropy of a histogram of |a|. A
 * network without knowledge should give attributions without order, so a large rise is good. NaN
 * where H(a) is zero.
 *
 * @param bins of the histogram
 */
@Info(
    id = "efficient-mprt",
    title = "Efficient parameter randomisation",
    summary = "How much the attribution's entropy rises when all weights are random.",
    reference = "Hedström et al. 2023, arXiv:2401.06465")
public record EfficientMprt(@Param(value = "bins of the histogram", min = 2) int bins)
    implements Metric {
  /** 100 bins. */
  public EfficientMprt() {
    this(100);
  }

  @Override
  public Traits traits() {
    return new Traits(
        Family.RANDOMISATION,
        Direction.HIGHER,
        -1,
        Double.POSITIVE_INFINITY,
        List.of(Need.METHOD, Need.NETWORK));
  }

  @Override
  public Scores score(Subject subject) {
    SplitRandom random = SplitRandom.of(subject.context().seed()).split("mprt");
    List<Network> networks =
        Randomised.networks((Network) subject.model(), Randomised.Order.BOTTOM_UP, random);
    return score(subject, networks.get(networks.size() - 1));
  }

  /** Scores against a given network. */
  Scores score(Subject subject, Network randomised) {
    double[][] before = subject.rows();
    double[][] after = NdArrays.rows(subject.explain(randomised, subject.inputs()));
    double[] values = new double[before.length];
    Arrays.setAll(
        values,
        i -> {
          double own = entropy(before[i]);
          return own == 0 ? Double.NaN : (entropy(after[i]) - own) / own;
        });
    return Scores.of(values);
  }

  private double entropy(double[] row) {
    double[] sizes = Cascade.sized(row, true);
    DoubleSummaryStatistics range = Arrays.stream(sizes).summaryStatistics();
    double width = range.getMax() - range.getMin();
    int[] counts = new int[bins];
    for (double v : sizes) {
      counts[width == 0 ? 0 : (int) Math.min(bins - 1, (v - range.getMin()) / width * bins)]++;
    }
    double entropy = 0;
    for (int count : counts) {
      double p = (double) count / sizes.length;
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return entropy + 0.0;
  }
}
