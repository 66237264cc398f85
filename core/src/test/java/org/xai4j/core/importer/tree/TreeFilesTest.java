package org.xai4j.core.importer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Fuzz;
import org.xai4j.core.testing.StoredTrees;
import org.xai4j.core.tree.TreeEnsemble;

/** Trees answer as the libraries that wrote them. */
class TreeFilesTest {
  private static final double NAN = Double.NaN;

  @ParameterizedTest
  @ValueSource(strings = {"regression", "binary", "multiclass", "categorical", "dart", "forest"})
  void lightGbm(String name) {
    TreeEnsemble model = StoredTrees.model(name + ".txt");
    INDArray x = StoredTrees.array(name + "-x");
    assertArrayEquals(
        NdArrays.doubles(StoredTrees.array(name + "-answer")),
        NdArrays.doubles(model.predict(x)),
        1e-12);
    // LightGBM's raw score of a forest is the sum of its trees, ours is their mean.
    double mean = name.equals("forest") ? 1.0 / model.trees().size() : 1;
    assertArrayEquals(
        NdArrays.doubles(StoredTrees.array(name + "-raw").mul(mean)),
        NdArrays.doubles(model.logits().predict(x)),
        1e-12);
    assertTrue(model.covered() && model.missing());
    assertEquals(name.equals("binary"), model.binary());
    assertEquals(64, model.hash().length());
  }

  private static double[] answers(TreeEnsemble model, double[]... rows) {
    return NdArrays.doubles(model.predict(NdArrays.array(DataType.DOUBLE, rows)));
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /**
   * a < 0.3 (missing too) ? (c in {1, 33} ? 2 : −1; missing: 2) : 0.5, and b < −1 ? 0.25 : −0.75.
   */
  @ParameterizedTest
  @ValueSource(strings = {"xgboost.json", "xgboost.ubj"})
  void xgBoost(String file) {
    TreeEnsemble model = StoredTrees.model(file);
    double base = Math.log(0.2 / 0.8);
    double[] expected = {
      sigmoid(base - 1 - 0.75),
      sigmoid(base + 2 + 0.25),
      sigmoid(base + 2 - 0.75),
      sigmoid(base + 0.5 - 0.75),
      sigmoid(base + 2 - 0.75),
      sigmoid(base - 1 - 0.75)
    };
    double[] actual =
        answers(
            model,
            new double[] {0, -1, 0},
            new double[] {NAN, -2, 33},
            new double[] {0.29, NAN, 1},
            // Equal in single precision: not smaller.
            new double[] {0.3, 0, 1},
            new double[] {0, 0, NAN},
            new double[] {0, 0, 1000});
    assertArrayEquals(expected, actual, 1e-7);
    assertEquals(List.of("a", "b", "c"), model.features());
    assertEquals(10, model.trees().get(0).cover(0));
  }

  @Test
  void xgBoostWithDroppedTreesAndClasses() {
    double[] row = {0, 0, 0};
    assertArrayEquals(
        new double[] {0.5 - 0.5 - 1.5},
        answers(StoredTrees.model("xgboost-dart.json"), row),
        1e-12);
    double[] z = {Math.exp(-1), Math.exp(0), Math.exp(-0.75)};
    double sum = z[0] + z[1] + z[2];
    assertArrayEquals(
        new double[] {z[0] / sum, z[1] / sum, z[2] / sum},
        answers(StoredTrees.model("xgboost-classes.json"), row),
        1e-12);
  }

  @Test
  void catBoost() {
    TreeEnsemble model = StoredTrees.model("catboost.json");
    double[] expected = {
      sigmoid(0.5 + 2), sigmoid(0.5 + 2 * 2), sigmoid(0.5 + 2 * 3), sigmoid(0.5 + 2 * 4)
    };
    double[] actual =
        answers(
            model,
            new double[] {0.5, -1.5, 0},
            new double[] {0.6, -2, 0},
            new double[] {NAN, NAN, 0},
            new double[] {1, 0, 0});
    assertArrayEquals(expected, actual, 1e-12);
    assertEquals(10, model.trees().get(0).cover(0));
    TreeEnsemble grown = StoredTrees.model("catboost-grown.json").logits();
    double[] raw =
        answers(grown, new double[] {0, 0, NAN}, new double[] {-1, 0, 1}, new double[] {1, 0, 1});
    assertArrayEquals(new double[] {1, -0.75, 0, 2.25, 3, 0.25}, raw, 1e-12);
  }

  @Test
  void damagedFilesEndInASentence() {
    int refused = 0;
    for (String file :
        List.of(
            "regression.txt",
            "multiclass.txt",
            "categorical.txt",
            "xgboost.json",
            "xgboost.ubj",
            "xgboost-dart.json",
            "catboost.json",
            "catboost-grown.json")) {
      refused +=
          Fuzz.run(
              file,
              StoredTrees.bytes(file),
              120,
              bytes -> {
                TreeEnsemble model = TreeFiles.parse(bytes, "m");
                model.predict(
                    NdArrays.array(DataType.DOUBLE, new double[1][model.features().size()]));
              });
    }
    assertTrue(refused > 200, "refused " + refused);
  }

  @Test
  void whatIsNotSupportedIsSaid() {
    String linear =
        new String(StoredTrees.bytes("regression.txt"), StandardCharsets.UTF_8)
            .replace("is_linear=0", "is_linear=1");
    assertSaid("linear_tree=false", linear);
    assertSaid("objective 'mine'", replaced("xgboost.json", "binary:logistic", "mine"));
    assertSaid(
        "categorical features",
        replaced(
            "catboost.json", "\"categorical_features\": []", "\"categorical_features\": [{}]"));
    assertSaid("no tree ensemble", "{}");
    assertSaid("no tree ensemble", "treeless");
    String circle =
        replaced("xgboost.json", "\"left_children\": [1, 3", "\"left_children\": [1, 1");
    assertSaid("does not make a tree", circle);
    assertFalse(circle.isEmpty());
  }

  private static String replaced(String file, String from, String to) {
    String text = new String(StoredTrees.bytes(file), StandardCharsets.UTF_8);
    assertTrue(text.contains(from), from);
    return text.replace(from, to);
  }

  private static void assertSaid(String part, String file) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    String said =
        assertThrows(InputException.class, () -> TreeFiles.parse(bytes, "m")).getMessage();
    assertTrue(said.contains(part), said);
  }
}
