package org.xai4j.gradient.smooth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.Check;
import org.xai4j.gradient.Gradient;
import org.xai4j.gradient.InputXGradient;

/** Smoothed methods, with given noise against Captum and with their own. */
class GradientSmoothingTest {
  @TempDir Path folder;

  /** Smoothing with the reference's noise, [8, 10, …]. */
  private Smoothed given(String method, String model, String base) {
    Path file = folder.resolve("noise.npy");
    Npy.write(file, Goldens.array(model + "/smoothgrad_noise_s0.1_n10.npy"));
    Map<String, String> parameters =
        Map.of("samples", "10", "noise-file", file.toString(), "base", base);
    return (Smoothed) Registry.load("method", Explainer.class).create(method, parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "cnn,smoothgrad,gradient,smoothgrad_fixednoise",
    "mlp,smoothgrad,gradient,smoothgrad_fixednoise",
    "mlp,smoothgrad-squared,gradient,smoothgrad_sq_fixednoise",
    "cnn,vargrad,gradient,vargrad_fixednoise",
    "cnn,smoothgrad,input-x-gradient,smoothgrad_ixg_fixednoise",
    "mlp,smoothgrad,input-x-gradient,smoothgrad_ixg_fixednoise",
  })
  void equalsCaptumWithTheSameNoise(String model, String method, String base, String golden) {
    Smoothed smoothed = given(method, model, base);
    Check.golden(smoothed, model, golden, Context.standard(), 1e-9);
    Check.golden(smoothed, model, golden, Context.standard().with(new Execution(3, 2)), 1e-9);
  }

  @Test
  void noiseOfAnotherShapeIsRefused() {
    Smoothed method = given("smoothgrad", "cnn", "gradient");
    InputException refused =
        assertThrows(
            InputException.class,
            () -> Check.explain(method, "mlp", DataType.DOUBLE, Context.standard()));
    assertTrue(refused.getMessage().contains("[10, 13]"), refused.getMessage());
  }

  @Test
  void noiseMayBeTheSameForAllRows() {
    Path file = folder.resolve("common.npy");
    INDArray noise = Goldens.array("mlp/smoothgrad_noise_s0.1_n10.npy");
    Npy.write(file, noise.get(NDArrayIndex.point(0)).dup('c'));
    Optional<NoiseFile> common = Optional.of(new NoiseFile(file));
    Base base = new Base(new Gradient());
    Smoothed method = new SmoothGrad(10, 0, Optional.empty(), false, common, base);
    INDArray all = Check.explain(method, "mlp", DataType.DOUBLE, Context.standard()).values();
    INDArray golden = Goldens.array("ref/mlp/smoothgrad_fixednoise.npy");
    assertTrue(Goldens.error(Goldens.first(golden, 1), Goldens.first(all, 1)) <= 1e-9);
  }

  @Test
  void noNoiseGivesTheMethodItself() {
    NetworkExplainer none =
        new SmoothGrad(
            3, 0, Optional.empty(), false, Optional.empty(), new Base(new InputXGradient()));
    INDArray smooth = Check.explain(none, "mlp", DataType.DOUBLE, Context.standard()).values();
    INDArray plain =
        Check.explain(new InputXGradient(), "mlp", DataType.DOUBLE, Context.standard()).values();
    assertTrue(Goldens.error(plain, smooth) <= 1e-12);
  }

  /** The gradient of a product is linear: opposite noises cancel. */
  @Test
  void pairedNoiseLeavesLinearGradientsAsTheyAre() {
    NetworkBuilder builder = Network.builder(6);
    int square = builder.add("square", new Elementwise(Elementwise.Operation.MULTIPLY), 0, 0);
    Dense dense = new Dense(Nd4j.ones(DataType.DOUBLE, 6, 2), Nd4j.zeros(DataType.DOUBLE, 2));
    Network network = builder.build(builder.add("out", dense, square));
    INDArray x = Nd4j.linspace(DataType.DOUBLE, -1, 0.3, 18).reshape(3, 6);
    Context context = Context.standard().with(Target.of(1)).withSeed(3);
    for (int samples : new int[] {2, 4, 10}) {
      Base base = new Base(new Gradient());
      INDArray paired =
          new SmoothGrad(samples, 0.15, Optional.empty(), true, Optional.empty(), base)
              .explain(network, x, context)
              .values();
      assertTrue(Goldens.error(x.mul(2), paired) <= 1e-12);
      INDArray single =
          new SmoothGrad(samples, 0.15, Optional.empty(), false, Optional.empty(), base)
              .explain(network, x, context)
              .values();
      assertTrue(Goldens.error(x.mul(2), single) > 1e-3);
    }
  }

  @Test
  void chunksAndThreadsDoNotChangeTheNoise() {
    Context one = Context.standard().with(new Execution(8, 1)).withSeed(5);
    Context many = Context.standard().with(new Execution(3, 2)).withSeed(5);
    INDArray a = Check.explain(new SmoothGrad(), "mlp", DataType.DOUBLE, one).values();
    INDArray b = Check.explain(new SmoothGrad(), "mlp", DataType.DOUBLE, many).values();
    assertTrue(Goldens.error(a, b) <= 1e-12);
    INDArray other =
        Check.explain(new SmoothGrad(), "mlp", DataType.DOUBLE, one.withSeed(6)).values();
    assertTrue(Goldens.error(a, other) > 1e-6);
  }

  @Test
  void parametersAreChecked() {
    Registry<?> methods = Registry.load("method", Explainer.class);
    assertThrows(InputException.class, () -> methods.create("smoothgrad", Map.of("samples", "0")));
    assertThrows(InputException.class, () -> methods.create("vargrad", Map.of("noise", "-1")));
    assertThrows(
        InputException.class, () -> methods.create("smoothgrad", Map.of("base", "gradiant")));
    assertEquals(
        "SmoothGrad[samples=50, noise=0.15, stdev=Optional[0.2], paired=false, noiseFile=Optional.empty, base=saliency]",
        methods.create("smoothgrad", Map.of("base", "saliency", "stdev", "0.2")).toString());
  }
}
