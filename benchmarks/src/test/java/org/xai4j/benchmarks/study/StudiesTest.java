package org.xai4j.benchmarks.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** Studies of every kind: stages, reproduction, pages and errors. */
class StudiesTest {
  @TempDir Path folder;

  @BeforeEach
  void model() {
    TinyData.writeModel(folder.resolve("net.zip"));
  }

  /** Counts how often its stages are computed. */
  public static final class Counting implements Study {
    static final List<String> COMPUTED = new ArrayList<>();

    record Finding(int count, double value) {}

    @Override
    public String id() {
      return "counting";
    }

    @Override
    public void run(StudyRun run) {
      Finding finding =
          run.stage(
              "part/one",
              Map.of("n", 1),
              Finding.class,
              () -> {
                COMPUTED.add("one");
                return new Finding(3, run.number("value", 0.5));
              });
      var arrays =
          run.arrays(
              "two",
              Map.of(),
              () -> {
                COMPUTED.add("two");
                return Map.of("a", Nd4j.createFromArray(1.0, 2.0));
              });
      run.results(
          List.of("count", "value"),
          List.of(List.of(finding.count(), finding.value() + arrays.get("a").getDouble(1))));
      run.page()
          .lead("A & b")
          .heading("First <part>")
          .text("Text.")
          .table(List.of("name", "figure"), List.of(List.of("<x>", 0.123456), List.of("y", 2)))
          .svg("Drawing", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>")
          .png("Picture", new byte[] {1, 2})
          .list(List.of("an item"))
          .gallery(List.of("c"), Map.of("r", List.of(new byte[] {3})));
      run.fact("kept", 7);
      run.say("counted " + finding.count());
    }
  }

  private Experiment experiment(String yaml) throws Exception {
    return Experiments.get(Files.writeString(folder.resolve("e.yaml"), yaml).toString());
  }

  private List<String> run(Experiment experiment, String name) {
    Settings settings = new Settings(false, new Execution(3, 2), Engine.standard(), DataType.FLOAT);
    return Studies.run(experiment, settings, folder.resolve(name), Progress.SILENT, what -> {});
  }

  private Reproduction reproduce(String name) {
    return Reproduction.of(folder.resolve(name), 1, Engine.standard(), Progress.SILENT, what -> {});
  }

  @Test
  void stagesAreKeptAndDamagedOnesMadeAgain() throws Exception {
    Experiment own = experiment("{study: counting, name: own, params: {value: 2}}");
    Counting.COMPUTED.clear();
    assertEquals(List.of("counted 3"), run(own, "run"));
    run(own, "run");
    assertEquals(List.of("one", "two"), Counting.COMPUTED);
    assertEquals(
        List.of("count,value", "3,4.0"), Files.readAllLines(folder.resolve("run/results.csv")));
    Files.writeString(folder.resolve("run/stages/part/one.json"), "{");
    Files.write(folder.resolve("run/arrays/two.npz"), new byte[3]);
    run(own, "run");
    run(own.withSeed(4), "run");
    assertEquals(List.of("one", "two", "one", "two", "one", "two"), Counting.COMPUTED);
  }

  @Test
  void thePageNeedsNothingElse() throws Exception {
    run(experiment("{study: counting, name: own}"), "run");
    String html = Files.readString(folder.resolve("run/report.html"));
    assertFalse(html.replace("http://www.w3.org/2000/svg", "").contains("http"), "no network");
    assertTrue(html.contains("First &lt;part&gt;") && html.contains("A &amp; b"));
    assertTrue(html.contains("&lt;x&gt;") && html.contains("data-sort=\"0.123456\""));
    assertTrue(html.contains("data:image/png;base64,AQI="));
    assertTrue(html.contains("border-collapse") && html.contains("aria-sort"), "style and script");
    assertTrue(Files.readString(folder.resolve("run/provenance.json")).contains("\"kept\" : 7"));
  }

  @Test
  void aStudyIsReproduced() throws Exception {
    run(experiment("{study: counting, name: own, params: {value: 2}}"), "run");
    Reproduction same = reproduce("run");
    assertEquals(List.of(), same.differences());
    assertEquals(List.of(), same.remarks());
    assertEquals(2, same.compared());
  }

  @Test
  void reproductionOfAComparisonFindsWhatDiffers() throws Exception {
    Path run = folder.resolve("run");
    run(
        experiment(
            """
            name: tiny
            data: tiny
            model: net.zip
            rows: 8
            methods: [gradient, random]
            metrics: [deletion, sparseness]
            """),
        "run");
    Reproduction same = reproduce("run");
    assertEquals(List.of(), same.differences());
    assertEquals(List.of(), same.remarks());
    // Attributions, those of the second likely answers, scores, tables.
    assertEquals(2 + 2 + 4 + 2, same.compared());
    String results = Files.readString(run.resolve("results.csv"));
    Files.writeString(run.resolve("results.csv"), results.replaceFirst("0\\.", "1."));
    Files.delete(run.resolve("scores/gradient--deletion.csv"));
    Reproduction other = reproduce("run");
    assertEquals(2, other.differences().size());
    assertTrue(other.differences().get(0).startsWith("results.csv differs from byte"));
  }

  @Test
  void unknownStudiesAndParametersAreNamed() throws Exception {
    Experiment unknown = experiment("{study: countin, name: own}");
    InputException e = assertThrows(InputException.class, () -> run(unknown, "run"));
    assertTrue(e.getMessage().contains("did you mean 'counting'"), e.getMessage());
    Experiment wrong = experiment("{study: counting, name: own, params: {value: two}}");
    InputException n = assertThrows(InputException.class, () -> run(wrong, "run"));
    assertTrue(n.getMessage().contains("'two', which is no number"), n.getMessage());
  }

  @Test
  void relevanceIsMeasuredBesideGradientTimesInput() throws Exception {
    List<String> said =
        run(
            experiment(
                """
                study: lrp-vs-gxi
                name: small
                rows: 4
                methods: [input-x-gradient, lrp-0]
                metrics: [pixel-flipping]
                params: {activations: tanh, epochs: 0}
                """),
            "run");
    assertTrue(said.get(0).contains("residual sum; convolutional, relu."), said.get(0));
    assertTrue(said.get(1).endsWith("LSTM; tanh."), said.get(1));
    List<String> results = Files.readAllLines(folder.resolve("run/results.csv"));
    // 19 random networks, two networks for digits; two precisions, eight ε, two quantities.
    assertEquals(1 + (19 + 2) * 2 * 8 * 2 + 2, results.size());
    String faithfulness = results.get(results.size() - 2);
    assertTrue(
        faithfulness.startsWith(
            "digits,\"convolutional, relu\",FLOAT,pixel-flipping minus that of input-x-gradient"),
        faithfulness);
  }

  @Test
  void theGalleryDrawsWhatApplies() throws Exception {
    List<String> said =
        run(
            experiment(
                """
                study: gallery
                name: pictures
                data: tiny
                model: net.zip
                rows: 2
                methods:
                  - gradient
                  - deep-lift
                  - lrp-gamma
                  - attention-rollout
                  - {id: kernel-shap, groups: "grid:2x2"}
                """),
            "run");
    assertTrue(said.get(0).startsWith("Drew 4 methods"), said.get(0));
    for (String id : List.of("gradient", "deep-lift", "lrp-gamma", "kernel-shap")) {
      var picture = ImageIO.read(folder.resolve("run/pictures/" + id + ".png").toFile());
      assertEquals(2 * picture.getHeight(), picture.getWidth(), id);
    }
    assertFalse(Files.exists(folder.resolve("run/pictures/attention-rollout.png")));
    for (String row : Files.readAllLines(folder.resolve("run/results.csv"))) {
      if (row.startsWith("deep-lift,")) {
        assertTrue(Double.parseDouble(row.substring(10)) < 1e-4, row);
      }
    }
  }
}
