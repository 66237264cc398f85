package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import java.util.Optional;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Iterative removal of features: segments, the most relevant by mean attribution first, are brought
 * to the baseline; the value is the area over the curve of F(x⁽ˡ⁾)/F(x⁽⁰⁾) against the share of
 * segments removed. Segments are the context's feature groups, or superpixels if every element is a
 * feature of its own. The original replaces segments by the picture's mean; here it is the
 * context's baseline, as in all metrics, which does not depend on the other rows. Not defined (NaN)
 * where F(x⁽⁰⁾) is zero.
 *
 * @param segments superpixels where no groups are given
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "irof",
    title = "IROF",
    summary = "The area over the relative score while segments are removed, most relevant first.",
    reference = "Rieger and Hansen 2020, arXiv:2003.08747")
public record Irof(
    @Param(value = "superpixels where no groups are given", min = 2) int segments,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** 50 superpixels, on probabilities. */
  public Irof() {
    this(50, Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.real(Family.FAITHFULNESS, Direction.HIGHER);
  }

  @Override
  public Optional<String> unsuitable(Subject subject) {
    return subject.context().groups() instanceof FeatureGroups.Each && subject.inputs().rank() != 4
        ? Optional.of("superpixels need images; give feature groups.")
        : traits().missing(subject);
  }

  @Override
  public Scores score(Subject subject) {
    Context context = subject.context();
    FeatureGroups groups =
        context.groups() instanceof FeatureGroups.Each
            ? new FeatureGroups.Superpixels(segments)
            : context.groups();
    return Instance.curves(
        subject.with(context.with(groups)),
        "irof",
        output,
        instance -> {
          double[] points = Instance.shares(instance.features(), 1);
          return instance.expectedCurve(
              instance.means(),
              1,
              order -> {
                double[] scores = instance.steps(order, 1, false);
                double[] heights = new double[scores.length];
                Arrays.setAll(heights, l -> scores[0] == 0 ? Double.NaN : scores[l] / scores[0]);
                return new Instance.Curve(1 - Instance.area(points, heights), points, heights);
              });
        });
  }
}
