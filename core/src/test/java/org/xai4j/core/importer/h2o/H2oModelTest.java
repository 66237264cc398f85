package org.xai4j.core.importer.h2o;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.run.InputException;

/** Models written by hand in the format of H2O's MOJO, with scores computed by hand. */
class H2oModelTest {
  @TempDir Path folder;

  private Path zip(String name, Map<String, byte[]> parts) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static byte[] text(String... lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Logit 0.5·[blue] − 1·[green] + 2·dose − 0.25, of a colour and a dose. */
  private Path logistic(String category) throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(
        "model.ini",
        text(
            "[info]",
            "h2o_version = 3.46.0.7",
            "mojo_version = 1.00",
            "algo = glm",
            "algorithm = Generalized Linear Modeling",
            "endianness = LITTLE_ENDIAN",
            "category = " + category,
            "uuid = 1",
            "supervised = true",
            "n_features = 2",
            "n_classes = 2",
            "n_columns = 3",
            "n_domains = 2",
            "balance_classes = false",
            "default_threshold = 0.5",
            "prior_class_distrib = [0.5, 0.5]",
            "model_class_distrib = [0.5, 0.5]",
            "use_all_factor_levels = false",
            "cats = 1",
            "cat_modes = [0]",
            "cat_offsets = [0, 2]",
            "nums = 1",
            "num_means = [0.75]",
            "mean_imputation = true",
            "beta = [0.5, -1.0, 2.0, -0.25]",
            "family = binomial",
            "link = logit",
            "",
            "[columns]",
            "colour",
            "dose",
            "ill",
            "",
            "[domains]",
            "0: 3 d000.txt",
            "2: 2 d001.txt"));
    parts.put("domains/d000.txt", text("red", "blue", "green"));
    parts.put("domains/d001.txt", text("no", "yes"));
    return zip("glm-" + category + ".zip", parts);
  }

  @Test
  void probabilitiesAreThoseOfTheLinearModel() throws IOException {
    H2oModel model = assertInstanceOf(H2oModel.class, ModelFiles.model(logistic("Binomial")));
    assertEquals(List.of("colour", "dose"), model.columns());
    assertEquals(List.of("red", "blue", "green"), model.levels(0));
    double[][] rows = {{0, 1}, {1, -1}, {2, 0.5}, {1, Double.NaN}};
    double[] logits = {1.75, -1.75, -0.25, 0.5 + 2 * 0.75 - 0.25};
    double[][] scores = NdArrays.rows(model.predict(Nd4j.create(rows)));
    for (int i = 0; i < rows.length; i++) {
      double yes = 1 / (1 + Math.exp(-logits[i]));
      assertArrayEquals(new double[] {1 - yes, yes}, scores[i], 1e-12);
    }
    assertTrue(Double.isNaN(rows[3][1]), "the given rows are not written to");
  }

  @Test
  void boostedTreesAreWalked() throws IOException {
    ByteBuffer tree = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    // Both children are leaves; the column; missing goes left; the threshold; left and right.
    tree.put((byte) 0xF0).putShort((short) 1).put((byte) 2).putFloat(0.5f).putFloat(-3).putFloat(4);
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(
        "model.ini",
        text(
            "[info]",
            "h2o_version = 3.46.0.7",
            "mojo_version = 1.40",
            "algo = gbm",
            "algorithm = Gradient Boosting Machine",
            "endianness = LITTLE_ENDIAN",
            "category = Regression",
            "uuid = 2",
            "supervised = true",
            "n_features = 2",
            "n_classes = 1",
            "n_columns = 3",
            "n_domains = 0",
            "balance_classes = false",
            "default_threshold = 0.5",
            "n_trees = 1",
            "n_trees_per_class = 1",
            "distribution = gaussian",
            "link_function = identity",
            "init_f = 10.0",
            "_genmodel_encoding = AUTO",
            "",
            "[columns]",
            "a",
            "b",
            "y",
            "",
            "[domains]"));
    parts.put("trees/t00_000.bin", tree.array());
    parts.put("trees/t00_000_aux.bin", new byte[0]);
    H2oModel model = H2oImporter.read(zip("gbm.mojo", parts));
    assertTrue(model.regression());
    double[][] rows = {{9, 0.25}, {9, 0.5}, {9, Double.NaN}};
    assertArrayEquals(
        new double[] {7, 14, 7}, NdArrays.doubles(model.predict(Nd4j.create(rows))), 1e-6);
  }

  @Test
  void whatIsNoLevelIsRefused() throws IOException {
    H2oModel model = H2oImporter.read(logistic("Binomial"));
    for (double value : new double[] {0.5, 3, -1}) {
      String said =
          assertThrows(
                  InputException.class,
                  () -> model.predict(Nd4j.create(new double[][] {{value, 1}})))
              .getMessage();
      assertTrue(said.contains("column 'colour'"), said);
    }
  }

  @Test
  void otherCategoriesAndDamageAreRefused() throws IOException {
    Path clusters = logistic("Clustering");
    assertTrue(
        assertThrows(InputException.class, () -> ModelFiles.model(clusters))
            .getMessage()
            .contains("category Clustering"));
    Path empty = zip("empty.zip", Map.of("model.ini", text("[info]", "algo = gbm")));
    assertTrue(
        assertThrows(InputException.class, () -> ModelFiles.model(empty))
            .getMessage()
            .contains("cannot be read"));
    Path none = folder.resolve("none.mojo");
    assertTrue(
        assertThrows(InputException.class, () -> ModelFiles.model(none))
            .getMessage()
            .contains("none.mojo"));
  }
}
