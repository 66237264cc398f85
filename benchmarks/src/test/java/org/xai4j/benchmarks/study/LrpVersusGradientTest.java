package org.xai4j.benchmarks.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The figures of docs/lrp-vs-gradient-x-input.md; prints them. */
class LrpVersusGradientTest {
  private static final Set<String> EQUAL =
      Set.of(
          "ReLU",
          "ReLU, no biases",
          "leaky ReLU",
          "leaky ReLU, no biases",
          "max-pooling",
          "average pooling",
          "batch norm",
          "residual sum");

  @Test
  void equalExactlyWhereActivationsAreHomogeneous() {
    List<LrpVersusGradient.Figure> figures = LrpVersusGradient.measure(1, 16);
    figures.forEach(System.out::println);
    for (LrpVersusGradient.Figure f : figures) {
      boolean equal = EQUAL.contains(f.network());
      if (f.epsilon() == 0 && equal) {
        double allowed = f.type() == DataType.DOUBLE ? 1e-10 : 1e-3;
        assertTrue(f.difference() <= allowed, f.toString());
      }
      if (!equal) {
        assertTrue(f.difference() > 0.01, f.toString());
      }
    }
    List<Double> relu =
        figures.stream()
            .filter(f -> f.network().equals("ReLU") && f.type() == DataType.DOUBLE)
            .map(LrpVersusGradient.Figure::difference)
            .toList();
    assertEquals(relu.stream().sorted().toList(), relu);
  }

  @Test
  void squaresGiveAQuarterForTwoLayers() {
    var network = SampleNetworks.all(1).get("square");
    INDArray x = SampleNetworks.inputs(network, 1, 4);
    var figure = LrpVersusGradient.compare("square", network, x, List.of(0.0)).get(0);
    // LRP = G×I/2 per layer of squares, so the largest difference is three quarters.
    assertEquals(0.75, figure.difference(), 1e-9);
    assertEquals(1, figure.correlation(), 1e-12);
  }
}
