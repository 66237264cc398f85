package org.xai4j.agnostic.interaction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/** KernelSHAP-IQ and SVARM-IQ: exact with all coalitions, nearer with more of them. */
class SampledInteractionsTest {
  /** A model of switches whose score is a random game. */
  private static Predictor game(int features, long seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[] v = new double[1 << features];
    Arrays.setAll(v, i -> random.nextGaussian());
    return Predictor.ofRows(
        row -> {
          int set = 0;
          for (int i = 0; i < features; i++) {
            set |= row[i] == 1 ? 1 << i : 0;
          }
          return new double[] {v[set]};
        });
  }

  /** A smooth model of many features with interactions of up to three. */
  private static Predictor smooth(int features) {
    return Predictor.ofRows(
        row -> {
          double sum = 0;
          for (int i = 0; i < features; i++) {
            sum +=
                row[i] * (i % 3 - 1)
                    + row[i] * row[(i + 1) % features]
                    + Math.tanh(row[i] + row[(i + 2) % features] - row[(i + 5) % features]);
          }
          return new double[] {sum};
        });
  }

  private static INDArray ones(int features) {
    double[] row = new double[features];
    Arrays.fill(row, 1);
    return NdArrays.array(DataType.DOUBLE, row, 1, features);
  }

  private static double[] values(Explainer<Predictor> method, Predictor model, int features) {
    SetInteractions found =
        (SetInteractions) method.explain(model, ones(features), Context.standard());
    return NdArrays.doubles(found.values());
  }

  private static Explainer<Predictor> method(
      String id, int order, InteractionKind index, int samples) {
    return id.equals("kernel-shap-iq")
        ? new KernelShapIq(order, index, samples)
        : new SvarmIq(order, index, samples);
  }

  @ParameterizedTest
  @CsvSource({
    "kernel-shap-iq,SII",
    "kernel-shap-iq,K_SII",
    "kernel-shap-iq,FSII",
    "svarm-iq,SII",
    "svarm-iq,K_SII",
    "svarm-iq,STII"
  })
  void allCoalitionsAreExact(String id, InteractionKind index) {
    for (int g = 1; g <= 8; g++) {
      Predictor model = game(g, g);
      for (int order = 1; order <= (index == InteractionKind.FSII ? g - 1 : 7); order++) {
        double[] exact = values(new InteractionIndex(order, index), model, g);
        double[] found = values(method(id, order, index, 1 << g), model, g);
        assertArrayEquals(exact, found, 1e-10, g + " features, order " + order);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kernel-shap-iq,SII,2",
    "kernel-shap-iq,K_SII,3",
    "kernel-shap-iq,FSII,2",
    "svarm-iq,SII,2",
    "svarm-iq,K_SII,3",
    "svarm-iq,STII,2"
  })
  void moreCoalitionsAreNearer(String id, InteractionKind index, int order) {
    int g = 12;
    double[] exact = values(new InteractionIndex(order, index), smooth(g), g);
    double[] errors = new double[3];
    int[] samples = {600, 1_800, 3_600};
    for (int i = 0; i < errors.length; i++) {
      double[] found = values(method(id, order, index, samples[i]), smooth(g), g);
      for (int s = 0; s < exact.length; s++) {
        errors[i] += Math.pow(found[s] - exact[s], 2) / exact.length;
      }
    }
    String said = Arrays.toString(errors);
    assertTrue(errors[1] < errors[0] && errors[2] < errors[1], said);
  }

  @Test
  void polynomialsAreFoundFromFewCoalitions() {
    // Of order two, as the faithful index assumes: 20 features, 210 unknowns, 2,000 coalitions.
    int g = 20;
    Predictor pairs =
        Predictor.ofRows(
            row -> {
              double sum = 0;
              for (int i = 0; i + 1 < g; i++) {
                sum += (i + 1) * row[i] * row[i + 1] - row[i];
              }
              return new double[] {sum};
            });
    SetInteractions found =
        new KernelShapIq(2, InteractionKind.FSII, 2_000)
            .explain(pairs, ones(g), Context.standard());
    for (int s = 0; s < found.sets().size(); s++) {
      int first = found.sets().get(s).get(0);
      double expected =
          found.sets().get(s).size() == 1
              ? first + 1 < g ? -1 : 0
              : found.sets().get(s).get(1) == first + 1 ? first + 1 : 0;
      assertEquals(expected, found.values().getDouble(0, s), 1e-8);
    }
  }

  @ParameterizedTest
  @CsvSource({"kernel-shap-iq", "svarm-iq"})
  void threadsChangeNothing(String id) {
    INDArray rows = NdArrays.array(DataType.DOUBLE, new double[4 * 14], 4, 14).addi(1);
    rows.putScalar(2, 3, 0.5);
    Explainer<Predictor> method = method(id, 2, InteractionKind.K_SII, 300);
    double[] one =
        NdArrays.doubles(
            ((SetInteractions)
                    method.explain(smooth(14), rows, Context.standard().with(new Execution(1, 1))))
                .values());
    double[] two =
        NdArrays.doubles(
            ((SetInteractions)
                    method.explain(smooth(14), rows, Context.standard().with(new Execution(4, 2))))
                .values());
    assertArrayEquals(one, two);
  }

  @Test
  void whatTheyCannotDoIsSaid() {
    refused("for stii use svarm-iq", () -> new KernelShapIq(2, InteractionKind.STII, 100));
    refused("for fsii use kernel-shap-iq", () -> new SvarmIq(2, InteractionKind.FSII, 100));
    refused(
        "at least 1370 coalitions, more than samples=1000",
        () -> values(new KernelShapIq(3, InteractionKind.SII, 1_000), smooth(20), 20));
    refused(
        "a system of 4525 unknowns",
        () -> values(new KernelShapIq(3, InteractionKind.FSII, 1_000), smooth(30), 30));
    refused(
        "needs all smaller coalitions, 420 with their complements",
        () -> values(new SvarmIq(3, InteractionKind.STII, 100), smooth(20), 20));
  }

  private static void refused(String part, Runnable made) {
    String said = assertThrows(InputException.class, made::run).getMessage();
    assertTrue(said.contains(part), said);
  }
}
