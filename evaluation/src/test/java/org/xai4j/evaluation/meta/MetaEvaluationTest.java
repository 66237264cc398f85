package org.xai4j.evaluation.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.Traits;
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
        Host.array(DataType.DOUBLE, x, 20, 6),
        Host.array(DataType.DOUBLE, a, 20, 6),
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
            MetaEvaluation.Space.ATTRIBUTIONS,
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
    MetaEvaluation.Space space = MetaEvaluation.Space.ATTRIBUTIONS;
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
          double[][] rows = Subject.rows(v);
          double[] out = new double[2 * rows.length];
          for (int i = 0; i < rows.length; i++) {
            out[2 * i + 1] = rows[i][0] + 2 * rows[i][1] + 3 * rows[i][2];
            out[2 * i] = 4;
          }
          return Host.array(DataType.DOUBLE, out, rows.length, 2);
        };
    PredictorExplainer method = right ? new Contributions(1, 2, 3) : new Contributions(3, 2, 1);
    double[] x = new double[12 * 3];
    SplitRandom random = SplitRandom.of(5);
    for (int i = 0; i < x.length; i++) {
      // Half of the rows are answered 0, and much noise makes all of them 1.
      x[i] = i < 18 ? 0.1 + 0.4 * random.nextDouble() : 0.9 + 0.1 * random.nextDouble();
    }
    INDArray inputs = Host.array(DataType.DOUBLE, x, 12, 3);
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
      INDArray weights = Host.array(DataType.DOUBLE, new double[] {a, b, c}, 1, 3);
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
    MetaEvaluation found = MetaEvaluation.of(metric, methods, MetaEvaluation.Space.INPUTS, 1, 7);
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
            () ->
                MetaEvaluation.of(
                    metric, List.of(stored, stored), MetaEvaluation.Space.INPUTS, 1, 7));
    assertTrue(bad.getMessage().contains("--method"), bad.getMessage());
  }
}
