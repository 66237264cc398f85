package org.xai4j.benchmarks.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Sentiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.gradient.path.IntegratedGradients;
import org.xai4j.lrp.decomposition.ContextualDecomposition;

/** The experiments on sentences and on DNA, on few rows. */
class SequenceStudiesTest {
  @TempDir Path folder;

  private List<String> run(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("e.yaml"), yaml);
    Settings settings = new Settings(false, new Execution(8, 2), Engine.standard(), DataType.FLOAT);
    return Studies.run(
        Experiments.get(file.toString()),
        settings,
        folder.resolve("run"),
        Progress.SILENT,
        what -> {});
  }

  @Test
  void sentencesAreColouredAndWordsRanked() throws Exception {
    List<String> said =
        run(
            """
            study: sentiment
            name: words
            data: sentiment
            rows: 12
            groups: tokens
            methods: [integrated-gradients, contextual-decomposition, random]
            metrics: [deletion, completeness]
            params: {least: 2}
            """);
    assertTrue(said.get(0).startsWith("sentiment: accuracy 0.8"), said.get(0));
    Map<String, Integer> parts = new HashMap<>();
    for (List<String> row : Csv.rows(folder.resolve("run/results.csv"))) {
      parts.merge(row.get(0) + " " + row.get(1), 1, Integer::sum);
      if (row.get(1).equals("word")) {
        double mean = Double.parseDouble(row.get(4));
        assertTrue(
            Double.parseDouble(row.get(5)) <= mean && mean <= Double.parseDouble(row.get(6)));
        assertTrue(Integer.parseInt(row.get(7)) >= 2);
      }
    }
    assertEquals(1, parts.get("sentiment accuracy"));
    assertEquals(3, parts.get("sentiment mean rank"));
    assertEquals(2, parts.get("sentiment-cnn mean rank"), "no decomposition without an LSTM");
    assertEquals(3, parts.get("sentiment agreement"), "pairs of methods");
    assertTrue(parts.get("sentiment word") > 10);
    String html = Files.readString(folder.resolve("run/report.html"));
    assertTrue(html.contains("<span style=\"background:#"), "coloured words");
    assertTrue(html.contains("contextual-decomposition: it explains networks with one LSTM"));
    assertTrue(Files.exists(folder.resolve("run/sentiment/report.html")));
    Reproduction again =
        Reproduction.of(folder.resolve("run"), 1, Engine.standard(), Progress.SILENT, what -> {});
    assertEquals(List.of(), again.differences());
  }

  @Test
  void relevancePeaksAtJunctions() throws Exception {
    List<String> said =
        run(
            """
            study: splice
            name: dna
            data: splice
            model: splice
            rows: 16
            baseline: "0.25"
            methods: [input-x-gradient, lrp-epsilon, random]
            """);
    assertTrue(said.get(0).startsWith("Test accuracy 0.95"), said.get(0));
    List<List<String>> rows = Csv.rows(folder.resolve("run/results.csv"));
    assertEquals(List.of("method", "peak in 29–32", "peak on truth"), rows.get(0).subList(0, 3));
    assertEquals("input-x-gradient", rows.get(1).get(0));
    assertTrue(Double.parseDouble(rows.get(1).get(1)) > 0.6, rows.get(1).toString());
    assertEquals("random", rows.get(3).get(0));
    assertTrue(Double.parseDouble(rows.get(3).get(1)) < 0.4, rows.get(3).toString());
    String html = Files.readString(folder.resolve("run/report.html"));
    assertTrue(html.contains("ei by input-x-gradient") && html.contains("ie by random"));
  }

  @Test
  void paddingHasNoRelevance() {
    Network network = Models.read("sentiment");
    INDArray ids = Sentiment.vocabulary().encode(List.of("A great film!"), Sentiment.LENGTH);
    Context context = Context.standard().with(Target.of(1)).with(new FeatureGroups.Tokens(0));
    Attribution a = new IntegratedGradients().explain(network, ids, context);
    double[] values = NdArrays.doubles(a.values());
    for (int t = 0; t < 28; t++) {
      assertEquals(0, values[t]);
    }
    assertTrue(values[29] > 0, "great speaks for positive");
    assertEquals(0, a.residuals().orElseThrow()[0], 1e-2);
    INDArray parts = new ContextualDecomposition().explain(network, ids, context).values();
    assertArrayEquals(new long[] {1, 32}, parts.shape());
    assertTrue(parts.getDouble(0, 29) > 0);
    assertEquals(parts.getDouble(0, 0), parts.getDouble(0, 27), "padding is one feature");
  }

  @Test
  void wrongExperimentsAreNamed() {
    InputException data =
        assertThrows(InputException.class, () -> run("{study: sentiment, name: w, data: mnist}"));
    assertTrue(data.getMessage().contains("explains the data sentiment"), data.getMessage());
    InputException model =
        assertThrows(
            InputException.class,
            () ->
                run(
                    "{study: sentiment, name: w, data: sentiment, params: {models: mnist},"
                        + " methods: [random]}"));
    assertTrue(model.getMessage().contains("takes inputs of shape"), model.getMessage());
    InputException words =
        assertThrows(
            InputException.class,
            () -> run("{study: sentiment, name: w, data: sentiment, rows: 2, methods: [random]}"));
    assertTrue(words.getMessage().contains("the methods are random"), words.getMessage());
  }
}
