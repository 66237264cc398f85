package org.xai4j.gradient;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Network;
import org.xai4j.core.testing.Goldens;

/** Compares methods with reference values in both precisions. */
public final class Check {
  private Check() {}

  /** Explains the first 8 inputs of a reference model. */
  public static Attribution explain(
      AttributionExplainer<Network> method, String model, DataType type, Context context) {
    INDArray x = Goldens.first(Goldens.inputs(model, type), 8);
    return method.explain(Goldens.network(model).as(type), x, context);
  }

  /** Asserts 1e-5 in float32 and a tolerance in float64, and prints both errors. */
  public static void golden(
      AttributionExplainer<Network> method,
      String model,
      String golden,
      Context context,
      double exact) {
    golden(method, model, golden, context, 1e-5, exact);
  }

  /** The same with another tolerance in float32, where rounding decides who wins a maximum. */
  public static void golden(
      AttributionExplainer<Network> method,
      String model,
      String golden,
      Context context,
      double tied,
      double exact) {
    INDArray expected = Goldens.array("ref/" + model + "/" + golden + ".npy");
    double single =
        Goldens.error(expected, explain(method, model, DataType.FLOAT, context).values());
    double twice =
        Goldens.error(expected, explain(method, model, DataType.DOUBLE, context).values());
    System.out.printf("golden %s/%s %s: %.1e %.1e%n", model, golden, method, single, twice);
    assertTrue(single <= tied, model + " " + golden + " float32: " + single);
    assertTrue(twice <= exact, model + " " + golden + " float64: " + twice);
  }

  /** The largest completeness error, relative to the largest difference of scores. */
  public static double incompleteness(Attribution a) {
    double worst = 0;
    double scale = 0;
    double[] residuals = a.residuals().orElseThrow();
    double[] flat = org.xai4j.core.array.NdArrays.doubles(a.values());
    int width = flat.length / residuals.length;
    for (int i = 0; i < residuals.length; i++) {
      double sum = 0;
      for (int j = i * width; j < (i + 1) * width; j++) {
        sum += flat[j];
      }
      scale = Math.max(scale, Math.abs(sum - residuals[i]));
      worst = Math.max(worst, Math.abs(residuals[i]));
    }
    return worst / scale;
  }
}
