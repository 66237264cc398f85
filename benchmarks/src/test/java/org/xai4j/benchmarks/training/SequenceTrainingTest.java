package org.xai4j.benchmarks.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Sentiment;
import org.xai4j.benchmarks.data.Splice;
import org.xai4j.benchmarks.data.Vocabulary;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Goldens;

/** Short trainings on words and on DNA, and the shipped networks. */
class SequenceTrainingTest {
  private static final Fitting.Settings SHORT = new Fitting.Settings(1, 1, 16, 4e-3, 0.5);

  @TempDir Path folder;

  /** Deeplearning4j's own answers, which the imported network must give. */
  private static void assertImported(Path zip, INDArray inputs) throws Exception {
    INDArray expected =
        zip.toString().endsWith("-encoder.zip")
            ? ModelSerializer.restoreComputationGraph(zip.toFile()).outputSingle(inputs)
            : ModelSerializer.restoreMultiLayerNetwork(zip.toFile()).output(inputs, false);
    INDArray actual = Dl4jImporter.read(zip).predict(inputs);
    assertTrue(Goldens.error(expected, actual) <= 1e-5, zip.toString());
  }

  @Test
  void sentencesThreeNetworksTheSameAgain() throws Exception {
    Vocabulary vocabulary = Sentiment.vocabulary();
    for (String name : new String[] {"a.zip", "b.zip"}) {
      String said =
          SentimentTrainer.train(
              folder.resolve(name),
              3,
              Progress.SILENT,
              Sentiment.train().range(0, 32),
              SHORT,
              vocabulary);
      assertTrue(
          said.startsWith("LSTM: ") && said.contains("CNN: ") && said.contains("ENCODER: "), said);
    }
    INDArray some = Sentiment.test().range(0, 5).inputs(vocabulary);
    for (String kind : new String[] {"", "-cnn", "-encoder"}) {
      Path zip = folder.resolve("a" + kind + ".zip");
      Network network = Dl4jImporter.read(zip);
      assertEquals(
          network.hash(),
          Dl4jImporter.read(folder.resolve("b" + kind + ".zip")).hash(),
          "same seed, same weights");
      assertTrue(network.tokens());
      Embedding table =
          (Embedding)
              network.nodes().stream()
                  .filter(n -> n.layer() instanceof Embedding)
                  .findFirst()
                  .orElseThrow()
                  .layer();
      double[] padding = NdArrays.doubles(table.weights().getRow(Vocabulary.PADDING));
      assertEquals(0, Arrays.stream(padding).map(Math::abs).max().orElseThrow());
      assertImported(zip, some);
      String provenance = Files.readString(folder.resolve("a" + kind + ".json"));
      assertTrue(provenance.contains("\"seed\" : 3"), provenance);
    }
  }

  @Test
  void windowsOfDnaTheSameAgain() throws Exception {
    Splice all = Splice.train();
    for (String name : new String[] {"a.zip", "b.zip"}) {
      String said =
          SpliceTrainer.train(
              folder.resolve(name), 3, Progress.SILENT, all.range(0, 32), all.range(32, 64), SHORT);
      assertTrue(said.contains("after 1 epochs"), said);
    }
    Path zip = folder.resolve("a.zip");
    assertEquals(Dl4jImporter.read(zip).hash(), Dl4jImporter.read(folder.resolve("b.zip")).hash());
    assertImported(zip, all.range(0, 5).inputs());
  }

  @Test
  void theBestMeanOfParametersIsKept() {
    Vocabulary vocabulary = Sentiment.vocabulary();
    Sentiment few = Sentiment.train().range(0, 48);
    Fitting rows = new Fitting(few.inputs(vocabulary), few.labels(), 2);
    var model = WordNetwork.Kind.CNN.model(vocabulary.size(), 1, 4e-3);
    INDArray start = model.parameters().dup();
    int epochs =
        rows.fit(
            model,
            rows,
            new Fitting.Settings(9, 2, 16, 4e-3, 1),
            SplitRandom.of(1),
            () -> {},
            Progress.SILENT);
    assertEquals(
        3, epochs, "a mean that does not move betters nothing: one epoch and the patience of two");
    assertTrue(Goldens.error(start, model.parameters()) <= 1e-6);
    Fitting.Score score = rows.score(model.network());
    assertTrue(score.correct() >= 0 && score.correct() <= 48);
    assertEquals(Math.log(2), score.loss(), 0.2, "untrained networks know nothing");
  }

  @Test
  void shippedNetworksReadSentencesAndDna() {
    Vocabulary vocabulary = Sentiment.vocabulary();
    Sentiment sentences = Sentiment.test();
    Fitting words = new Fitting(sentences.inputs(vocabulary), sentences.labels(), 2);
    for (String id : new String[] {"sentiment", "sentiment-cnn", "sentiment-encoder"}) {
      double accuracy = words.score(Models.read(id)).correct() / 600.0;
      assertTrue(accuracy >= (id.endsWith("encoder") ? 0.75 : 0.8), id + " " + accuracy);
    }
    Splice test = Splice.test();
    Fitting windows = new Fitting(test.inputs(), test.labels(), 3);
    double accuracy = windows.score(Models.read("splice")).correct() / (double) test.size();
    assertTrue(accuracy >= 0.95, "splice " + accuracy);
  }

  @Test
  void refusesBadPlaces() {
    for (Trainer trainer : new Trainer[] {new SentimentTrainer(), new SpliceTrainer()}) {
      InputException e =
          assertThrows(
              InputException.class,
              () -> trainer.train(folder.resolve("m.h5"), 1, Progress.SILENT));
      assertTrue(e.getMessage().contains("written as a .zip"), e.getMessage());
    }
  }
}
