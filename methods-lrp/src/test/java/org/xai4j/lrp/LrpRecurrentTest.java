package org.xai4j.lrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.engine.recurrent.RecurrentTrace;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Activation.Function;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.composite.CompositeFile;
import org.xai4j.lrp.decomposition.ContextualDecomposition;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.RecurrentRule;

/** Relevance through time: conservation, the closed form on tanh networks, decomposition. */
class LrpRecurrentTest {
  private static final int STEPS = 6;
  private static final int FEATURES = 3;
  private static final int UNITS = 5;

  private static Recurrent recurrent(
      Recurrent.Cell cell, boolean resetAfter, boolean reverse, Recurrent.Layout layout) {
    int width = cell.blocks() * UNITS;
    return new Recurrent(
        cell,
        Draw.normal(1, FEATURES, width),
        Draw.normal(2, UNITS, width).mul(0.5),
        Draw.normal(3, width).mul(0.3),
        Draw.normal(4, width).mul(0.3),
        Activation.of(Function.SIGMOID),
        Activation.of(Function.TANH),
        resetAfter,
        reverse,
        layout);
  }

  /** Both directions, last states joined, an output without bias. */
  private static Network both(Recurrent.Cell cell, boolean resetAfter) {
    var layout = Recurrent.Layout.BATCH_TIME_FEATURE;
    NetworkBuilder b = Network.builder(STEPS, FEATURES);
    int forward = b.add("forward", recurrent(cell, resetAfter, false, layout), 0);
    int backward = b.add("backward", recurrent(cell, resetAfter, true, layout), 0);
    int last = b.add("last", new Gather(1, List.of(-1L), true), forward);
    int first = b.add("first", new Gather(1, List.of(0L), true), backward);
    int joined = b.add("joined", new Concat(-1), last, first);
    INDArray none = Draw.normal(6, 2).mul(0);
    return b.build(b.add("out", new Dense(Draw.normal(5, 2 * UNITS, 2), none), joined));
  }

  @ParameterizedTest
  @EnumSource(RecurrentRule.Gates.class)
  void everyCellConservesWithSharedBiases(RecurrentRule.Gates gates) {
    INDArray x = Draw.normal(9, 4, STEPS, FEATURES);
    for (Recurrent.Cell cell : Recurrent.Cell.values()) {
      for (boolean resetAfter : new boolean[] {true, false}) {
        RelevanceExplainer method =
            new Lrp(
                Composite.builder()
                    .type("recurrent", new RecurrentRule(gates, 1e-3, 1))
                    .otherwise(new EpsilonRule(0))
                    .build());
        Attribution a = method.explain(both(cell, resetAfter), x, Context.standard());
        double[] sums = NdArrays.doubles(a.values().sum(1, 2));
        // The proportional part g/(g + s) amplifies rounding where g + s is near zero.
        double tolerance = 1e-12 * Math.max(1e3, a.values().amaxNumber().doubleValue());
        for (int i = 0; i < sums.length; i++) {
          assertEquals(a.scores()[i], sums[i], tolerance, cell + " " + resetAfter);
        }
      }
    }
  }

  @Test
  void relevanceOfAnLstmEqualsTheFormulas() {
    INDArray expected = Goldens.array("ref/lstm/lrp_arras_epsilon_1e-3.npy");
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray x = Goldens.first(Goldens.inputs("lstm", type), 8);
      Network network = Goldens.network("lstm").as(type);
      INDArray r = new LrpRecurrent().explain(network, x, Context.standard()).values();
      double error = Goldens.error(expected, r);
      assertTrue(error <= (type == DataType.FLOAT ? 1e-5 : 1e-12), type + " " + error);
    }
  }

  @Test
  void sharedBiasesAndStabilisersConserveTheScore() {
    INDArray x = Goldens.first(Goldens.inputs("lstm", DataType.DOUBLE), 8);
    LrpRecurrent method = new LrpRecurrent(RecurrentRule.Gates.NONE, 1e-3, 1);
    Attribution a =
        method.explain(Goldens.network("lstm").as(DataType.DOUBLE), x, Context.standard());
    double[] sums = NdArrays.doubles(a.values().sum(1, 2));
    for (int i = 0; i < sums.length; i++) {
      assertEquals(a.scores()[i], sums[i], 1e-9);
    }
  }

  @Test
  void methodsPassTheirEpsilonToRecurrentLayers() {
    INDArray x = Goldens.first(Goldens.inputs("lstm", DataType.DOUBLE), 4);
    Network network = Goldens.network("lstm").as(DataType.DOUBLE);
    for (double epsilon : new double[] {0, 1e-3, 0.2}) {
      INDArray expected =
          new LrpRecurrent(RecurrentRule.Gates.NONE, epsilon, 0)
              .explain(network, x, Context.standard())
              .values();
      List<RelevanceExplainer> methods =
          List.of(
              epsilon == 0 ? new LrpZero() : new LrpEpsilon(epsilon),
              new LrpEpsilonPlus(epsilon, 1e-6),
              new Lrp(CompositeFile.parse("default: epsilon(epsilon=" + epsilon + ")")),
              new Lrp(
                  Composite.builder()
                      .otherwise(new EpsilonRule(epsilon))
                      .sums(new NormRule(0.5))
                      .build()));
      for (RelevanceExplainer method : methods) {
        INDArray r = method.explain(network, x, Context.standard()).values();
        assertTrue(Goldens.error(expected, r) <= 1e-12, method + " " + epsilon);
      }
    }
    Attribution shared = new LrpEpsilon(0.2, Bias.SHARED).explain(network, x, Context.standard());
    double[] sums = NdArrays.doubles(shared.values().sum(1, 2));
    for (int i = 0; i < sums.length; i++) {
      assertEquals(shared.scores()[i], sums[i], 1e-9);
    }
  }

  @Test
  void layoutAndDirectionDoNotMatter() {
    INDArray x = Draw.normal(9, 2, STEPS, FEATURES);
    Network major =
        Network.sequential(
            new long[] {STEPS, FEATURES},
            recurrent(Recurrent.Cell.GRU, true, false, Recurrent.Layout.BATCH_TIME_FEATURE),
            new Gather(1, List.of(-1L), true));
    Network minor =
        Network.sequential(
            new long[] {FEATURES, STEPS},
            recurrent(Recurrent.Cell.GRU, true, true, Recurrent.Layout.BATCH_FEATURE_TIME),
            new Gather(2, List.of(0L), true));
    INDArray expected = new LrpRecurrent().explain(major, x, Context.standard()).values();
    double[] turned = new double[2 * STEPS * FEATURES];
    for (int i = 0; i < 2; i++) {
      for (int s = 0; s < STEPS; s++) {
        for (int f = 0; f < FEATURES; f++) {
          turned[(i * FEATURES + f) * STEPS + STEPS - 1 - s] = x.getDouble(i, s, f);
        }
      }
    }
    INDArray y = NdArrays.array(DataType.DOUBLE, turned, 2, FEATURES, STEPS);
    INDArray actual = new LrpRecurrent().explain(minor, y, Context.standard()).values();
    for (int i = 0; i < 2; i++) {
      for (int s = 0; s < STEPS; s++) {
        for (int f = 0; f < FEATURES; f++) {
          assertEquals(expected.getDouble(i, s, f), actual.getDouble(i, f, STEPS - 1 - s), 1e-12);
        }
      }
    }
  }

  @Test
  void basicRuleOnTanhIsInputTimesGradientWithTheSecantAsSlope() {
    Recurrent layer =
        recurrent(Recurrent.Cell.SIMPLE, false, false, Recurrent.Layout.BATCH_TIME_FEATURE);
    Dense out = new Dense(Draw.normal(5, UNITS, 2), Draw.normal(6, 2));
    Network network =
        Network.sequential(
            new long[] {STEPS, FEATURES}, layer, new Gather(1, List.of(-1L), true), out);
    INDArray x = Draw.normal(9, 1, STEPS, FEATURES);
    RelevanceExplainer method =
        new Lrp(
            Composite.builder()
                .type("recurrent", new RecurrentRule(RecurrentRule.Gates.NONE, 0, 0))
                .otherwise(new EpsilonRule(0))
                .build());
    INDArray r = method.explain(network, x, Context.standard().with(Target.of(1))).values();
    RecurrentTrace t = RecurrentTrace.of(new RecurrentCell(layer), Engines.reference().of(x));
    double[] g = NdArrays.doubles(out.weights().getColumn(1));
    double[] expected = new double[STEPS * FEATURES];
    for (int s = STEPS - 1; s >= 0; s--) {
      double[] slopes = new double[UNITS];
      for (int k = 0; k < UNITS; k++) {
        double z = t.sums()[s * UNITS + k];
        slopes[k] = g[k] * Math.tanh(z) / z;
      }
      for (int f = 0; f < FEATURES; f++) {
        for (int k = 0; k < UNITS; k++) {
          expected[s * FEATURES + f] +=
              t.x()[s * FEATURES + f] * t.cell().inputWeights()[f * UNITS + k] * slopes[k];
        }
      }
      double[] earlier = new double[UNITS];
      for (int j = 0; j < UNITS; j++) {
        for (int k = 0; k < UNITS; k++) {
          earlier[j] += t.cell().recurrentWeights()[j * UNITS + k] * slopes[k];
        }
      }
      g = earlier;
    }
    INDArray e = NdArrays.array(DataType.DOUBLE, expected, 1, STEPS, FEATURES);
    assertTrue(Goldens.error(e, r) <= 1e-12);
  }

  @Test
  void traceRepeatsTheLayer() {
    Network network = Goldens.lstm().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("lstm", DataType.DOUBLE), 2);
    var node = network.node("lstm");
    INDArray expected = network.upTo(node).predict(x);
    RecurrentTrace t =
        RecurrentTrace.of(new RecurrentCell((Recurrent) node.layer()), Engines.reference().of(x));
    double[] hidden = Arrays.copyOfRange(t.hidden(), 2 * t.cell().units(), t.hidden().length);
    INDArray actual =
        NdArrays.array(DataType.DOUBLE, hidden, t.steps(), 2, t.cell().units())
            .permute(1, 0, 2)
            .dup('c');
    assertTrue(Goldens.error(expected, actual) <= 1e-12);
  }

  @Test
  void decompositionOfTokensIsThatOfTheStepsOfTheirVectors() {
    Recurrent lstm =
        recurrent(Recurrent.Cell.LSTM, false, false, Recurrent.Layout.BATCH_FEATURE_TIME);
    Gather last = new Gather(2, List.of(-1L), true);
    Dense out = new Dense(Draw.normal(5, UNITS, 2), Draw.normal(6, 2));
    INDArray table = Draw.normal(7, 4, FEATURES);
    Transpose turn = new Transpose(List.of(0, 2, 1));
    Network tokens =
        Network.sequential(new long[] {3}, new Embedding(table, 0), turn, lstm, last, out);
    Network vectors = Network.sequential(new long[] {FEATURES, 3}, lstm, last, out);
    INDArray ids = NdArrays.array(DataType.DOUBLE, new double[] {3, 1, 2, 2, 2, 1}, 2, 3);
    Network lookup = Network.sequential(new long[] {3}, new Embedding(table, 0), turn);
    INDArray x = lookup.predict(ids);
    Context context = Context.standard().with(Target.of(1));
    INDArray actual = new ContextualDecomposition().explain(tokens, ids, context).values();
    INDArray expected =
        new ContextualDecomposition()
            .explain(vectors, x, context.with(new FeatureGroups.Columns()))
            .values();
    for (int i = 0; i < 2; i++) {
      for (int t = 0; t < 3; t++) {
        assertEquals(expected.getDouble(i, 0, t), actual.getDouble(i, t), 1e-12);
      }
    }
  }

  @Test
  void badRequestsAreOneSentence() {
    assertThrows(
        InputException.class, () -> new RecurrentRule(RecurrentRule.Gates.NONE, 1e-3, 1.5));
    Network mlp = Goldens.mlp();
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 1);
    InputException e =
        assertThrows(
            InputException.class,
            () -> new ContextualDecomposition().explain(mlp, x, Context.standard()));
    assertTrue(e.getMessage().contains("one LSTM, not 0"), e.getMessage());
    Recurrent lstm =
        recurrent(Recurrent.Cell.LSTM, false, false, Recurrent.Layout.BATCH_TIME_FEATURE);
    Network squashed =
        Network.sequential(new long[] {STEPS, FEATURES}, Activation.of(Function.TANH), lstm);
    InputException before =
        assertThrows(
            InputException.class,
            () ->
                new ContextualDecomposition()
                    .explain(squashed, Draw.normal(9, 1, STEPS, FEATURES), Context.standard()));
    assertTrue(before.getMessage().contains("is of type Tanh"), before.getMessage());
  }
}
