package org.xai4j.agnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.lime.Lime;
import org.xai4j.agnostic.perturbation.FeatureAblation;
import org.xai4j.agnostic.perturbation.Hsic;
import org.xai4j.agnostic.perturbation.Occlusion;
import org.xai4j.agnostic.perturbation.Rise;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.agnostic.shapley.PartitionShap;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.testing.Draw;

/** No method holds as many numbers as samples times elements of the input. */
class MemoryBudgetTest {
  private static final int WIDTH = 24_000;

  /** Runs the methods, in a Java whose heap could not hold all masked copies, nor all sets. */
  static final class Methods {
    private Methods() {}

    public static void main(String... none) {
      INDArray row = Draw.normal(1, 1, WIDTH).castTo(DataType.FLOAT);
      Predictor model =
          Predictor.ofRows(x -> new double[] {x[0] * x[1] + x[WIDTH - 1], x[2] * x[WIDTH / 2]});
      List<PredictorExplainer> methods =
          List.of(
              new FeatureAblation(),
              new Occlusion(List.of(64), List.of(32)),
              new KernelShap(400, true),
              new PartitionShap(2_000),
              new Hsic(100),
              new Rise(1_000, 7, 0.5),
              new Lime(
                  400,
                  Optional.empty(),
                  Lime.Regression.RIDGE,
                  Optional.empty(),
                  Lime.Similarity.COSINE));
      for (PredictorExplainer method : methods) {
        System.out.println(method.explain(model, row, Context.standard()).values().length());
      }
    }
  }

  @Test
  void sampleMethodsRunInASmallHeap() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Methods.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals(7, said.lines().filter(String.valueOf(WIDTH)::equals).count(), said);
  }
}
