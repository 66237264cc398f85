package org.xai4j.agnostic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.lime.Lime;
import org.xai4j.agnostic.perturbation.FeatureAblation;
import org.xai4j.agnostic.perturbation.Hsic;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.agnostic.shapley.PartitionShap;
import org.xai4j.agnostic.shapley.ShapleySampling;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.UnfinishedException;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** What tells how far values can be trusted: base values, errors, fits; and models that fail. */
class AgnosticTrustTest {
  private static final Context ONE_THREAD = Context.standard().with(new Execution(8, 1));

  @Test
  void baseValueIsTheMeanScoreOverTheBackground() {
    Network network = Goldens.mlp().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 2);
    INDArray background = Goldens.first(Goldens.array("mlp/background.npy"), 5);
    Context context = Context.standard().with(Target.of(1)).with(Baseline.of(background));
    Attribution a = new ShapleySampling(10, true).explain(network, x, context);
    double expected =
        network.predict(background.castTo(DataType.DOUBLE)).getColumn(1).meanNumber().doubleValue();
    for (double base : a.trust().base().orElseThrow()) {
      assertEquals(expected, base, 1e-12);
    }
    Context single = Context.standard();
    assertTrue(new FeatureAblation().explain(network, x, single).trust().base().isEmpty());
  }

  @Test
  void standardErrorsCoverTheExactValues() {
    Network network = Goldens.mlp();
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 4);
    double[] exact = NdArrays.doubles(Goldens.array("ref/mlp/exact_shapley_zero_baseline.npy"));
    for (Attribution a :
        new Attribution[] {
          new KernelShap(100, true, 0.01).explain(network, x, Context.standard()),
          new ShapleySampling(200, true).explain(network, x, Context.standard())
        }) {
      double[] values = NdArrays.doubles(a.values());
      double[] errors = NdArrays.doubles(a.trust().errors().orElseThrow());
      double squares = 0;
      for (int j = 0; j < values.length; j++) {
        double z = (values[j] - exact[j]) / errors[j];
        assertTrue(Math.abs(z) < 5, a.provenance().method() + " " + z);
        squares += z * z / values.length;
      }
      assertTrue(squares > 0.2 && squares < 2.5, a.provenance().method() + " " + squares);
    }
    Attribution all = new KernelShap(8190, true).explain(network, x, Context.standard());
    assertArrayEquals(new double[52], NdArrays.doubles(all.trust().errors().orElseThrow()));
    assertTrue(
        new KernelShap(100, true)
            .explain(network, x, Context.standard())
            .trust()
            .errors()
            .isEmpty());
  }

  @Test
  void additiveModelsTakeTheClosedForm() {
    INDArray w = Draw.normal(3, 25, 1);
    AtomicInteger rows = new AtomicInteger();
    Predictor linear =
        Predictor.additiveModel(
            v -> {
              rows.addAndGet((int) v.size(0));
              return v.mmul(w);
            });
    INDArray x = Draw.normal(4, 2, 25);
    Attribution a = new ExactShapley().explain(linear, x, Context.standard());
    double[] values = NdArrays.doubles(a.values());
    for (int i = 0; i < 50; i++) {
      assertEquals(x.getDouble(i / 25, i % 25) * w.getDouble(i % 25), values[i], 1e-12);
    }
    assertTrue(rows.get() < 100, rows + " rows instead of 2^25");
    Context context = Context.standard();
    for (var method :
        new org.xai4j.core.explain.PredictorExplainer[] {
          new KernelShap(), new ShapleySampling(), new PartitionShap()
        }) {
      assertEquals(a.values(), method.explain(linear, x, context).values());
    }
  }

  @Test
  void linearNetworksAreRecognised() {
    assertFalse(Goldens.mlp().additive());
    Network linear =
        Network.sequential(
            new long[] {4},
            new org.xai4j.core.layer.Dense(Draw.normal(1, 4, 3), Draw.normal(2, 3)),
            new org.xai4j.core.layer.Dense(Draw.normal(3, 3, 2), Draw.normal(4, 2)));
    assertTrue(linear.additive());
  }

  @Test
  void limeTellsItsFitAndKeepsAsManyFeaturesAsAsked() {
    INDArray w = NdArrays.array(DataType.DOUBLE, new double[] {5, 0, -3, 0.1, 0, 0, 2, 0.2}, 8, 1);
    Predictor linear = v -> v.mmul(w);
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 1, 8);
    for (Lime.Selection selection : Lime.Selection.values()) {
      Lime lime =
          new Lime(
              400,
              Optional.empty(),
              Lime.Regression.RIDGE,
              Optional.of(0.0),
              Lime.Similarity.EUCLIDEAN,
              Optional.of(3),
              selection);
      Attribution a = lime.explain(linear, x, Context.standard());
      double[] values = NdArrays.doubles(a.values());
      assertArrayEquals(new double[] {5, 0, -3, 0, 0, 0, 2, 0}, values, 0.1, selection.toString());
      assertEquals(0, values[3], 0);
      double fit = a.trust().fit().orElseThrow()[0];
      assertTrue(fit > 0.99 && fit < 1, selection + " " + fit);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "NaN", "shape"})
  void modelThatFailsForARowKeepsTheOthers(String how) {
    Predictor model =
        v -> {
          double[] flat = NdArrays.doubles(v);
          double[] out = new double[flat.length / 3];
          for (int i = 0; i < out.length; i++) {
            out[i] = flat[3 * i] + flat[3 * i + 1] * flat[3 * i + 2];
            if (flat[3 * i] == 77) {
              switch (how) {
                case "throws" -> throw new IllegalStateException("no connection");
                case "NaN" -> out[i] = Double.NaN;
                default -> {
                  return NdArrays.array(DataType.DOUBLE, out, 1, out.length);
                }
              }
            }
          }
          return NdArrays.array(DataType.DOUBLE, out, out.length, 1);
        };
    double[] flat = {1, 2, 3, 4, 5, 6, 77, 8, 9, 1, 1, 1};
    INDArray x = NdArrays.array(DataType.DOUBLE, flat, 4, 3);
    UnfinishedException e =
        assertThrows(
            UnfinishedException.class, () -> new ExactShapley().explain(model, x, ONE_THREAD));
    assertEquals(2, e.row());
    assertTrue(e.getMessage().contains("row 2 was explained; 2 of 4 rows"), e.getMessage());
    double[] values = NdArrays.doubles(e.finished().values());
    assertArrayEquals(new double[] {1, 3, 3, 4, 15, 15}, java.util.Arrays.copyOf(values, 6), 1e-9);
    for (int j = 6; j < 12; j++) {
      assertTrue(Double.isNaN(values[j]));
    }
    INDArray only = NdArrays.array(DataType.DOUBLE, new double[] {77, 1, 1}, 1, 3);
    PredictionException alone =
        assertThrows(
            PredictionException.class, () -> new ExactShapley().explain(model, only, ONE_THREAD));
    assertFalse(alone instanceof UnfinishedException);
  }

  @Test
  void exclusivePredictorsAreCalledByOneThreadAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Predictor fragile =
        v -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          INDArray out = v.prod(true, 1);
          inside.decrementAndGet();
          return out;
        };
    INDArray x = Draw.normal(5, 16, 6);
    Context eight = Context.standard().with(new Execution(4, 8));
    INDArray a = new ExactShapley().explain(Predictor.exclusive(fragile), x, eight).values();
    assertEquals(1, most.get());
    assertEquals(new ExactShapley().explain(fragile, x, ONE_THREAD).values(), a);
  }

  @Test
  void hsicFindsTheFeaturesThatMatter() {
    Predictor model = v -> v.getColumn(1).mul(v.getColumn(4)).reshape(v.size(0), 1);
    INDArray x = Draw.positive(2, 1, 6).add(1);
    double[] values = NdArrays.doubles(new Hsic().explain(model, x, Context.standard()).values());
    for (int j : new int[] {0, 2, 3, 5}) {
      assertTrue(values[j] < 0.1 * Math.min(values[1], values[4]), j + ": " + values[j]);
    }
    INDArray none =
        new Hsic(16).explain(v -> v.sum(true, 1).mul(0), x, Context.standard()).values();
    assertArrayEquals(new double[6], NdArrays.doubles(none));
  }

  @Test
  void stepsAndSegmentsCutTime() {
    INDArray row = Draw.normal(1, 1, 6, 2);
    assertEquals(6, FeatureGroups.parse("steps").of(row).count());
    assertArrayEquals(
        new int[] {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2},
        FeatureGroups.parse("segments:3").of(row).ids());
    InputException e =
        assertThrows(InputException.class, () -> FeatureGroups.parse("segments:7").of(row));
    assertTrue(e.getMessage().contains("more spans"), e.getMessage());
    InputException image =
        assertThrows(
            InputException.class,
            () -> FeatureGroups.parse("steps").of(Draw.normal(1, 1, 1, 8, 48)));
    assertTrue(image.getMessage().contains("need a sequence"), image.getMessage());
  }

  /** A convolution reads [channels, time]: a span is of the last axis there. */
  @Test
  void spansFollowTheTimeOfTheModel() {
    INDArray row = Draw.normal(1, 1, 2, 6);
    Network signals =
        Network.sequential(
            new long[] {2, 6},
            new Convolution(
                Draw.normal(2, 3, 2, 3),
                Draw.normal(3, 3),
                List.of(1),
                List.of(0, 0),
                List.of(1),
                1));
    assertArrayEquals(
        new int[] {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2},
        FeatureGroups.parse("segments:3").on(signals).of(row).ids());
    assertEquals(2, FeatureGroups.parse("steps").of(row).count());
    assertEquals(6, FeatureGroups.parse("steps").on(signals).of(row).count());
  }
}
