package org.xai4j.evaluation.randomisation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.testing.Goldens;
import org.xai4j.core.testing.InputGradient;
import org.xai4j.evaluation.MetricGoldens;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.similarity.Similarity;
import org.xai4j.evaluation.similarity.Ssim;

/** Randomisation with given weights and classes against Quantus 0.6. */
class RandomisationGoldenTest {
  private static final Subject SUBJECT =
      MetricGoldens.subject("saliency_signed", new InputGradient());

  private static Layer replacement(Node node) {
    String path = "metrics/mprt_weights/" + node.name();
    INDArray weights = Goldens.array(path + ".weight.npy").castTo(DataType.FLOAT);
    INDArray bias = Goldens.array(path + ".bias.npy").castTo(DataType.FLOAT);
    return ((Affine) node.layer())
        .with(node.layer() instanceof Dense ? weights.transpose().dup('c') : weights, bias);
  }

  @ParameterizedTest
  @CsvSource({
    "TOP_DOWN,mprt_top_down__saliency,fc2 fc1 conv2 conv1",
    "BOTTOM_UP,mprt_bottom_up__saliency,conv1 conv2 fc1 fc2",
    "INDEPENDENT,mprt_independent__saliency,conv1 conv2 fc1 fc2"
  })
  void cascades(Randomised.Order order, String golden, String layers) {
    List<Network> networks =
        Randomised.networks(Goldens.cnn(), order, RandomisationGoldenTest::replacement);
    Scores scores = new Mprt(order, Similarity.SPEARMAN, true).score(SUBJECT, networks);
    String[] names = layers.split(" ");
    for (int l = 0; l < names.length; l++) {
      double[] expected =
          MetricGoldens.numbers(MetricGoldens.values(golden, "saliency_signed").get(names[l]));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], scores.curves()[i][l], 2e-3, names[l] + " row " + i);
      }
    }
  }

  @Test
  void entropyRise() {
    Network random =
        Randomised.networks(
                Goldens.cnn(), Randomised.Order.BOTTOM_UP, RandomisationGoldenTest::replacement)
            .get(3);
    assertArrayEquals(
        MetricGoldens.numbers(MetricGoldens.values("efficient_mprt__saliency", "saliency_signed")),
        new EfficientMprt().score(SUBJECT, random).values(),
        2e-3);
  }

  @Test
  void similarityToGivenClasses() {
    JsonNode classes = MetricGoldens.entry("random_logit_off_targets").get("values");
    List<Integer> others =
        IntStream.range(0, classes.size()).mapToObj(i -> classes.get(i).asInt()).toList();
    // The peer flattens pictures: windows of 7 elements along rows that run into each other.
    double[] values =
        new RandomLogit()
            .compare(SUBJECT, others, (a, b, shape) -> Ssim.of(a, b, new long[] {a.length}))
            .values();
    assertArrayEquals(
        MetricGoldens.numbers(MetricGoldens.values("random_logit__saliency", "saliency_signed")),
        values,
        1e-3);
  }
}
