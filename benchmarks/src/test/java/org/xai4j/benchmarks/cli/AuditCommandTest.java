package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;

/** Audits from the command line; figures against a calculation of their own. */
class AuditCommandTest {
  @TempDir Path folder;

  private Ran audit(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("audit"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--draws", "200", "--explained", "20", "--out", folder));
    arguments.addAll(List.of("--retrained", "0"));
    return Ran.command(arguments.toArray());
  }

  private static JsonNode line(JsonNode list, String key, String value, String more, String equal) {
    for (JsonNode node : list) {
      if (node.path(key).asText().equals(value) && node.path(more).asText().equals(equal)) {
        return node;
      }
    }
    throw new AssertionError("no line with " + value + " and " + equal);
  }

  @Test
  void figuresOfCreditAgreeWithACountOfOnesOwn() throws Exception {
    Ran ran = audit("credit");
    assertEquals(0, ran.code(), ran.err());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("audit.json").toFile());
    JsonNode rates = json.path("groups").path("rates");
    JsonNode criteria = json.path("groups").path("criteria");
    Tabular data = Tabular.credit();
    Network model = Models.read("credit");
    double[][] said =
        NdArrays.rows(model.probabilities().predict(model.accept(data.test().inputs())));
    double[][] rows = NdArrays.rows(data.test().inputs());
    int[] labels = data.test().labels();
    int status = data.schema().index("personal_status");
    int woman = data.schema().columns().get(status).labels().indexOf("woman");
    IntPredicate women = i -> rows[i][status] == woman;
    IntPredicate yes = i -> said[i][1] > said[i][0];
    IntPredicate good = i -> labels[i] == 1;
    double selected = share(women, yes, rows.length);
    double other = share(women.negate(), yes, rows.length);
    JsonNode line = line(rates, "attribute", "sex", "group", "woman");
    assertEquals(selected, line.path("selection rate").path("value").asDouble(), 1e-12);
    assertEquals(
        share(women.and(good), yes, rows.length),
        line.path("true positive rate").path("value").asDouble(),
        1e-12);
    assertEquals(
        share(women.and(yes), good, rows.length),
        line.path("positive predictive value").path("value").asDouble(),
        1e-12);
    double error = 0;
    for (int bin = 0; bin < 10; bin++) {
      double gap = 0;
      for (int i = 0; i < rows.length; i++) {
        if (women.test(i) && (int) (said[i][1] * 10) == bin) {
          gap += said[i][1] - labels[i];
        }
      }
      error += Math.abs(gap);
    }
    assertEquals(
        error / IntStream.range(0, rows.length).filter(women).count(),
        line.path("calibration error").path("value").asDouble(),
        1e-6);
    JsonNode parity =
        line(criteria, "attribute", "sex", "criterion", "demographic parity difference");
    assertEquals(Math.abs(selected - other), parity.path("value").path("value").asDouble(), 1e-12);
    JsonNode odds = line(criteria, "attribute", "sex", "criterion", "equalised odds difference");
    double tpr =
        share(women.and(good), yes, rows.length)
            - share(women.negate().and(good), yes, rows.length);
    double fpr =
        share(women.and(good.negate()), yes, rows.length)
            - share(women.negate().and(good.negate()), yes, rows.length);
    assertEquals(
        Math.max(Math.abs(tpr), Math.abs(fpr)), odds.path("value").path("value").asDouble(), 1e-12);
    claimsAreBacked(json);
    assertTrue(Files.readString(folder.resolve("report.html")).contains("demographic parity"));
  }

  /**
   * All loans of German credit against benchmarks/peers/fairness.py, whose head has the commands:
   * the definitions of fairlearn and AIF360, by numpy.
   */
  @ParameterizedTest
  @CsvSource({
    "sex,demographic parity difference,0.168723702665",
    "sex,demographic parity ratio,0.810700236035",
    "sex,equalised odds difference,0.283443008790",
    "sex,equalised odds ratio,0.613302752294",
    "sex,equal opportunity difference,0.081257041446",
    "sex,predictive parity difference,0.008892276423",
    "sex,accuracy difference,0.004254324451",
    "age,demographic parity difference,0.126120857700",
    "age,demographic parity ratio,0.853851366614",
    "age,equalised odds difference,0.126136363636",
    "age,equalised odds ratio,0.809931506849",
    "age,equal opportunity difference,0.055469953775",
    "age,predictive parity difference,0.098273043123",
    "age,accuracy difference,0.068810916179"
  })
  void criteriaAreThoseOfTheirPublishedDefinitions(String by, String criterion, double value)
      throws Exception {
    JsonNode json = loans();
    JsonNode line =
        line(json.path("groups").path("criteria"), "attribute", by, "criterion", criterion);
    assertEquals(value, line.path("value").path("value").asDouble(), 1e-11);
  }

  private static Optional<JsonNode> allLoans = Optional.empty();

  /** The audit of all loans, made once. */
  private JsonNode loans() throws Exception {
    if (allLoans.isEmpty()) {
      Path csv = folder.resolve("credit.csv");
      Path schema = folder.resolve("schema.json");
      try (InputStream rows = Tabular.class.getResourceAsStream("german-credit.csv.gz");
          InputStream columns = Tabular.class.getResourceAsStream("german-credit.json")) {
        Files.write(csv, new GZIPInputStream(Objects.requireNonNull(rows)).readAllBytes());
        Files.write(schema, Objects.requireNonNull(columns).readAllBytes());
      }
      Object[] words = {
        "--model",
        "credit",
        "--input",
        csv,
        "--labels",
        "class",
        "--columns",
        schema,
        "--protected",
        "sex=personal_status:woman,age:25",
        "--quiet"
      };
      Ran ran = audit(words);
      assertEquals(0, ran.code(), ran.err());
      allLoans = Optional.of(new ObjectMapper().readTree(folder.resolve("audit.json").toFile()));
    }
    return allLoans.orElseThrow();
  }

  /** Logistic regression with its boundary at the sum of the weights, as a DL4J archive. */
  private static Path linear(Path folder, double... weights) throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list(
                    new OutputLayer.Builder()
                        .nIn(weights.length)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    INDArray w = Nd4j.create(DataType.FLOAT, weights.length, 2);
    for (int i = 0; i < weights.length; i++) {
      w.putScalar(new int[] {i, 1}, weights[i]);
    }
    network.setParam("0_W", w);
    network.setParam("0_b", Nd4j.createFromArray(new float[][] {{1, 0}}));
    Path file = folder.resolve("linear.zip");
    ModelSerializer.writeModel(network, file.toFile(), false);
    return file;
  }

  private static double share(IntPredicate of, IntPredicate that, int n) {
    return (double) IntStream.range(0, n).filter(of.and(that)).count()
        / IntStream.range(0, n).filter(of).count();
  }

  /** No sentence claims a difference, or its absence, that its own figures do not show. */
  private static void claimsAreBacked(JsonNode json) {
    int claims = 0;
    for (JsonNode section : json) {
      for (JsonNode finding : section.path("findings")) {
        String sentence = finding.path("sentence").asText();
        JsonNode figures = finding.path("figures");
        assertTrue(figures.size() > 0, sentence);
        if (figures.has("p (Holm)")) {
          boolean shown = figures.path("p (Holm)").asDouble() < 0.05;
          assertEquals(shown, sentence.endsWith("the groups differ."), sentence);
          assertEquals(!shown, sentence.endsWith("a difference is not shown."), sentence);
          claims++;
        }
      }
    }
    assertTrue(claims >= 3);
  }

  /** A column that is the label is named, and an attribute that the model does not see is found. */
  @Test
  void aLeakAndAnUnseenAttributeAreTold() throws Exception {
    StringBuilder table = new StringBuilder("a,b,c,d,sex,y\n");
    for (int i = 0; i < 80; i++) {
      int y = i % 2;
      table.append(
          String.format(
              "%d,%d,%d,%d,%s,%s%n", y * 5, i % 7, i % 3, i % 5, i % 4 < 2 ? "f" : "m", y));
    }
    Path csv = Files.writeString(folder.resolve("own.csv"), table.toString());
    Path model = linear(folder, new double[] {2, 0, 0, 0});
    Ran ran = audit("--model", model, "--input", csv, "--labels", "y", "--protected", "sex");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("“a” alone tells the label (area 1.000)"), ran.out());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("audit.json").toFile());
    assertTrue(json.path("shift").path("columns").isMissingNode());
    assertTrue(ran.out().contains("a difference is not shown."), ran.out());
  }

  /** What no measurement tells is marked, and the measured figures are those of the audit. */
  @Test
  void cardsAreFilledWithWhatIsMeasured() throws Exception {
    Ran ran =
        Ran.command(
            "card",
            "breast-cancer",
            "--draws",
            "100",
            "--explained",
            "10",
            "--quiet",
            "--out",
            folder);
    assertEquals(0, ran.code(), ran.err());
    JsonNode card = new ObjectMapper().readTree(folder.resolve("card.json").toFile());
    JsonNode audit = new ObjectMapper().readTree(folder.resolve("audit.json").toFile());
    assertEquals(audit.path("overall").path("measures"), card.path("Performance").path("measures"));
    for (String purpose : List.of("intended purpose", "intended users", "deployer")) {
      assertEquals("to be written by a person", card.path("Intended use").path(purpose).asText());
    }
    String text = Files.readString(folder.resolve("card.md"));
    assertTrue(text.startsWith("---\npipeline_tag: tabular-classification"), text);
    assertTrue(text.contains(Models.read("breast-cancer").hash()), text);
    assertTrue(Files.readString(folder.resolve("data-card.md")).contains("| worst radius |"));
    assertTrue(Files.exists(folder.resolve("card.html")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--labels z --protected sex|has no column 'z'",
        "--labels y --protected gender|has no column 'gender'",
        "--labels y|Name the protected attributes",
        "--labels y --protected one|one group only",
        "--labels y --protected sex --favourable maybe|no class 'maybe'",
        "--labels y --protected sex --columns a,b|takes 1 columns, but 2",
        "--labels y --protected sex --columns text|holds the text",
        "--labels y --protected sex --columns gap|fill in missing values",
        "--labels y --protected sex --columns a --threshold 1|for regressions",
        "--labels y --protected sex:none --columns a|has no 'none'"
      })
  void badInputIsOneSentence(String options, String sentence) throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("own.csv"), "a,text,gap,sex,one,y\n1,x,,f,k,0\n2,y,3,m,k,1\n");
    Path model = linear(folder, new double[] {1});
    List<Object> all = new ArrayList<>(List.of("--model", model, "--input", csv));
    all.addAll(List.of((Object[]) options.split(" ")));
    if (!options.contains("--columns")) {
      all.addAll(List.of("--columns", "a"));
    }
    Ran ran = audit(all.toArray());
    assertEquals(2, ran.code(), ran.out() + ran.err());
    assertTrue(ran.err().contains(sentence), ran.err());
    assertEquals(1, ran.err().strip().lines().count(), ran.err());
  }
}
