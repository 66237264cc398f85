package org.xai4j.benchmarks.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.data.HeartbeatData;
import org.xai4j.benchmarks.data.Heartbeats;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** Heartbeats and their autoencoder. */
class HeartbeatTrainerTest {
  @TempDir Path folder;

  @Test
  void anomaliesChangeOnlyTheirPlace() {
    Heartbeats beats = Heartbeats.mixed(50, 1);
    double[][] masks = NdArrays.rows(beats.masks());
    for (int i = 0; i < 50; i++) {
      double marked = Arrays.stream(masks[i]).sum();
      assertEquals(i % 5, beats.labels()[i]);
      assertEquals(beats.labels()[i] == 0, marked == 0, "normal beats have no mark");
      assertTrue(marked < Heartbeats.LENGTH / 3.0, "an anomaly is a part of the beat");
    }
    // The P wave is before the QRS complex, the T wave behind it.
    for (int t = 0; t < Heartbeats.LENGTH; t++) {
      assertTrue(masks[1][t] == 0 || t < 0.3 * Heartbeats.LENGTH, "P at " + t);
      assertTrue(masks[4][t] == 0 || t > 0.45 * Heartbeats.LENGTH, "T at " + t);
    }
    assertEquals(beats.inputs(), Heartbeats.mixed(50, 1).inputs(), "same seed, same beats");
  }

  @Test
  void shortTrainingsAreTheSameAgain() throws Exception {
    Heartbeats few = Heartbeats.normal(64, 2);
    for (String name : new String[] {"a.zip", "b.zip"}) {
      String said = HeartbeatTrainer.train(folder.resolve(name), 3, Progress.SILENT, few, 2);
      assertTrue(said.contains("after 2 epochs"), said);
    }
    assertEquals(
        Dl4jImporter.read(folder.resolve("a.zip")).hash(),
        Dl4jImporter.read(folder.resolve("b.zip")).hash());
    assertTrue(Files.readString(folder.resolve("a.json")).contains("\"seed\" : 3"));
    assertThrows(
        InputException.class,
        () -> HeartbeatTrainer.train(folder.resolve("a.onnx"), 3, Progress.SILENT, few, 1));
  }

  @Test
  void theShippedOneTellsAnomaliesByItsError() {
    Network model = Models.read("heartbeats");
    Heartbeats beats = HeartbeatData.beats();
    double[] errors = HeartbeatTrainer.errors(model, beats.inputs());
    int[] anomalous = Arrays.stream(beats.labels()).map(l -> l == 0 ? 0 : 1).toArray();
    Auc auc = Auc.of(errors, anomalous);
    assertEquals(0.991, auc.value(), 0.0005);
    // The target of explanations is the same error.
    double[] target = NdArrays.doubles(Target.parse("error").view(model).predict(beats.inputs()));
    for (int i = 0; i < errors.length; i++) {
      assertEquals(errors[i], target[i], 1e-5);
    }
  }
}
