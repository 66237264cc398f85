package org.xai4j.evaluation.faithfulness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.testing.Goldens;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.MetricGoldens;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * Prediction gaps against OpenXAI's definition, computed by numpy alone: {@code
 * benchmarks/peers/openxai.py}. Both draw noise of their own, so they agree within their errors.
 */
class PredictionGapPeerTest {
  private static final int DRAWS = 5000;

  @ParameterizedTest
  @ValueSource(strings = {"pgi", "pgu"})
  void gapsAreThoseOfTheDefinition(String id) throws Exception {
    JsonNode all =
        new ObjectMapper()
            .readTree(
                MetricGoldens.class.getResourceAsStream("/goldens/metrics/prediction_gaps.json"));
    double stdev = all.get("stdev").asDouble();
    JsonNode peer = all.get(id);
    INDArray inputs = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 8);
    int features = (int) inputs.size(1);
    INDArray values = Goldens.array("ref/mlp/input_x_gradient.npy").castTo(DataType.DOUBLE);
    Subject subject =
        new Subject(
            Goldens.mlp(),
            inputs,
            Goldens.first(values, 8),
            FeatureGroups.none(),
            Optional.empty(),
            Context.standard().with(Target.argmax()));
    Target.Output read = Target.Output.PROBABILITY;
    Metric metric =
        id.equals("pgi")
            ? new ImportantPredictionGap(DRAWS, stdev, features, read)
            : new UnimportantPredictionGap(DRAWS, stdev, features, read);
    Scores scores = metric.score(subject);
    double ratio = all.get("draws").asDouble() / DRAWS;
    for (int i = 0; i < 8; i++) {
      double sum = 0;
      double errors = 0;
      for (int k = 0; k < features; k++) {
        // Ours is of fewer draws, hence less sure.
        double error = peer.get("errors").get(i).get(k).asDouble() * Math.sqrt(1 + ratio);
        double expected = peer.get("curves").get(i).get(k).asDouble();
        assertEquals(expected, scores.curves()[i][k], 4.5 * error + 1e-9, i + ", " + k);
        errors += error / features;
        sum += scores.curves()[i][k] / features;
      }
      assertEquals(sum, scores.values()[i], 1e-12);
      double mean = peer.get("means").get(i).asDouble();
      assertEquals(mean, scores.values()[i], 4.5 * errors);
    }
    assertTrue(scores.values()[0] > 0);
  }
}
