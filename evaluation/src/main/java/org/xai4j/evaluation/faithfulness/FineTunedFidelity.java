package org.xai4j.evaluation.faithfulness;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * What both sides of F-Fidelity share (Zheng et al. 2025, arXiv:2410.02970): E[f(x) − fʳ(χ(x))],
 * where fʳ is the model fine-tuned on inputs of which a random share β is removed, and χ removes a
 * random part of the explanation, or of what is not in it, but never more than the share β that fʳ
 * knows: inputs that fʳ scores are like those it was tuned on.
 */
public final class FineTunedFidelity {
  private FineTunedFidelity() {}

  /**
   * How much is removed.
   *
   * @param alpha share of the explanation, or of the rest, that is removed
   * @param beta largest share of all features that is removed, that of the fine-tuning
   * @param samples draws of what is removed
   * @param sizes percentages of the features that count as the explanation
   */
  public record Removal(double alpha, double beta, int samples, List<Double> sizes) {
    /** Copies the list. */
    public Removal {
      sizes = List.copyOf(sizes);
    }

    /** α = 0.5, β = 0.1, 50 draws, sizes of 10 to 90 %. */
    static Removal standard() {
      return new Removal(
          0.5, 0.1, 50, List.of(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0));
    }
  }

  /** The fine-tuned model of a file; the explained one where there is none. */
  static Predictor read(Subject subject, String file) {
    if (file.isEmpty()) {
      return subject.model();
    }
    Model tuned = ModelFiles.model(Path.of(file));
    return tuned instanceof Network network && subject.model() instanceof Network explained
        ? held(network, explained)
        : tuned;
  }

  /** The fine-tuned network with its other inputs held as those of the explained one are. */
  private static Network held(Network tuned, Network explained) {
    Network held = tuned;
    for (String name : tuned.open()) {
      INDArray values = explained.held().get(name);
      if (values == null) {
        throw new InputException(
            "The fine-tuned model takes "
                + name
                + " too; give it in Java, as a network with its other inputs held"
                + " (Network.withHeld).");
      }
      held = held.withHeld(name, values);
    }
    return held;
  }

  /**
   * The curve of the drops over the sizes of the explanation, and its mean.
   *
   * @param subject explained by the original model
   * @param tuned the fine-tuned model, of the same inputs and outputs
   * @param explanation whether parts of the explanation are removed, not of the rest
   * @param removal how much
   * @param output whether logits or probabilities of networks are read
   * @return one value and curve per instance
   */
  public static Scores of(
      Subject subject,
      Predictor tuned,
      boolean explanation,
      Removal removal,
      Target.Output output) {
    double[] points = removal.sizes().stream().mapToDouble(p -> p / 100).sorted().toArray();
    InputException.check(
        points.length > 0 && Arrays.stream(points).distinct().count() == points.length,
        "The sizes must be given, each once, not %s.",
        removal.sizes());
    double[] scores = subject.scorer(output).target().scores();
    Subject other =
        new Subject(
            tuned,
            subject.inputs(),
            subject.attributions(),
            subject.units(),
            subject.explainer(),
            subject.context().with(subject.fixedTarget()));
    return Instance.curves(
        other,
        "f-fidelity",
        output,
        instance ->
            instance.expectedCurve(
                instance.means(),
                1,
                order ->
                    curve(
                        instance, order, points, explanation, removal, scores[instance.index()])));
  }

  private static Instance.Curve curve(
      Instance instance,
      int[] order,
      double[] points,
      boolean explanation,
      Removal removal,
      double score) {
    int g = order.length;
    int samples = removal.samples();
    long[][] sets = new long[points.length * samples][];
    SplitRandom random = instance.random().split("removed");
    for (int p = 0; p < points.length; p++) {
      int size = (int) Math.ceil(points[p] * g - 1e-9);
      int[] from = explanation ? Arrays.copyOf(order, size) : Arrays.copyOfRange(order, size, g);
      int count = count(from.length, g, removal);
      for (int s = 0; s < samples; s++) {
        long[] set = Masking.everything(g);
        int[] drawn = random.split(p).split(s).permutation(from.length);
        for (int i = 0; i < count; i++) {
          int feature = from[drawn[i]];
          set[feature >>> 6] ^= 1L << feature;
        }
        sets[p * samples + s] = set;
      }
    }
    double[] changed = instance.masking().scores(sets);
    double[] heights = new double[points.length];
    for (int i = 0; i < changed.length; i++) {
      heights[Math.floorDiv(i, samples)] += (score - changed[i]) / samples;
    }
    return new Instance.Curve(Arrays.stream(heights).average().orElseThrow(), points, heights);
  }

  /** min(α·size, β·d), at least one where there is any. */
  static int count(int size, int all, Removal removal) {
    double wanted = Math.min(removal.alpha() * size, removal.beta() * all);
    return Math.min(size, Math.max(1, (int) Math.floor(wanted + 1e-9)));
  }
}
