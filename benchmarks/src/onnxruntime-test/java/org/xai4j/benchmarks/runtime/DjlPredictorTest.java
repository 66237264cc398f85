package org.xai4j.benchmarks.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.importer.djl.DjlPredictor;
import org.xai4j.core.run.InputException;

/** The determinant ad − bc as a model of DJL, on its engine for ONNX Runtime. */
class DjlPredictorTest {
  private static final float[] ROWS = {1, 2, 3, 4, 2, 0, 0, 5, -1, 1, 2, 0.5f};

  @TempDir Path folder;

  private Model load() throws IOException, MalformedModelException {
    Path file = Determinant.write(folder, 0);
    Model model = Model.newInstance("determinant", "OnnxRuntime");
    model.load(file.getParent(), "det-0.onnx");
    return model;
  }

  @Test
  void scoresAreThoseOfTheModel() throws IOException, MalformedModelException {
    try (Model model = load()) {
      INDArray scores = new DjlPredictor(model).predict(NdArrays.array(ROWS, 3, 4));
      assertArrayEquals(new long[] {3, 1}, scores.shape());
      assertArrayEquals(new float[] {-2, 10, -2.5f}, NdArrays.floats(scores), 1e-5f);
    }
  }

  @Test
  void methodsExplainIt() throws IOException, MalformedModelException {
    try (Model model = load()) {
      Attribution a =
          new ExactShapley()
              .explain(new DjlPredictor(model), NdArrays.array(ROWS, 3, 4), Context.standard());
      double[] phi = NdArrays.doubles(a.values());
      for (int i = 0; i < 3; i++) {
        // Each of two products is shared by its two factors.
        assertEquals(ROWS[4 * i] * ROWS[4 * i + 3] / 2, phi[4 * i], 1e-5);
        assertEquals(-ROWS[4 * i + 1] * ROWS[4 * i + 2] / 2, phi[4 * i + 1], 1e-5);
      }
    }
  }

  @Test
  void whatTheModelRefusesIsOneSentence() throws IOException, MalformedModelException {
    try (Model model = load()) {
      DjlPredictor predictor = new DjlPredictor(model);
      assertTrue(
          assertThrows(
                  InputException.class, () -> predictor.predict(NdArrays.array(ROWS, 2, 2, 3)))
              .getMessage()
              .startsWith("The DJL model failed"));
    }
  }
}
