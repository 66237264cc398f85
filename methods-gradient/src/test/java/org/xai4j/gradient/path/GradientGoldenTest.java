package org.xai4j.gradient.path;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.testing.Goldens;

/** Against Captum 0.8 in float64. */
class GradientGoldenTest {
  @ParameterizedTest
  @CsvSource({
    "gradient,'',zeros,saliency_signed",
    "saliency,'',zeros,saliency_abs",
    "input-x-gradient,'',zeros,input_x_gradient",
    "integrated-gradients,steps=50,zeros,ig_gausslegendre_50",
    "integrated-gradients,steps=500,zeros,ig_gausslegendre_500",
    "integrated-gradients,steps=50,mean,ig_gausslegendre_50_meanbaseline",
    "integrated-gradients,steps=50;quadrature=left,zeros,ig_riemann_left_50",
    "integrated-gradients,steps=50;quadrature=right,zeros,ig_riemann_right_50",
  })
  void equalsCaptum(String id, String parameters, String baseline, String golden) {
    Map<String, String> values = new java.util.HashMap<>();
    for (String pair : parameters.isEmpty() ? new String[0] : parameters.split(";")) {
      values.put(pair.split("=")[0], pair.split("=")[1]);
    }
    NetworkExplainer method =
        (NetworkExplainer) Registry.load("method", Explainer.class).create(id, values);
    for (String name : new String[] {"cnn", "mlp"}) {
      for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
        if (golden.endsWith("_500") && name.equals("cnn") && type == DataType.DOUBLE) {
          // Convolutions in double precision are slow; the small network covers this path.
          continue;
        }
        Network network = Goldens.network(name).as(type);
        INDArray x = Goldens.first(Goldens.inputs(name, type), 8);
        Baseline from =
            baseline.equals("zeros")
                ? Baseline.zeros()
                : Baseline.of(Goldens.array(name + "/baseline_mean.npy"));
        Attribution a = method.explain(network, x, Context.standard().with(from));
        double error =
            Goldens.error(Goldens.array("ref/" + name + "/" + golden + ".npy"), a.values());
        System.out.printf("golden %s/%s %s %s: %.1e%n", name, golden, id, type, error);
        // The reference keeps the points of a path in float32.
        double exact = golden.startsWith("ig_") ? 5e-8 : 1e-9;
        // In row 4 the path meets a tie of 7e-11 between two cells of a pooled tile.
        double tied = name.equals("cnn") && golden.endsWith("meanbaseline") ? 2e-3 : 1e-5;
        double tolerance = type == DataType.FLOAT ? tied : exact;
        assertTrue(error <= tolerance, name + " " + type + " " + golden + ": " + error);
      }
    }
  }

  @Test
  void completenessErrorFallsWithSteps() {
    Network network = Goldens.cnn().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 8);
    double few = worst(new IntegratedGradients().withSteps(10), network, x);
    double many = worst(new IntegratedGradients().withSteps(1000), network, x);
    assertTrue(many < few / 10 && many < 2e-3, few + " to " + many);
  }

  private static double worst(AttributionExplainer<Network> method, Network network, INDArray x) {
    double worst = 0;
    for (double r : method.explain(network, x, Context.standard()).residuals().orElseThrow()) {
      worst = Math.max(worst, Math.abs(r));
    }
    return worst;
  }
}
