package org.xai4j.evaluation.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.network.WeightNoise;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.control.InputMagnitude;
import org.xai4j.evaluation.control.RandomControl;
import org.xai4j.evaluation.faithfulness.FaithfulnessEstimate;

/** Metrics whose quality is known. */
class MetaEvaluationTest {
  private static Subject subject(int seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[] x = new double[20 * 6];
    double[] a = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      x[j] = 1 + random.nextDouble();
      // The true contributions, or their reverse for the other method.
      a[j] = (seed == 1 ? j % 6 + 1 : 6 - j % 6) * x[j];
    }
    return new Subject(
        Toy.linear(1, 2, 3, 4, 5, 6),
        NdArrays.array(DataType.DOUBLE, x, 20, 6),
        NdArrays.array(DataType.DOUBLE, a, 20, 6),
        FeatureGroups.none(),
        Optional.empty(),
        Context.standard());
  }

  @Test
  void aFaithfulnessMetricIsResilientAndReactive() {
    MetaEvaluation found =
        MetaEvaluation.of(
            new FaithfulnessEstimate(1, Target.Output.LOGIT),
            List.of(subject(1), subject(2)),
            Space.ATTRIBUTIONS,
            3,
            0);
    assertEquals(1, found.resilienceInter(), "the right method stays ahead");
    assertTrue(found.reactivityIntra() > 0.8, "reactivity " + found.reactivityIntra());
    // The right method gets worse, the reversed one better.
    assertEquals(0.5, found.reactivityInter(), 0.1);
  }

  /** A metric that looks at nothing. */
  private record Blind() implements Metric {
    @Override
    public Traits traits() {
      return Traits.real(Traits.Family.AXIOMATIC, Direction.HIGHER);
    }

    @Override
    public Scores score(Subject subject) {
      return Scores.of(new double[subject.size()]);
    }
  }

  @Test
  void aBlindMetricNeverReacts() {
    Space space = Space.ATTRIBUTIONS;
    MetaEvaluation found =
        MetaEvaluation.of(new Blind(), List.of(subject(1), subject(2)), space, 2, 0);
    assertEquals(new MetaEvaluation(1, 1, 0, 0), found);
    assertEquals(0.5, found.consistency());
    assertThrows(
        InputException.class,
        () -> MetaEvaluation.of(new Blind(), List.of(subject(1)), space, 2, 0));
  }

  /** Answers class 1 where x₀ + 2·x₁ + 3·x₂ is above 4. */
  private static Subject explained(boolean right) {
    Predictor model =
        v -> {
          double[][] rows = NdArrays.rows(v);
          double[] out = new double[2 * rows.length];
          for (int i = 0; i < rows.length; i++) {
            out[2 * i + 1] = rows[i][0] + 2 * rows[i][1] + 3 * rows[i][2];
            out[2 * i] = 4;
          }
          return NdArrays.array(DataType.DOUBLE, out, rows.length, 2);
        };
    PredictorExplainer method = right ? new Contributions(1, 2, 3) : new Contributions(3, 2, 1);
    double[] x = new double[12 * 3];
    SplitRandom random = SplitRandom.of(5);
    for (int i = 0; i < x.length; i++) {
      // Half of the rows are answered 0, and much noise makes all of them 1.
      x[i] = i < 18 ? 0.1 + 0.4 * random.nextDouble() : 0.9 + 0.1 * random.nextDouble();
    }
    INDArray inputs = NdArrays.array(DataType.DOUBLE, x, 12, 3);
    Context context = Context.standard().with(Target.of(1));
    return new Subject(
        model,
        inputs,
        method.explain(model, inputs, context).values(),
        FeatureGroups.none(),
        Optional.of(method),
        context);
  }

  /** Weights times values. */
  @Info(id = "contributions", title = "Contributions", summary = "w·x.", reference = "a test")
  public record Contributions(@Param("w₀") double a, @Param("w₁") double b, @Param("w₂") double c)
      implements PredictorExplainer {
    @Override
    public Attributor prepare(Predictor model, INDArray inputs, Context context) {
      INDArray weights = NdArrays.array(DataType.DOUBLE, new double[] {a, b, c}, 1, 3);
      return rows -> rows.inputs().mul(weights);
    }
  }

  /** The sum of the attributions of each row; keeps what it was given. */
  private record Sums(List<double[]> seen) implements Metric {
    @Override
    public Traits traits() {
      return Traits.real(Traits.Family.AXIOMATIC, Direction.HIGHER);
    }

    @Override
    public Scores score(Subject subject) {
      double[] sums =
          Arrays.stream(subject.rows()).mapToDouble(r -> Arrays.stream(r).sum()).toArray();
      seen.add(sums);
      return Scores.of(sums);
    }
  }

  @Test
  void disturbedInputsAreExplainedAgain() {
    List<Subject> methods = List.of(explained(true), explained(false));
    Sums metric = new Sums(new ArrayList<>());
    MetaEvaluation found = MetaEvaluation.of(metric, methods, Space.INPUTS, 1, 7);
    // Two methods as they are, after little and after much noise.
    assertEquals(6, metric.seen().size());
    for (int i = 0; i < 12; i++) {
      double before = metric.seen().get(0)[i];
      assertEquals(before, metric.seen().get(2)[i], 6 * 0.001);
      assertTrue(metric.seen().get(2)[i] != before);
    }
    // Noise from 0 to 1 only adds: what counts as better here never gets worse.
    assertEquals(0, found.reactivityInter());
    assertTrue(found.resilienceInter() > 0.8, found.toString());
    Subject stored =
        new Subject(
            methods.get(0).model(),
            methods.get(0).inputs(),
            methods.get(0).attributions(),
            FeatureGroups.none(),
            Optional.empty(),
            methods.get(0).context());
    InputException bad =
        assertThrows(
            InputException.class,
            () -> MetaEvaluation.of(metric, List.of(stored, stored), Space.INPUTS, 1, 7));
    assertTrue(bad.getMessage().contains("the method"), bad.getMessage());
  }

  /** The class-1 weights of whatever network is explained, times values. */
  @Info(id = "of-weights", title = "Of weights", summary = "w·x.", reference = "a test")
  public record OfWeights(@Param("a factor") double factor) implements PredictorExplainer {
    @Override
    public Attributor prepare(Predictor model, INDArray inputs, Context context) {
      double[] w = weights((Network) model);
      INDArray row =
          NdArrays.array(DataType.DOUBLE, new double[] {w[1] * factor, w[3] * factor}, 1, 2);
      return rows -> rows.inputs().mul(row);
    }
  }

  private static double[] weights(Network network) {
    return NdArrays.doubles(Layers.arrays(network.nodes().get(1).layer()).get(0));
  }

  /** Class 0 has the score zero whatever its weights are multiplied by, class 1 w·x. */
  private static Network twoClasses(double first, double second) {
    return Network.sequential(
        new long[] {2},
        new Dense(
            NdArrays.array(DataType.DOUBLE, new double[] {0, first, 0, second}, 2, 2),
            NdArrays.array(DataType.DOUBLE, new double[2], 2)));
  }

  private static List<Subject> weighted(Network network) {
    INDArray inputs = NdArrays.array(DataType.DOUBLE, new double[] {1, 0, 0, 1, 2, 1, 1, 3}, 4, 2);
    return List.of(
        Toy.explained(network, new OfWeights(1), inputs),
        Toy.explained(network, new OfWeights(2), inputs));
  }

  @Test
  void disturbedWeightsAreExplainedAgain() {
    Network network = twoClasses(1, 2);
    Sums metric = new Sums(new ArrayList<>());
    MetaEvaluation found = MetaEvaluation.of(metric, weighted(network), Space.WEIGHTS, 1, 7);
    SplitRandom random = SplitRandom.of(7).split("meta-evaluation").split(0);
    double[] little = weights(WeightNoise.multiplied(network, 0.001, random.split(0)));
    double[] much = weights(WeightNoise.multiplied(network, 2, random.split(1)));
    double[][] x = NdArrays.rows(weighted(network).get(0).inputs());
    int worse = 0;
    int changed = 0;
    for (int i = 0; i < x.length; i++) {
      double before = x[i][0] + 2 * x[i][1];
      double destroyed = much[1] * x[i][0] + much[3] * x[i][1];
      assertEquals(before, metric.seen().get(0)[i]);
      assertEquals(little[1] * x[i][0] + little[3] * x[i][1], metric.seen().get(2)[i], 1e-12);
      assertEquals(2 * destroyed, metric.seen().get(5)[i], 1e-12);
      assertEquals(before, metric.seen().get(2)[i], 0.02);
      // Class 0 wins where the score of class 1 is negative, and only there the row counts.
      changed += destroyed < 0 ? 1 : 0;
      worse += destroyed < 0 && destroyed < before ? 1 : 0;
    }
    assertEquals(1, found.resilienceInter(), "twice the sum stays larger");
    assertTrue(changed > 0, "this seed changes a class");
    assertEquals((double) worse / changed, found.reactivityInter());
    assertEquals(
        found,
        MetaEvaluation.of(new Sums(new ArrayList<>()), weighted(network), Space.WEIGHTS, 1, 7));
  }

  @Test
  void whatCannotChangeIsResilientAndHasNoReactivity() {
    // Zero times any noise is zero: all scores stay, and no class changes.
    MetaEvaluation found =
        MetaEvaluation.of(
            new Sums(new ArrayList<>()), weighted(twoClasses(0, 0)), Space.WEIGHTS, 2, 1);
    assertEquals(new MetaEvaluation(1, 1, Double.NaN, Double.NaN), found);
    assertEquals(Double.NaN, found.consistency());
  }

  @Test
  void aSingleOutputChangesItsClassWithItsSign() {
    INDArray inputs = NdArrays.array(DataType.DOUBLE, new double[] {-0.01, -3, 1, 2}, 4, 1);
    Network network = Toy.network(1);
    List<Subject> methods =
        List.of(
            Toy.explained(network, new InputMagnitude(), inputs),
            Toy.explained(network, new RandomControl(), inputs));
    // Much noise, 0 to 5, makes −0.01 positive and surely no positive input negative.
    MetaEvaluation found =
        MetaEvaluation.of(new Sums(new ArrayList<>()), methods, Space.INPUTS, 1, 2);
    assertFalse(Double.isNaN(found.reactivityInter()));
  }

  @Test
  void noiseThatCannotBePutIsRefused() {
    List<Subject> function = List.of(explained(true), explained(false));
    refused("needs a network", function, Space.WEIGHTS);
    refused("same instances", List.of(function.get(0), subject(1)), Space.ATTRIBUTIONS);
    Network tokens =
        Network.sequential(
            new long[] {2},
            new Embedding(NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 4}, 2, 2), -1),
            new Reshape(List.of(0L, -1L)));
    Subject words =
        new Subject(
            tokens,
            Toy.row(0, 1),
            Toy.row(1, 1),
            FeatureGroups.none(),
            Optional.empty(),
            Context.standard());
    refused("Token ids", List.of(words, words), Space.INPUTS);
  }

  private static void refused(String part, List<Subject> methods, Space space) {
    InputException bad =
        assertThrows(
            InputException.class, () -> MetaEvaluation.of(new Blind(), methods, space, 1, 0));
    assertTrue(bad.getMessage().contains(part), bad.getMessage());
  }
}
