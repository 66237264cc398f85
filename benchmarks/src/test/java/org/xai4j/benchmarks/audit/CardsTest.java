package org.xai4j.benchmarks.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.training.TableLearner;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/** Cards of models of any kind; the shipped ones are true. */
class CardsTest {
  private static final AuditSettings FEW = new AuditSettings(100, 0, 10, 0, Context.standard());

  @TempDir private Path folder;

  private static JsonNode measure(JsonNode card, String name) {
    for (JsonNode line : card.path("Performance").path("measures")) {
      if (line.path("measure").asText().equals(name)) {
        return line.path("value");
      }
    }
    throw new AssertionError("no measure " + name);
  }

  /** What docs/cards says of model, rows and answers is what one counts today. */
  @ParameterizedTest
  @ValueSource(
      strings = {"mnist", "sentiment", "sentiment-cnn", "splice", "credit", "breast-cancer"})
  void shippedCardsAreTrue(String id) throws Exception {
    Path file = Path.of("..", "docs", "cards", id + ".json");
    JsonNode card = new ObjectMapper().readTree(file.toFile());
    Network model = Models.read(id);
    assertEquals(model.hash(), card.path("Model details").path("SHA-256 of the model").asText());
    String data = card.path("Evaluation").path("data").asText();
    Samples rows = Datasets.get(data).test();
    double[][] said = NdArrays.rows(model.probabilities().predict(model.accept(rows.inputs())));
    double right =
        IntStream.range(0, said.length)
            .filter(i -> Numeric.argmax(said[i]) == rows.labels()[i])
            .count();
    assertEquals(said.length, card.path("Evaluation").path("rows").asInt());
    JsonNode accuracy = measure(card, "accuracy");
    assertEquals(right / said.length, accuracy.path("value").asDouble(), 1e-9);
    assertTrue(accuracy.path("low").asDouble() < right / said.length);
    assertTrue(Files.exists(file.resolveSibling(id + ".md")));
  }

  @Test
  void aSeriesModelIsMeasured() throws Exception {
    CardSubject subject =
        new CardSubjectReader("splice", Models.read("splice"), "splice", "", "", Map.of()).read();
    MeasuredCard.write(subject, FEW, folder);
    JsonNode card = new ObjectMapper().readTree(folder.resolve("card.json").toFile());
    JsonNode byClass = card.path("Performance").path("by class");
    Samples rows = Datasets.get("splice").test();
    Network model = Models.read("splice");
    int[] said =
        Arrays.stream(NdArrays.rows(model.predict(model.accept(rows.inputs()))))
            .mapToInt(Numeric::argmax)
            .toArray();
    for (int c = 0; c < 3; c++) {
      int wanted = c;
      long labelled = Arrays.stream(rows.labels()).filter(l -> l == wanted).count();
      long answered = Arrays.stream(said).filter(l -> l == wanted).count();
      double both =
          IntStream.range(0, said.length)
              .filter(i -> said[i] == wanted && rows.labels()[i] == wanted)
              .count();
      JsonNode line = byClass.get(c);
      assertEquals(rows.classes().get(c), line.path("class").asText());
      assertEquals(labelled, line.path("rows").asInt());
      assertEquals(both / answered, line.path("precision").path("value").asDouble(), 1e-12);
      assertEquals(both / labelled, line.path("recall").path("value").asDouble(), 1e-12);
    }
    JsonNode explanations = card.path("Explanations: faithfulness, robustness, complexity");
    for (JsonNode line : explanations.path("metrics")) {
      double sign = line.path("better").asText().equals("higher") ? 1 : -1;
      double gain =
          line.path("explanation").path("value").asDouble()
              - line.path("random").path("value").asDouble();
      assertEquals(sign * gain, line.path("better than random by").path("value").asDouble(), 1e-9);
    }
    int verdicts = 0;
    for (JsonNode sentence : explanations.path("sentences")) {
      for (JsonNode line : explanations.path("metrics")) {
        JsonNode gain = line.path("better than random by");
        if (sentence.asText().startsWith("By " + line.path("metric").asText() + ",")) {
          assertEquals(
              gain.path("low").asDouble() > 0,
              sentence.asText().endsWith("is better than random."));
          verdicts++;
        }
      }
    }
    assertEquals(explanations.path("metrics").size(), verdicts);
    String page = Files.readString(folder.resolve("card.md"));
    assertTrue(page.contains("*to be written by a person*"), page);
  }

  /** Without labels nothing is claimed of how good the answers are. */
  @Test
  void rowsWithoutLabels() throws Exception {
    Path rows = folder.resolve("x.npy");
    Npy.write(rows, NdArrays.array(DataType.FLOAT, new double[20 * 20], 20, 20).addi(0.5));
    Network model = Models.read("credit");
    CardSubject subject =
        new CardSubjectReader("credit", model, rows.toString(), "", "", Map.of()).read();
    MeasuredCard.write(subject, FEW, folder);
    JsonNode card = new ObjectMapper().readTree(folder.resolve("card.json").toFile());
    assertTrue(card.path("Performance").path("measures").isMissingNode());
    assertEquals("not given", card.path("Evaluation").path("labels").asText());
    assertEquals(2, card.path("Performance").path("answers").size());
  }

  @Test
  void aRegressionIsMeasured() throws Exception {
    double[] answers = {1, 2, 3, 5};
    double[] truth = {1, 1, 4, 5};
    List<List<Object>> table =
        new QuantityMeasures(answers, truth).overall(new Bootstrap(4, 50, 0));
    assertEquals(0.5, ((Interval) table.get(1).get(1)).mean(), 1e-15);
    assertEquals(Math.sqrt(0.5), ((Interval) table.get(2).get(1)).mean(), 1e-15);
    assertEquals(0, ((Interval) table.get(3).get(1)).mean(), 1e-15);
    // Variance of the truth: mean 2.75, squares 3.0625, 3.0625, 1.5625, 5.0625.
    assertEquals(1 - 0.5 / 3.1875, ((Interval) table.get(4).get(1)).mean(), 1e-15);
  }

  @Test
  void classMeasuresFollowTheirDefinitions() {
    double[][] p = {{0.9, 0.1}, {0.6, 0.4}, {0.2, 0.8}, {0.3, 0.7}};
    int[] labels = {0, 1, 1, 0};
    List<List<Object>> table = new ClassMeasures(p, labels).overall(new Bootstrap(4, 50, 0));
    assertEquals(0.5, ((Interval) table.get(1).get(1)).mean(), 1e-15);
    assertEquals(0.5, ((Interval) table.get(3).get(1)).mean(), 1e-15);
    assertEquals(0.5, ((Interval) table.get(4).get(1)).mean(), 1e-15);
    double loss = -(Math.log(0.9) + Math.log(0.4) + Math.log(0.8) + Math.log(0.3)) / 4;
    assertEquals(loss, ((Interval) table.get(5).get(1)).mean(), 1e-12);
    // Bins of 0.9, 0.6, 0.8 and 0.7: gaps 0.1, 0.6, 0.2 and 0.7.
    assertEquals(1.6 / 4, ((Interval) table.get(6).get(1)).mean(), 1e-12);
  }

  /** Missing values go all the way, through Shapley values and training again. */
  @Test
  void anAuditOfATreeWithMissingValues() throws Exception {
    Path file = folder.resolve("tree.txt");
    try (InputStream in = CardsTest.class.getResourceAsStream("/trees/binary.txt")) {
      Files.write(file, Objects.requireNonNull(in).readAllBytes());
    }
    Model model = ModelFiles.model(file);
    int width = model.inputShape().get(0).intValue();
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("sex,y");
    IntStream.range(0, width).forEach(c -> text.append(",c").append(c));
    for (int i = 0; i < 120; i++) {
      text.append(i % 2 == 0 ? "\nf," : "\nm,").append(i % 3 == 0 ? "no" : "yes");
      for (int c = 0; c < width; c++) {
        text.append(random.nextInt(4) == 0 ? "," : "," + random.nextInt(9));
      }
    }
    Path table = Files.writeString(folder.resolve("t.csv"), text.append('\n').toString());
    AuditSubject subject =
        new SubjectReader(
                model,
                model.probabilities(),
                "tree",
                table.toString(),
                "y",
                Optional.of(table),
                String.join(",", IntStream.range(0, width).mapToObj(c -> "c" + c).toList()),
                List.of("sex", "c0:4"),
                "",
                Optional.empty(),
                TableLearner.reference())
            .read();
    AuditSettings settings = new AuditSettings(100, 0, 10, 1, Context.standard());
    JsonNode json = Audit.run(subject, settings, folder, note -> {}).json();
    JsonNode without = json.path("use of c0").path("retrained").get(1);
    assertEquals("without the attribute", without.path("trained").asText());
    assertEquals(width - 1, without.path("columns").asInt());
    assertTrue(Files.exists(folder.resolve("report.html")));
  }

  @Test
  void energyIsReadWhereACounterIs() throws Exception {
    assertEquals(OptionalDouble.empty(), new Energy(folder.resolve("none")).joules());
    assertEquals(OptionalDouble.empty(), new Energy(folder).joules());
    for (int k = 0; k < 2; k++) {
      Path counter = Files.createDirectories(folder.resolve("intel-rapl:" + k));
      Files.writeString(counter.resolve("energy_uj"), "1500000\n");
      // A part of the package, which counts already.
      Files.createDirectories(folder.resolve("intel-rapl:" + k + ":0"));
    }
    assertEquals(3.0, new Energy(folder).joules().orElseThrow(), 1e-12);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(4, files.count());
    }
  }
}
