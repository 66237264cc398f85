package org.xai4j.evaluation.meta;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.network.WeightNoise;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Subject;

/**
 * What a meta-evaluation disturbs. Under disturbed inputs and weights the methods explain again,
 * for the same classes; under little noise only instances count whose predicted class stays, under
 * much noise those whose class changes (Hedström et al. 2023, arXiv:2302.07265). One noise is drawn
 * for all methods.
 */
public enum Space {
  /**
   * The attributions as they stand, also stored ones: a + s·max|a|·u with u uniform in −1 … 1,
   * drawn for each method, and s = 0.001 or 100.
   */
  ATTRIBUTIONS,
  /**
   * The inputs: x + r·u with r the range of all inputs and u uniform in −0.001 … 0.001 or 0 … 1;
   * needs the methods.
   */
  INPUTS,
  /**
   * The weights of the network: w·z with z normal, mean 1 and standard deviation 0.001 or 2; needs
   * the methods.
   */
  WEIGHTS;

  private static final double LITTLE = 0.001;
  private static final double MUCH_OF_ATTRIBUTIONS = 100;
  private static final double MUCH_OF_WEIGHTS = 2;

  /**
   * The methods under noise.
   *
   * @param methods with their attributions of the same instances
   * @param counts whether an instance counts [n]
   */
  record Disturbed(List<Subject> methods, boolean[] counts) {
    /** All instances count. */
    static Disturbed all(List<Subject> methods) {
      boolean[] counts = new boolean[methods.get(0).size()];
      Arrays.fill(counts, true);
      return new Disturbed(methods, counts);
    }
  }

  /**
   * Disturbs some methods.
   *
   * @param methods the same instances explained by each
   * @param much whether to destroy rather than to disturb a little
   * @param random of the noise
   * @return the methods with their new attributions
   * @throws InputException if this cannot be disturbed
   */
  Disturbed disturb(List<Subject> methods, boolean much, SplitRandom random) {
    Subject first = methods.get(0);
    return switch (this) {
      case ATTRIBUTIONS ->
          Disturbed.all(
              IntStream.range(0, methods.size())
                  .mapToObj(
                      m ->
                          noisy(
                              methods.get(m),
                              much ? MUCH_OF_ATTRIBUTIONS : LITTLE,
                              random.split(m)))
                  .toList());
      case INPUTS -> again(methods, first.model(), noisy(first, much, random), much);
      case WEIGHTS -> again(methods, reweighted(first, much, random), first.inputs(), much);
    };
  }

  private static Subject noisy(Subject subject, double share, SplitRandom random) {
    double[][] rows = subject.rows();
    double[] flat = new double[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      double most = Arrays.stream(rows[i]).map(Math::abs).max().orElse(0);
      SplitRandom own = random.split(i);
      for (int j = 0; j < rows[i].length; j++) {
        flat[i * rows[i].length + j] = rows[i][j] + share * most * (2 * own.nextDouble() - 1);
      }
    }
    INDArray a = subject.attributions();
    return subject.withAttributions(NdArrays.array(a.dataType(), flat, a.shape()));
  }

  private static INDArray noisy(Subject subject, boolean much, SplitRandom random) {
    InputException.check(
        !(subject.model() instanceof Network network && network.tokens()),
        "Token ids cannot be disturbed; disturb attributions or weights.");
    double[] flat = NdArrays.doubles(subject.inputs());
    double low = Arrays.stream(flat).min().orElse(0);
    double range = Arrays.stream(flat).max().orElse(0) - low;
    for (int j = 0; j < flat.length; j++) {
      double u = random.nextDouble();
      flat[j] += range * (much ? u : LITTLE * (2 * u - 1));
    }
    return NdArrays.array(subject.inputs().dataType(), flat, subject.inputs().shape());
  }

  private static Network reweighted(Subject subject, boolean much, SplitRandom random) {
    if (subject.model() instanceof Network network) {
      return WeightNoise.multiplied(network, much ? MUCH_OF_WEIGHTS : LITTLE, random);
    }
    throw new InputException(
        "Noise on weights needs a network with layers; disturb attributions or inputs of this model.");
  }

  /** Explains inputs with a model, either of them disturbed, for the same classes. */
  private static Disturbed again(
      List<Subject> methods, Predictor model, INDArray inputs, boolean much) {
    Subject first = methods.get(0);
    int[] before = classes(first, first.model(), first.inputs());
    int[] after = classes(first, model, inputs);
    boolean quantity = first.scorer(Target.Output.LOGIT).outputs().size(1) == 1;
    boolean[] counts = new boolean[before.length];
    for (int i = 0; i < counts.length; i++) {
      // A quantity has no classes: all rows count.
      counts[i] = quantity || (before[i] != after[i]) == much;
    }
    return new Disturbed(
        methods.stream()
            .map(
                s ->
                    new Subject(
                        model,
                        inputs,
                        s.explain(model, inputs),
                        s.units(),
                        s.explainer(),
                        s.context().with(s.fixedTarget()),
                        s.truth()))
            .toList(),
        counts);
  }

  /** The predicted class of each row. */
  private static int[] classes(Subject subject, Predictor model, INDArray inputs) {
    Predictor logits = model instanceof Network network ? network.logits() : model;
    Predictor scorer = Target.argmax().classes(model, subject.context().predictor(logits));
    return Arrays.stream(NdArrays.rows(scorer.predict(inputs)))
        .mapToInt(Scorer::predicted)
        .toArray();
  }
}
