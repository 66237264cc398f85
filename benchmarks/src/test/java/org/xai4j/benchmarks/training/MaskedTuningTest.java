package org.xai4j.benchmarks.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.faithfulness.FineTunedFidelityPlus;

/** Fine-tuning with features removed at random, on a logistic regression that is read by hand. */
class MaskedTuningTest {
  @TempDir Path folder;

  private static MaskedTuning tuning(double share, int epochs) {
    return new MaskedTuning(share, Baseline.zeros(), FeatureGroups.none(), epochs, 0.05);
  }

  /** Two features that say the same: class 1 where they are 1, class 0 where they are −1. */
  private static Samples twins(int n) {
    double[] values = new double[2 * n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
      Arrays.fill(values, 2 * i, 2 * i + 2, 2 * labels[i] - 1);
    }
    return new Samples(NdArrays.array(DataType.FLOAT, values, n, 2), labels, List.of("no", "yes"));
  }

  /** A logistic regression that looks at the first feature alone: logits −3x₁ and 3x₁. */
  private static MultiLayerNetwork first() {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(2)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    model.init();
    model.setParam("0_W", NdArrays.array(DataType.FLOAT, new double[] {-3, 3, 0, 0}, 2, 2));
    model.setParam("0_b", NdArrays.array(DataType.FLOAT, new double[] {0, 0}, 1, 2));
    return model;
  }

  @Test
  void everyRowLosesTheShareOfItsFeatures() {
    double[] ones = new double[60];
    Arrays.fill(ones, 7);
    INDArray rows = NdArrays.array(DataType.FLOAT, ones, 6, 10);
    INDArray absent = NdArrays.array(DataType.FLOAT, new double[10], 1, 10);
    SplitRandom random = SplitRandom.of(3);
    INDArray masked = tuning(0.3, 1).masked(rows, absent, random);
    double[][] of = NdArrays.rows(masked);
    for (double[] row : of) {
      assertEquals(3, Arrays.stream(row).filter(v -> v == 0).count());
      assertEquals(7, Arrays.stream(row).filter(v -> v == 7).count());
    }
    assertFalse(Arrays.equals(of[0], of[1]) && Arrays.equals(of[1], of[2]));
    assertEquals(masked, tuning(0.3, 1).masked(rows, absent, random));
    assertEquals(60 * 7, rows.sumNumber().doubleValue(), 0);
    // At least one feature goes; groups go together.
    assertEquals(
        1,
        Arrays.stream(NdArrays.rows(tuning(0.01, 1).masked(rows, absent, random))[0])
            .filter(v -> v == 0)
            .count());
    double[] halves =
        NdArrays.rows(
            new MaskedTuning(0.5, Baseline.zeros(), FeatureGroups.parse("segments:2"), 1, 0.1)
                .masked(rows, absent, random))[0];
    assertArrayEquals(new double[] {halves[0], halves[9]}, new double[] {halves[4], halves[5]});
    assertEquals(7, halves[0] + halves[9], 0);
  }

  /**
   * Without its only feature the model knows nothing: log 2. What is tuned on rows that miss either
   * reads both, and F-Fidelity is what its two weights say.
   */
  @Test
  void aModelLearnsToDoWithoutWhatItReliedOn() {
    MultiLayerNetwork model = first();
    MaskedTuning.Tuned tuned = tuning(0.5, 20).tune(model, twins(200), 1, Progress.SILENT);
    double[] w = NdArrays.doubles(((MultiLayerNetwork) tuned.model()).getParam("0_W"));
    double[] b = NdArrays.doubles(((MultiLayerNetwork) tuned.model()).getParam("0_b"));
    assertTrue(w[3] - w[2] > 1, "weights of the second feature " + Arrays.toString(w));
    assertEquals(-3, NdArrays.doubles(model.getParam("0_W"))[0], 0, "the model itself stays");

    INDArray row = NdArrays.array(DataType.FLOAT, new double[] {1, 1}, 1, 2);
    INDArray marked = NdArrays.array(DataType.FLOAT, new double[] {1, 0}, 1, 2);
    Network explained = new Learner.Stack(model).network();
    Subject subject =
        new Subject(
            explained,
            row,
            marked,
            FeatureGroups.none(),
            Optional.empty(),
            Context.standard().with(Target.of(1)));
    TrainedModel.write(folder.resolve("tuned.zip"), tuned.model(), Map.of());
    FineTunedFidelityPlus metric =
        new FineTunedFidelityPlus(
            folder.resolve("tuned.zip").toString(),
            1,
            0.5,
            4,
            List.of(50.0),
            Target.Output.PROBABILITY);
    // Of the explanation, the first feature, one of two is removed: fʳ has the second alone.
    double left = 1 / (1 + Math.exp(-(w[3] - w[2] + b[1] - b[0])));
    double f = 1 / (1 + Math.exp(-6));
    assertEquals(f - left, metric.score(subject).values()[0], 1e-5);
    // Of the original model one half of the probability would go, whatever the second says.
    FineTunedFidelityPlus original =
        new FineTunedFidelityPlus("", 1, 0.5, 4, List.of(50.0), Target.Output.PROBABILITY);
    assertEquals(f - 0.5, original.score(subject).values()[0], 1e-5);
  }

  @Test
  void shippedNetworksKeepTheirEncodingAndTheirPadding() {
    for (String id : List.of("credit", "sentiment-encoder")) {
      Model model = Models.trainable(id);
      boolean text = id.startsWith("sentiment");
      Samples rows = Datasets.get(text ? "sentiment" : "credit").train().orElseThrow();
      int[] some = IntStream.range(0, 64).toArray();
      MaskedTuning tuning =
          new MaskedTuning(
              0.1,
              text ? Baseline.zeros() : Baseline.parse("mean"),
              FeatureGroups.parse(text ? "tokens" : "none"),
              2,
              1e-2);
      Model tuned = tuning.tune(model, rows.select(some), 1, Progress.SILENT).model();
      String layer = text ? "words_W" : "0_W";
      INDArray before = model.paramTable(false).get(layer);
      INDArray after = tuned.paramTable(false).get(layer);
      assertEquals(text ? before.getRow(0) : before, text ? after.getRow(0) : after);
    }
  }

  @Test
  void whatCannotBeTunedIsRefused() {
    assertTrue(
        assertThrows(InputException.class, () -> Models.trainable("credit-boosted"))
            .getMessage()
            .contains("no shipped network 'credit-boosted'"));
    assertThrows(InputException.class, () -> tuning(0, 1));
    assertThrows(InputException.class, () -> tuning(0.1, 0));
    assertThrows(
        InputException.class, () -> tuning(0.5, 1).tune(first(), twins(19), 1, Progress.SILENT));
    InputException classes =
        assertThrows(
            InputException.class,
            () ->
                tuning(0.5, 1)
                    .run(
                        "own",
                        first(),
                        new Samples(twins(40).inputs(), new int[40], List.of("only")),
                        twins(40),
                        folder.resolve("own.zip"),
                        1,
                        Progress.SILENT));
    assertTrue(classes.getMessage().contains("2 outputs"), classes.getMessage());
    assertFalse(Files.exists(folder.resolve("own.zip")));
  }
}
