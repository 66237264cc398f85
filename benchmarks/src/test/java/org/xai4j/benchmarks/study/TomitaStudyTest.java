package org.xai4j.benchmarks.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** The study of Tomita's grammars with small networks. */
class TomitaStudyTest {
  @TempDir Path folder;

  private List<String> run(String params) throws Exception {
    Path yaml =
        Files.writeString(
            folder.resolve("e.yaml"), "{study: tomita, name: small, params: {" + params + "}}");
    Settings settings =
        new Settings(false, new Execution(64, 2), Engine.standard(), DataType.FLOAT);
    return Studies.run(
        Experiments.get(yaml.toString()),
        settings,
        folder.resolve("run"),
        Progress.SILENT,
        what -> {});
  }

  @Test
  void trainsExtractsAndAsksWhatRelevanceSees() throws Exception {
    List<String> said =
        run(
            "grammars: 'tomita1,tomita4', settings: 'noise+l1,lstm', units: 8, seeds: 1,"
                + " updates: 500, portrait-settings: lstm, relevance-words: 20,"
                + " relevance-methods: 'input-x-gradient,feature-ablation,random',"
                + " portrait-methods: 'lstar,weighted'");
    assertTrue(said.get(0).startsWith("noise+l1           8 units, 1 runs each: "), said.get(0));
    assertTrue(said.get(1).startsWith("lstm              10 units, 1 runs each: "), said.get(1));
    List<String> results = Files.readAllLines(folder.resolve("run/results.csv"));
    assertEquals(1 + 2 * 2, results.size());
    for (String row : results.subList(1, results.size())) {
      String[] cells = row.split(",");
      // A network without errors on the streams is read exactly.
      boolean clean = cells[4].equals("0") && cells[5].equals("0");
      assertTrue(!clean || cells[11].equals("true"), row);
    }
    List<String> relevance = Files.readAllLines(folder.resolve("run/relevance.csv"));
    assertEquals(1 + 2 * 3, relevance.size());
    for (String row : relevance.subList(1, relevance.size())) {
      String[] cells = row.split(",");
      double correlation = Double.parseDouble(cells[4]);
      double auc = Double.parseDouble(cells[6]);
      boolean random = cells[2].equals("random");
      assertTrue(random ? Math.abs(correlation) < 0.4 : correlation > -0.5, row);
      assertTrue(auc >= 0 && auc <= 1 + 1e-9 && (random || auc > 0.5), row);
    }
    List<String> methods = Files.readAllLines(folder.resolve("run/methods.csv"));
    assertEquals(1 + 2 * 2, methods.size());
    assertTrue(methods.get(1).startsWith("lstm,tomita1,lstar,"), methods.get(1));
    String html = Files.readString(folder.resolve("run/report.html"));
    assertTrue(html.contains("Does relevance see what the automaton sees?"));
    assertTrue(html.contains("hidden states by state of the automaton"));
  }

  @Test
  void unknownSettingsAreNamed() {
    InputException e =
        assertThrows(
            InputException.class, () -> run("grammars: tomita1, settings: 'noise+l2', seeds: 1"));
    assertTrue(e.getMessage().contains("'noise+l2'"), e.getMessage());
    assertThrows(InputException.class, () -> run("grammars: tomita9"));
  }
}
