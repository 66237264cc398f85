package org.xai4j.evaluation.randomisation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;
import org.xai4j.evaluation.similarity.Similarity;

/**
 * Random logit test: the similarity of the attribution with that of another class, drawn at random.
 * Another question should get another answer, so a low similarity is good. NaN where an attribution
 * is constant.
 *
 * @param similarity of attributions
 * @param absolute whether absolute values are compared
 */
@Info(
    id = "random-logit",
    title = "Random logit",
    summary = "How alike the attributions of two classes are.",
    reference = "Sixt, Granz and Landgraf 2020, arXiv:1912.09818")
public record RandomLogit(
    @Param("similarity of attributions") Similarity similarity,
    @Param("whether absolute values are compared") boolean absolute)
    implements Metric {
  /** The structural similarity of signed values. */
  public RandomLogit() {
    this(Similarity.SSIM, false);
  }

  @Override
  public Traits traits() {
    return Traits.correlation(Family.RANDOMISATION, Direction.LOWER, Need.METHOD);
  }

  @Override
  public Optional<String> unsuitable(Subject subject) {
    boolean contrast = subject.context().target().selection() == Target.Selection.CONTRAST;
    return contrast || subject.context().target().layer().isPresent()
        ? Optional.of("it needs a class as target, not a contrast or a unit of a layer.")
        : traits().missing(subject);
  }

  @Override
  public Scores score(Subject subject) {
    Scorer scorer = subject.scorer(subject.context().target().output());
    int[] explained = scorer.target().classes();
    int classes = (int) scorer.outputs().size(1);
    InputException.check(classes > 1, "The metric random-logit needs a model of several classes.");
    SplitRandom random = SplitRandom.of(subject.context().seed()).split("random-logit");
    double[][] inputs = NdArrays.rows(subject.inputs());
    List<Integer> others =
        IntStream.range(0, subject.size())
            .map(
                i -> {
                  int own = explained[i];
                  int drawn = random.split(SplitRandom.key(inputs[i])).nextInt(classes - 1);
                  return drawn < own ? drawn : drawn + 1;
                })
            .boxed()
            .toList();
    return compare(subject, others, similarity::of);
  }

  /** A similarity of two attributions of a shape. */
  @FunctionalInterface
  interface Measure {
    double of(double[] a, double[] b, long[] shape);
  }

  /** Compares with the attributions of given classes. */
  Scores compare(Subject subject, List<Integer> others, Measure measure) {
    Target target =
        new Target(
            Target.Selection.CLASS,
            others,
            subject.context().target().output(),
            Optional.empty(),
            subject.context().target().place());
    double[][] a = subject.rows();
    double[][] b = NdArrays.rows(subject.explain(target));
    long[] shape = Arrays.copyOfRange(subject.inputs().shape(), 1, subject.inputs().rank());
    return Scores.each(
        subject,
        i -> measure.of(Cascade.sized(a[i], absolute), Cascade.sized(b[i], absolute), shape));
  }
}
