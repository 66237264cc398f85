package org.xai4j.benchmarks.p300;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** Epochs as a data set, and the network that reads them. */
class EpochDataTest {
  @TempDir Path folder;

  @Test
  void theShippedNetworkTellsTargets() throws Exception {
    Samples test = new EpochData().test();
    assertEquals(8, test.inputs().size(2), "electrodes");
    double[] p = NdArrays.doubles(Models.read("p300").predict(test.inputs()));
    double[] target = new double[p.length / 2];
    Arrays.setAll(target, i -> p[2 * i + 1]);
    assertEquals(0.832, Auc.of(target, test.labels()).value(), 0.001);
    String said = EpochTrainer.train(folder.resolve("p300.zip"), 1, Progress.SILENT, 1);
    assertTrue(said.contains("960 test epochs"), said);
    assertEquals(
        List.of(1L, 8L),
        Models.read(folder.resolve("p300.zip").toString()).inputShape().subList(0, 2));
    assertThrows(
        InputException.class,
        () -> EpochTrainer.train(folder.resolve("p300.onnx"), 1, Progress.SILENT, 1));
  }
}
