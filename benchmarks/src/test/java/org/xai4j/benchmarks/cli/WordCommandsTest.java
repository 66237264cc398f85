package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Sentiment;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.network.Network;

/** Commands on networks that read word ids. */
class WordCommandsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"kernel-shap", "integrated-gradients", "deep-lift"})
  void relevanceOfIdsAddsUp(String method) {
    INDArray ids =
        Sentiment.vocabulary()
            .encode(List.of("A great film!", "not good, very bad"), Sentiment.LENGTH);
    Path input = folder.resolve("ids.npy");
    Npy.write(input, ids);
    for (String model : List.of("sentiment", "sentiment-cnn")) {
      Path output = folder.resolve(model + ".npy");
      Ran ran =
          Ran.command(
              "explain",
              "--model",
              model,
              "--input",
              input,
              "--method",
              method,
              "--target",
              1,
              "--groups",
              "tokens",
              "--output",
              output);
      assertEquals(0, ran.code(), ran.err());
      INDArray values = Npy.read(output);
      assertArrayEquals(new long[] {2, Sentiment.LENGTH}, values.shape());
      Network network = Models.read(model).logits();
      double[] scores = NdArrays.doubles(network.predict(ids));
      double none = network.predict(ids.mul(0)).getDouble(0, 1);
      double[] flat = NdArrays.doubles(values);
      for (int i = 0; i < 2; i++) {
        // Padding in front of the words: one feature, without effect.
        assertEquals(0, flat[i * Sentiment.LENGTH], 1e-5);
        double sum = 0;
        for (int t = Sentiment.LENGTH - 4; t < Sentiment.LENGTH; t++) {
          sum += flat[i * Sentiment.LENGTH + t];
        }
        assertEquals(scores[2 * i + 1] - none, sum, 2e-2, model + " row " + i);
      }
    }
  }

  @Test
  void groupsOfWordsNeedIds() {
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            "splice",
            "--input",
            "splice",
            "--rows",
            0,
            "--method",
            "feature-ablation",
            "--groups",
            "tokens",
            "--output",
            folder.resolve("a.npy"));
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("The groups tokens need token ids"), ran.err());
  }
}
