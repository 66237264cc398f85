package org.xai4j.benchmarks.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.statistics.LoneFeature;

/** The worked example of docs/selection-explanation-interpretation.md. */
class SelectionExplanationInterpretationTest {
  private static final int ROWS = 4000;
  private static final double[] WEIGHTS = {1, -100, 0};

  /** Signal with noise, a hundredth of the noise, and a poor copy of the first. */
  private static double[][] rows(int[] labels) {
    double[][] rows = new double[ROWS][];
    SplitRandom random = SplitRandom.of(0).split("example");
    for (int i = 0; i < ROWS; i++) {
      double signal = random.nextGaussian();
      double noise = random.nextGaussian();
      double a = signal + noise;
      rows[i] = new double[] {a, noise / 100, a + 0.1 * random.nextGaussian()};
      labels[i] = signal > 0 ? 1 : 0;
    }
    return rows;
  }

  private static double[] column(double[][] rows, int c) {
    return Arrays.stream(rows).mapToDouble(r -> r[c]).toArray();
  }

  @Test
  void theThreeDisagreeAsThePageSays() throws Exception {
    int[] labels = new int[ROWS];
    double[][] rows = rows(labels);
    Predictor model =
        Predictor.ofRows(
            x -> new double[] {x[0] * WEIGHTS[0] + x[1] * WEIGHTS[1] + x[2] * WEIGHTS[2]});
    INDArray inputs = NdArrays.array(DataType.DOUBLE, rows);
    double[][] values =
        NdArrays.rows(
            new ExactShapley()
                .explain(
                    model,
                    inputs,
                    Context.standard()
                        .with(Target.of(0))
                        .with(new Baseline.Rows(inputs.mean(true, 0), "mean")))
                .values());
    String page =
        Files.readString(Path.of("..", "docs", "selection-explanation-interpretation.md"));
    StringBuilder table = new StringBuilder();
    double[] area = new double[3];
    double[] size = new double[3];
    for (int c = 0; c < 3; c++) {
      area[c] = LoneFeature.area(column(rows, c), false, labels, 0);
      size[c] = Arrays.stream(column(values, c)).map(Math::abs).average().orElseThrow();
      String line =
          String.format(
                  Locale.ROOT,
                  "| `%s` | %.2f | %.2f | %.0f |%n",
                  "abc".charAt(c),
                  area[c],
                  size[c],
                  WEIGHTS[c])
              .replace('-', '−');
      table.append(line);
    }
    assertTrue(page.contains(table), table.toString());
    // Selection takes a and c; the explanation a and b; the largest weight is that of b.
    assertTrue(area[0] > 0.7 && area[2] > 0.7 && Math.abs(area[1] - 0.5) < 0.05);
    assertTrue(size[0] > size[1] && size[1] > 0.5);
    assertEquals(0, size[2], 1e-12);
    // In closed form: E|φ| = |w|·σ·√(2/π).
    assertEquals(Math.sqrt(2) * Math.sqrt(2 / Math.PI), size[0], 0.05);
    assertEquals(Math.sqrt(2 / Math.PI), size[1], 0.05);
    // Without b the model is worse, though b alone tells nothing.
    double with = 0;
    double without = 0;
    for (int i = 0; i < ROWS; i++) {
      with += (rows[i][0] - 100 * rows[i][1] > 0) == (labels[i] == 1) ? 1.0 / ROWS : 0;
      without += (rows[i][0] > 0) == (labels[i] == 1) ? 1.0 / ROWS : 0;
    }
    assertEquals(1, with, 1e-9);
    assertTrue(
        page.contains(String.format(Locale.ROOT, "to %.0f %%", 100 * without)),
        String.valueOf(without));
  }
}
