package org.xai4j.benchmarks.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

class MnistTrainingTest {
  @TempDir Path folder;

  @Test
  void oneEpochRunsAndIsRepeatable() throws Exception {
    Mnist few = Mnist.train().rows(0, 500);
    Mnist test = Mnist.test().rows(0, 200);
    MnistTraining.Settings settings = new MnistTraining.Settings(1, 1, 50, 2e-3, 1);
    Path zip = folder.resolve("few.zip");
    MnistTraining.Result result = MnistTraining.run(zip, 3, Progress.SILENT, few, test, settings);
    assertEquals(1, result.epochs());
    assertTrue(result.accuracy().value() > 0.3, result.message());
    assertTrue(result.accuracy().low() < result.accuracy().value());
    assertTrue(Files.readString(folder.resolve("few.json")).contains("\"seed\" : 3"));
    Path again = folder.resolve("again.zip");
    MnistTraining.run(again, 3, Progress.SILENT, few, test, settings);
    assertEquals(
        Dl4jImporter.read(zip).hash(), Dl4jImporter.read(again).hash(), "same seed, same weights");
  }

  @Test
  void refusesBadPlaces() {
    assertThrows(
        InputException.class,
        () -> MnistTraining.run(folder.resolve("none/m.zip"), 1, Progress.SILENT));
    assertThrows(
        InputException.class, () -> MnistTraining.run(folder.resolve("m.h5"), 1, Progress.SILENT));
  }

  @Test
  void shippedModelReadsDigits() throws Exception {
    Path zip = folder.resolve("mnist.zip");
    try (InputStream in =
        Mnist.class.getResourceAsStream("/org/xai4j/benchmarks/models/mnist.zip")) {
      Files.copy(Objects.requireNonNull(in), zip);
    }
    Network network = Dl4jImporter.read(zip, 1, 28, 28);
    Mnist test = Mnist.test();
    double accuracy = MnistTraining.correct(network, test) / (double) test.size();
    assertTrue(accuracy >= 0.975, "accuracy " + accuracy);
  }
}
