package org.xai4j.evaluation.metric;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * The largest relative change of the attribution under small uniform noise, max over δ ∈ [−r, r]ᵈ
 * of ‖a(x + δ) − a(x)‖/‖a(x)‖, estimated over some draws. The class explained at x is explained at
 * x + δ too. Not defined (NaN) where a(x) is zero everywhere.
 *
 * @param samples draws per instance
 * @param radius r
 */
@Info(
    id = "max-sensitivity",
    title = "Max-sensitivity",
    summary = "The largest relative change of the attribution under small noise on the input.",
    reference = "Yeh et al. 2019, arXiv:1901.09392")
public record MaxSensitivity(
    @Param(value = "draws per instance", min = 1, max = 100_000) int samples,
    @Param(value = "largest noise per element", min = 0) double radius)
    implements Metric {
  /** 10 draws of noise up to 0.02. */
  public MaxSensitivity() {
    this(10, 0.02);
  }

  @Override
  public Direction direction() {
    return Direction.LOWER;
  }

  @Override
  public Optional<String> unsuitable(Subject subject) {
    return subject.explainer().isEmpty()
        ? Optional.of("changed inputs are explained again, which needs the method (--method).")
        : Optional.empty();
  }

  @Override
  public Scores score(Subject subject) {
    double[] x = Host.doubles(subject.inputs());
    double[] a = Host.doubles(subject.attributions());
    int n = (int) subject.inputs().size(0);
    int d = a.length / n;
    SplitRandom random = SplitRandom.of(subject.context().seed()).split("max-sensitivity");
    double[] worst = new double[n];
    for (int s = 0; s < samples; s++) {
      double[] moved = x.clone();
      for (int i = 0; i < n; i++) {
        SplitRandom own = random.split(i).split(s);
        for (int j = 0; j < d; j++) {
          moved[i * d + j] += radius * (2 * own.nextDouble() - 1);
        }
      }
      INDArray others = Host.array(subject.inputs().dataType(), moved, subject.inputs().shape());
      double[] b = Host.doubles(subject.explain(others));
      for (int i = 0; i < n; i++) {
        double change = 0;
        double norm = 0;
        for (int j = i * d; j < (i + 1) * d; j++) {
          change += (b[j] - a[j]) * (b[j] - a[j]);
          norm += a[j] * a[j];
        }
        worst[i] = Math.max(worst[i], norm == 0 ? Double.NaN : Math.sqrt(change / norm));
      }
    }
    return Scores.of(worst);
  }
}
