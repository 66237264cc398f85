package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attributes spread over columns of 0 and 1, and training without an attribute. */
class AuditUseTest {
  @TempDir private Path folder;

  private Path model = Path.of("");

  /** Yes for origin a, and for a skill above 2: w = (4, 0, 0, 1), threshold 2. */
  @BeforeEach
  void aModelThatUsesTheOrigin() throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list(
                    new OutputLayer.Builder().nIn(4).nOut(2).activation(Activation.SOFTMAX).build())
                .build());
    network.init();
    INDArray w = Nd4j.create(DataType.FLOAT, 4, 2);
    w.putScalar(new int[] {0, 1}, 4);
    w.putScalar(new int[] {3, 1}, 1);
    network.setParam("0_W", w);
    network.setParam("0_b", Nd4j.createFromArray(new float[][] {{2, 0}}));
    model = folder.resolve("origin.zip");
    ModelSerializer.writeModel(network, model.toFile(), false);
  }

  /** Half of the rows are of origin a; the skill is even; the label is the model's answer. */
  private Path table(String name, long seed, int rows) throws Exception {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("origin_a,origin_b,origin_c,skill,y\n");
    for (int i = 0; i < rows; i++) {
      int origin = Math.max(0, random.nextInt(4) - 1);
      int skill = random.nextInt(5);
      int y = origin == 0 || skill > 2 ? 1 : 0;
      text.append(
          "%d,%d,%d,%d,%d%n"
              .formatted(origin == 0 ? 1 : 0, origin == 1 ? 1 : 0, origin == 2 ? 1 : 0, skill, y));
    }
    return Files.writeString(folder.resolve(name), text.toString());
  }

  private JsonNode audit(Object... more) throws Exception {
    Object[] all = new Object[more.length + 12];
    Object[] first = {
      "audit",
      "--model",
      model,
      "--labels",
      "y",
      "--draws",
      200,
      "--explained",
      20,
      "--quiet",
      "--out",
      folder
    };
    System.arraycopy(first, 0, all, 0, 12);
    System.arraycopy(more, 0, all, 12, more.length);
    Ran ran = Ran.command(all);
    assertEquals(0, ran.code(), ran.err());
    return new ObjectMapper().readTree(folder.resolve("audit.json").toFile());
  }

  @Test
  void columnsOfOneCategoryChangeTogether() throws Exception {
    JsonNode json =
        audit("--input", table("t.csv", 1, 400), "--protected", "origin_*", "--retrained", 0);
    JsonNode use = json.path("use of origin");
    for (JsonNode flip : use.path("flips")) {
      if (!flip.path("changed").asText().equals("attribute")) {
        continue;
      }
      boolean leaves = flip.path("from").asText().equals("a");
      boolean joins = flip.path("to").asText().equals("a");
      double changed = flip.path("answers that change").asDouble();
      // Of a, those without the skill (three of five) fall; b and c are alike.
      assertEquals(leaves || joins ? 0.6 : 0, changed, leaves || joins ? 0.12 : 0, flip.toString());
      assertEquals(
          joins ? 1 : leaves ? -1 : 0,
          Math.signum(flip.path("mean change of the score").asDouble()));
    }
    assertEquals("b", json.path("groups").path("rates").get(1).path("group").asText());
    assertTrue(use.path("retrained").isMissingNode());
    assertEquals(1, use.path("findings").get(2).path("figures").path("rank").asInt());
  }

  /** The same by a one-hot group of a schema as by the pattern. */
  @Test
  void aGroupOfTheSchemaIsAnAttribute() throws Exception {
    Path schema =
        Files.writeString(
            folder.resolve("s.json"),
            "{\"columns\":[{\"name\":\"origin_a\"},{\"name\":\"origin_b\"},{\"name\":\"origin_c\"},"
                + "{\"name\":\"skill\"}],\"groups\":{\"origin\":[\"origin_a\",\"origin_b\",\"origin_c\"]}}");
    Path table = table("t.csv", 1, 400);
    Object[] none = {"--input", table, "--retrained", 0, "--protected", "origin_*"};
    JsonNode flips = audit(none).path("use of origin").path("flips");
    JsonNode same =
        audit("--input", table, "--retrained", 0, "--protected", "origin", "--columns", schema)
            .path("use of origin")
            .path("flips");
    assertEquals(flips.size(), same.size());
    for (int i = 0; i < flips.size(); i++) {
      assertEquals(
          flips.get(i).path("answers that change"), same.get(i).path("answers that change"));
    }
  }

  /** Without the origin nobody can answer by it: the difference of rates goes. */
  @Test
  void trainingWithoutTheAttributeIsTold() throws Exception {
    JsonNode use =
        audit(
                "--input",
                table("t.csv", 1, 400),
                "--train",
                table("train.csv", 2, 400),
                "--protected",
                "origin=origin_*:a",
                "--retrained",
                2)
            .path("use of origin");
    assertEquals("logistic regression", use.path("reference model").asText());
    assertTrue(use.path("answers like the audited model").path("value").asDouble() > 0.95);
    JsonNode without = use.path("retrained").get(1);
    assertEquals("without the attribute", without.path("trained").asText());
    assertEquals(1, without.path("columns").asInt());
    double change = without.path("change of the difference").path("value").asDouble();
    assertTrue(without.path("change of the difference").path("high").asDouble() < 0);
    assertEquals(
        without.path("largest difference of selection rates").path("value").asDouble()
            - use.path("retrained")
                .get(0)
                .path("largest difference of selection rates")
                .path("value")
                .asDouble(),
        change,
        1e-12);
    String sentence = use.path("findings").get(2).path("sentence").asText();
    assertTrue(sentence.endsWith("leaves 0 out."), sentence);
  }
}
