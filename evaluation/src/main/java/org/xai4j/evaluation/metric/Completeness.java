package org.xai4j.evaluation.metric;

import org.xai4j.core.engine.Host;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.registry.Info;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * The completeness axiom's error |Σᵢ aᵢ − (f(x) − f(b))|, in units of the score. Group values are
 * counted once per group.
 */
@Info(
    id = "completeness",
    title = "Completeness error",
    summary = "How far the sum of the attribution is from the score's change against the baseline.",
    reference = "Sundararajan, Taly and Yan 2017, arXiv:1703.01365")
public record Completeness() implements Metric {
  @Override
  public Direction direction() {
    return Direction.LOWER;
  }

  @Override
  public Scores score(Subject subject) {
    Masking[] maskings = subject.maskings(subject.context().target().output());
    double[] flat = Host.doubles(subject.attributions());
    int width = flat.length / maskings.length;
    double[] errors = new double[maskings.length];
    for (int i = 0; i < errors.length; i++) {
      int g = maskings[i].grouping().count();
      double[] ends = maskings[i].scores(new long[][] {Masking.nothing(g), Masking.everything(g)});
      double total = 0;
      boolean[] seen = new boolean[g];
      for (int j = 0; j < width; j++) {
        int group = maskings[i].grouping().ids()[j];
        // With groups each element holds its whole group's value.
        total += seen[group] ? 0 : flat[i * width + j];
        seen[group] = true;
      }
      errors[i] = Math.abs(total - (ends[1] - ends[0]));
    }
    return Scores.of(errors);
  }
}
