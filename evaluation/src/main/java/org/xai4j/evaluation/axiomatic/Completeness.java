package org.xai4j.evaluation.axiomatic;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.registry.Info;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * The completeness axiom's error |Σᵢ aᵢ − (f(x) − f(b))|, in units of the score. The value of a
 * unit of several elements counts once.
 */
@Info(
    id = "completeness",
    title = "Completeness error",
    summary = "How far the sum of the attribution is from the score's change against the baseline.",
    reference = "Sundararajan, Taly and Yan 2017, arXiv:1703.01365")
public record Completeness() implements Metric {
  @Override
  public Traits traits() {
    return Traits.positive(Family.AXIOMATIC, Direction.LOWER);
  }

  @Override
  public Optional<String> unsuitable(Subject subject) {
    boolean free =
        subject.explainer().map(e -> e.sum() == AttributionExplainer.Sum.FREE).orElse(false);
    return free
        ? Optional.of("the method does not promise that its values add up.")
        : traits().missing(subject);
  }

  @Override
  public Scores score(Subject subject) {
    Masking[] maskings = subject.maskings(subject.context().target().output());
    double[] flat = NdArrays.doubles(subject.attributions());
    int width = flat.length / maskings.length;
    double[] errors = new double[maskings.length];
    for (int i = 0; i < errors.length; i++) {
      int g = maskings[i].grouping().count();
      double[] ends = maskings[i].scores(new long[][] {Masking.nothing(g), Masking.everything(g)});
      INDArray row = subject.inputs().get(NDArrayIndex.interval(i, i + 1));
      Grouping units = subject.units().of(row);
      boolean[] counted = new boolean[units.count()];
      double total = 0;
      for (int j = 0; j < width; j++) {
        int unit = units.ids()[j];
        total += counted[unit] ? 0 : flat[i * width + j];
        counted[unit] = true;
      }
      errors[i] = Math.abs(total - (ends[1] - ends[0]));
    }
    return Scores.of(errors);
  }
}
