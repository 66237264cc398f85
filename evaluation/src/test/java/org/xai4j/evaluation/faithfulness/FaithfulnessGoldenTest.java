package org.xai4j.evaluation.faithfulness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.testing.Goldens;
import org.xai4j.evaluation.MetricGoldens;
import org.xai4j.evaluation.Scores;

/** Metrics with given random draws against Quantus 0.6 and Captum 0.8. */
class FaithfulnessGoldenTest {
  @ParameterizedTest
  @ValueSource(strings = {"saliency_signed", "input_x_gradient"})
  void correlationOverGivenSets(String attribution) {
    // [run, sample, feature]
    INDArray array = Goldens.array("metrics/faithfulness_correlation_subsets.npy");
    double[] flat = NdArrays.doubles(array);
    int runs = (int) array.size(0);
    int samples = (int) array.size(1);
    int size = (int) array.size(2);
    Scores scores =
        new FaithfulnessCorrelation()
            .score(
                MetricGoldens.subject(attribution),
                instance -> {
                  int[][] sets = new int[runs][size];
                  for (int r = 0; r < runs; r++) {
                    for (int k = 0; k < size; k++) {
                      sets[r][k] = (int) flat[(r * samples + instance.index()) * size + k];
                    }
                  }
                  return sets;
                });
    assertArrayEquals(
        MetricGoldens.numbers(MetricGoldens.values("faithfulness_correlation", attribution)),
        scores.values(),
        1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"saliency_signed", "input_x_gradient"})
  void infidelityOverGivenNoise(String attribution) {
    // [sample, instance, …]
    INDArray array = Goldens.array("metrics/captum_infidelity_noise.npy");
    double[] flat = NdArrays.doubles(array);
    int samples = (int) array.size(0);
    int n = (int) array.size(1);
    int d = flat.length / samples / n;
    Scores scores =
        new Infidelity()
            .slopes(
                MetricGoldens.subject(attribution),
                instance -> {
                  double[][] noise = new double[samples][];
                  Arrays.setAll(
                      noise,
                      s -> {
                        int from = (s * n + instance.index()) * d;
                        return Arrays.copyOfRange(flat, from, from + d);
                      });
                  return noise;
                });
    assertArrayEquals(
        MetricGoldens.numbers(MetricGoldens.values("captum_infidelity", attribution)),
        scores.values(),
        1e-4);
  }
}
