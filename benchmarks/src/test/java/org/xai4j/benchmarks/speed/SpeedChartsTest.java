package org.xai4j.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.core.run.InputException;

/** Tables and charts of errors and costs. */
class SpeedChartsTest {
  @TempDir private Path folder;

  private static double error(List<EstimatorErrors.Point> points, String estimator, int calls) {
    return points.stream()
        .filter(p -> p.estimator().equals(estimator) && p.calls() == calls)
        .mapToDouble(EstimatorErrors.Point::error)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsSaidOfTheEstimatorsHolds() {
    List<EstimatorErrors.Point> points = EstimatorErrors.measured(3);
    for (int calls : new int[] {400, 3200}) {
      double paired = error(points, "kernel-shap", calls);
      assertTrue(paired < error(points, "kernel-shap, unpaired", calls));
      double pairs = error(points, "shapley-sampling", calls);
      assertTrue(pairs < error(points, "shapley-sampling, single", calls));
      assertTrue(error(points, "shapley-sampling, Sobol", calls) < pairs);
      assertTrue(paired < error(points, "shapley-sampling, Sobol", calls));
    }
  }

  @Test
  void errorsOfOthersAreDrawnToo() throws IOException {
    Path peers = folder.resolve("peers.csv");
    Files.writeString(peers, "estimator,calls,error\nPeer,100,0.5\nPeer,200,0.25\n");
    List<EstimatorErrors.Point> points =
        EstimatorErrors.run(Optional.of(folder.resolve("out")), List.of(peers));
    assertEquals(0.25, error(points, "Peer", 200));
    String chart = Files.readString(folder.resolve("out/errors.svg"));
    assertTrue(chart.contains(">Peer<") && chart.contains(">kernel-shap<"));
    assertTrue(Files.readString(folder.resolve("out/errors.csv")).contains("Peer,200,0.25"));
    // Opposite noises take 1.5 to 2 times fewer copies.
    for (int copies : new int[] {16, 64, 256}) {
      double pairs = error(points, "smoothgrad, paired", copies);
      assertTrue(pairs < 0.8 * error(points, "smoothgrad", copies));
    }
    assertTrue(Files.readString(folder.resolve("out/noise-errors.svg")).contains("paired<"));
    Files.writeString(peers, "a,b\n1,2\n");
    InputException e =
        assertThrows(
            InputException.class, () -> EstimatorErrors.run(Optional.empty(), List.of(peers)));
    assertTrue(e.getMessage().contains("estimator, calls, error"), e.getMessage());
    Files.writeString(peers, "estimator,calls,error\nPeer,many,0.5\n");
    assertThrows(InputException.class, () -> EstimatorErrors.run(Optional.empty(), List.of(peers)));
  }

  @Test
  void costsAreDrawnByWhatGrows() throws IOException {
    CostChart.write(
        folder,
        List.of(
            new Speed.Row("steps", "CNN", "1", 900, 1000, 10, 300),
            new Speed.Row("steps", "CNN", "4", 400, 500, 10, 310),
            new Speed.Row("rows", "CNN", "64", 900, 1000, 10, 320)));
    List<String> table = Files.readAllLines(folder.resolve("costs.csv"));
    assertEquals("growing,number,milliseconds,megabytes", table.get(0));
    assertEquals("steps,1,1.0,300.0", table.get(1));
    // All 64 rows together.
    assertEquals("rows,64,64.0,320.0", table.get(3));
    assertTrue(Files.readString(folder.resolve("costs-time.svg")).contains(">steps<"));
    assertTrue(Files.readString(folder.resolve("costs-memory.svg")).contains(">rows<"));
  }
}
