package org.xai4j.benchmarks.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableEncoding;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.Progress;

/** Tables, their encoding inside of a network, and how good classifiers are. */
class TableTrainingTest {
  @Test
  void tablesHaveTheirClassesAndSplits() {
    Tabular credit = Tabular.credit();
    assertEquals(750, credit.train().labels().length);
    assertEquals(250, credit.test().labels().length);
    assertEquals(525, Arrays.stream(credit.train().labels()).filter(l -> l == 1).count());
    credit.schema().check(credit.train().inputs());
    Tabular cancer = Tabular.breastCancer();
    assertEquals(569, cancer.train().labels().length + cancer.test().labels().length);
    assertEquals(53, Arrays.stream(cancer.test().labels()).filter(l -> l == 0).count());
    for (TableSchema[] pair :
        new TableSchema[][] {
          {credit.schema(), Tabular.creditInSpanish()},
          {cancer.schema(), Tabular.breastCancerInSpanish()}
        }) {
      assertEquals(pair[0].width(), pair[1].width());
      for (int c = 0; c < pair[0].width(); c++) {
        TableSchema.Column english = pair[0].columns().get(c);
        TableSchema.Column spanish = pair[1].columns().get(c);
        assertEquals(english.labels().size(), spanish.labels().size(), english.name());
        assertEquals(english.change(), spanish.change(), english.name());
      }
    }
  }

  @Test
  void firstLayersEncodeAsTheFormulaSays() {
    TableSchema schema =
        new TableSchema(
            "",
            List.of(),
            List.of(
                TableSchema.Column.number("a"), TableSchema.Column.category("b", "x", "y", "z")));
    double[][] rows = {{1, 0}, {4, 2}, {-2, 1}};
    TableEncoding encoding = TableEncoding.of(schema, rows);
    double[][] encoded = encoding.encode(rows);
    assertEquals(4, encoding.width());
    assertArrayEquals(new double[] {0, 1, 0, 0}, encoded[0], 1e-12);
    double[][] merged =
        encoding.merged(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}});
    for (int i = 0; i < rows.length; i++) {
      double[] out = new double[4];
      for (int u = 0; u < encoding.units(); u++) {
        double z = encoding.biases()[u];
        for (int c = 0; c < 2; c++) {
          z += rows[i][c] * encoding.weights()[c][u];
        }
        for (int j = 0; j < 4; j++) {
          out[j] += Math.max(0, z) * merged[u][j];
        }
      }
      assertArrayEquals(encoded[i], out, 1e-12);
    }
  }

  @Test
  void trainingIsRepeatable(@TempDir Path folder) {
    TableTraining.Settings settings = new TableTraining.Settings(2, 1, 64, 1e-2, 0, List.of(8, 4));
    Path one = folder.resolve("one.zip");
    Path two = folder.resolve("two.zip");
    String said =
        TableTraining.run(
            "breast-cancer", Tabular.breastCancer(), settings, one, 5, Progress.SILENT);
    TableTraining.run("breast-cancer", Tabular.breastCancer(), settings, two, 5, Progress.SILENT);
    assertTrue(said.contains("AUC"), said);
    assertEquals(Dl4jImporter.read(one).hash(), Dl4jImporter.read(two).hash());
  }

  @ParameterizedTest
  @CsvSource({"credit,0.73", "breast-cancer,0.97"})
  void shippedModelsAreAsGoodAsTheirProvenanceSays(String name, double least) {
    Tabular data = name.equals("credit") ? Tabular.credit() : Tabular.breastCancer();
    Network network = Models.read(name);
    double[][] scores = NdArrays.rows(network.predict(data.test().inputs()));
    Proportion accuracy = TableTraining.accuracy(scores, data.test().labels());
    assertTrue(accuracy.value() >= least, name + " " + accuracy);
  }

  @Test
  void forestAndRegressionAreRepeatableProbabilities() {
    Tabular data = Tabular.breastCancer();
    INDArray x = data.test().inputs();
    for (int i = 0; i < 2; i++) {
      TribuoClassifier model =
          i == 0 ? TribuoClassifier.forest(data, 200, 3) : TribuoClassifier.logistic(data, 3);
      TribuoClassifier again =
          i == 0 ? TribuoClassifier.forest(data, 200, 3) : TribuoClassifier.logistic(data, 3);
      double[][] p = NdArrays.rows(model.predict(x));
      assertEquals(model.predict(x), again.predict(x));
      assertEquals(1, p[0][0] + p[0][1], 1e-5);
      assertTrue(TableTraining.accuracy(p, data.test().labels()).value() > 0.9);
    }
  }

  @Test
  void areaUnderTheCurveByHand() {
    // Pairs: 0.9 beats both, 0.4 ties with 0.4 and beats 0.1: (2 + 1.5)/4.
    Auc auc = Auc.of(new double[] {0.9, 0.4, 0.4, 0.1}, new int[] {1, 1, 0, 0});
    assertEquals(3.5 / 4, auc.value(), 1e-12);
    // Placements 1, 0.75 of ones and 0.75, 1 of zeros: variances 1/32 each, over 2.
    double half = 1.959963984540054 * Math.sqrt(1 / 32.0);
    assertEquals(3.5 / 4 - half, auc.low(), 1e-12);
    assertEquals(1, auc.high(), 1e-12);
  }
}
