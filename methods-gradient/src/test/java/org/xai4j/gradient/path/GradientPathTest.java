package org.xai4j.gradient.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.Check;
import org.xai4j.gradient.Gradient;

/** Methods along paths: conductance, influence and expectations over backgrounds. */
class GradientPathTest {
  private static final Context STANDARD = Context.standard();
  private static final Optional<String> RELU2 = Optional.of("relu2");

  @Test
  void layerConductanceEqualsCaptum() {
    NetworkExplainer method = new LayerConductance(RELU2, 50, Quadrature.GAUSS_LEGENDRE);
    Check.golden(method, "cnn", "layer_conductance_relu2", STANDARD, 1e-4, 1e-9);
  }

  @Test
  void conductanceTendsToTheDifferenceOfScores() {
    NetworkExplainer few = new LayerConductance(Optional.of("relu1"), 50, Quadrature.TRAPEZOID);
    NetworkExplainer many = new LayerConductance(Optional.of("relu1"), 500, Quadrature.TRAPEZOID);
    double a = Check.incompleteness(Check.explain(few, "mlp", DataType.DOUBLE, STANDARD));
    double b = Check.incompleteness(Check.explain(many, "mlp", DataType.DOUBLE, STANDARD));
    assertTrue(b < a / 5 && b < 5e-3, a + " to " + b);
  }

  @Test
  void conductanceThroughAllNeuronsIsIntegratedGradients() {
    INDArray whole =
        Check.explain(new IntegratedGradients(), "mlp", DataType.DOUBLE, STANDARD).values();
    INDArray sum = whole.ulike().assign(0);
    for (int neuron = 0; neuron < 64; neuron++) {
      NetworkExplainer one = new NeuronConductance(RELU2, neuron, 50, Quadrature.GAUSS_LEGENDRE);
      sum.addi(Check.explain(one, "mlp", DataType.DOUBLE, STANDARD).values());
    }
    assertTrue(Goldens.error(whole, sum) <= 1e-9);
  }

  @Test
  void influenceBehindTheLastRectifierIsTheWeight() {
    INDArray influence =
        Check.explain(
                new InternalInfluence(RELU2, 7, Quadrature.GAUSS_LEGENDRE),
                "mlp",
                DataType.DOUBLE,
                STANDARD)
            .values();
    INDArray gradient =
        Check.explain(new Gradient(), "mlp", DataType.DOUBLE, STANDARD.withLayer("relu2")).values();
    assertTrue(Goldens.error(gradient, influence) <= 1e-12);
  }

  @Test
  void gradientShapIsWithinTheReferencesError() {
    INDArray images = Goldens.array("cnn/inputs.npy").get(NDArrayIndex.interval(8, 24)).dup('c');
    NetworkExplainer method = new GradientShap(320, 0, Optional.empty());
    Context context = STANDARD.with(Baseline.of(images)).withSeed(3);
    double[] a = NdArrays.doubles(Check.explain(method, "cnn", DataType.FLOAT, context).values());
    double[] mean = NdArrays.doubles(Goldens.array("ref/cnn/gradient_shap.npy"));
    double[] error = NdArrays.doubles(Goldens.array("ref/cnn/gradient_shap__stderr.npy"));
    // The reference's error is of 4000 samples, ours of 320 at most as spread.
    double ratio = Math.sqrt(1 + 4000.0 / 320);
    int beyond = 0;
    for (int i = 0; i < a.length; i++) {
      beyond += Math.abs(a[i] - mean[i]) > 4 * ratio * error[i] + 1e-9 ? 1 : 0;
    }
    System.out.printf("measured gradient-shap beyond 4 standard errors: %d%n", beyond);
    assertTrue(beyond <= a.length / 500, beyond + " of " + a.length);
  }

  @Test
  void expectedGradientsTendToTheDifferenceOfScores() {
    Context context = STANDARD.with(Baseline.of(Goldens.array("mlp/background.npy"))).withSeed(1);
    double error =
        Check.incompleteness(
            Check.explain(new ExpectedGradients(2000), "mlp", DataType.DOUBLE, context));
    assertTrue(error < 0.05, "error " + error);
  }

  @Test
  void chunksDoNotChangeTheDraws() {
    Context c = STANDARD.with(Baseline.of(Goldens.array("mlp/background.npy")));
    INDArray one =
        Check.explain(new GradientShap(), "mlp", DataType.DOUBLE, c.with(new Execution(8, 1)))
            .values();
    INDArray many =
        Check.explain(new GradientShap(), "mlp", DataType.DOUBLE, c.with(new Execution(3, 2)))
            .values();
    assertTrue(Goldens.error(one, many) <= 1e-12);
  }

  /** Points that do not fit the memory at once are shared by threads. */
  @Test
  void aPathInPartsHasTheSameIntegral() {
    INDArray whole =
        Check.explain(new IntegratedGradients(), "cnn", DataType.DOUBLE, STANDARD).values();
    Context little = STANDARD.with(Engine.standard().within(1)).with(new Execution(1, 2));
    INDArray parts =
        Check.explain(new IntegratedGradients(), "cnn", DataType.DOUBLE, little).values();
    assertTrue(Goldens.error(whole, parts) <= 1e-12);
    INDArray row = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 1);
    double[][] found = new double[3][];
    for (int threads = 1; threads <= 3; threads++) {
      found[threads - 1] =
          NdArrays.doubles(
              new IntegratedGradients()
                  .explain(Goldens.network("cnn"), row, little.with(new Execution(1, threads)))
                  .values());
    }
    assertArrayEquals(found[0], found[1]);
    assertArrayEquals(found[0], found[2]);
  }

  @Test
  void integratedGradientsAddStepsUntilTheToleranceIsMet() {
    NetworkExplainer method = new IntegratedGradients().withSteps(16).withTolerance(5e-3);
    for (int chunk : new int[] {8, 64}) {
      Context c = STANDARD.with(new Execution(chunk, 1));
      for (double r : Check.explain(method, "mlp", DataType.DOUBLE, c).residuals().orElseThrow()) {
        assertTrue(Math.abs(r) <= 5e-3, "residual " + r);
      }
    }
    NetworkExplainer impossible = new IntegratedGradients(2, Quadrature.LEFT).withTolerance(1e-12);
    assertThrows(
        InputException.class, () -> Check.explain(impossible, "mlp", DataType.DOUBLE, STANDARD));
  }

  @Test
  void severalBaselinesGiveTheMeanOfEach() {
    INDArray baselines = Goldens.first(Goldens.array("mlp/background.npy"), 3);
    IntegratedGradients method = new IntegratedGradients().withSteps(9);
    INDArray mean = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 8).ulike().assign(0);
    for (int b = 0; b < 3; b++) {
      INDArray one = baselines.get(NDArrayIndex.interval(b, b + 1)).dup('c');
      mean.addi(
          Check.explain(method, "mlp", DataType.DOUBLE, STANDARD.with(Baseline.of(one)))
              .values()
              .div(3));
    }
    Context several = STANDARD.with(Baseline.of(baselines));
    Attribution all = Check.explain(method.averaged(), "mlp", DataType.DOUBLE, several);
    assertTrue(Goldens.error(mean, all.values()) <= 1e-12);
    assertThrows(
        InputException.class, () -> Check.explain(method, "mlp", DataType.DOUBLE, several));
    IntegratedGradients exact = method.withTolerance(1e-2).averaged();
    for (double r :
        Check.explain(exact, "mlp", DataType.DOUBLE, several).residuals().orElseThrow()) {
      assertTrue(Math.abs(r) <= 1e-2, "residual " + r);
    }
  }

  @Test
  void blurredBaselinesStartAtTheBlurredInput() {
    Context blurred = STANDARD.with(Baseline.parse("blur:3"));
    Attribution a =
        Check.explain(
            new IntegratedGradients().withTolerance(1e-3), "cnn", DataType.DOUBLE, blurred);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 8);
    INDArray start = new Baseline.Blur(3).resolve(x);
    double[] before = NdArrays.doubles(Goldens.network("cnn").as(DataType.DOUBLE).predict(start));
    double[] flat = NdArrays.doubles(a.values());
    int[] classes = argmax(x);
    for (int i = 0; i < 8; i++) {
      double sum = 0;
      for (int j = i * 784; j < (i + 1) * 784; j++) {
        sum += flat[j];
      }
      assertTrue(Math.abs(sum - (a.scores()[i] - before[i * 10 + classes[i]])) <= 2e-3);
    }
    assertThrows(
        InputException.class,
        () -> Check.explain(new IntegratedGradients(), "mlp", DataType.DOUBLE, blurred));
    assertThrows(InputException.class, () -> Baseline.parse("blur:0"));
    assertThrows(InputException.class, () -> Baseline.parse("blur:wide"));
  }

  private static int[] argmax(INDArray x) {
    INDArray best = Goldens.network("cnn").as(DataType.DOUBLE).predict(x).argMax(1);
    return best.toIntVector();
  }

  @Test
  void unknownNeuronsAreNamed() {
    NetworkExplainer method = new NeuronConductance(RELU2, 64, 10, Quadrature.GAUSS_LEGENDRE);
    InputException e =
        assertThrows(
            InputException.class, () -> Check.explain(method, "mlp", DataType.FLOAT, STANDARD));
    assertTrue(e.getMessage().contains("the units 0 to 63"), e.getMessage());
  }
}
