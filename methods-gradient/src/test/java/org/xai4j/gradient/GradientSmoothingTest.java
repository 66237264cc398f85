package org.xai4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.model.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Goldens;

/** Smoothed methods, with given noise against Captum and with their own. */
class GradientSmoothingTest {
  /** Smoothing with the reference's noise. */
  @Info(id = "given-noise", title = "Given noise", summary = "For tests.", reference = "none")
  public record GivenNoise(String model, Smoothing.Statistic statistic, Base base)
      implements NetworkExplainer {
    @Override
    public Attributor prepare(Network network, INDArray inputs, Context context) {
      INDArray noise =
          Goldens.array(model + "/smoothgrad_noise_s0.1_n10.npy").castTo(inputs.dataType());
      Smoothing.Noise given =
          rows -> {
            INDArray some =
                noise.get(NDArrayIndex.interval(rows.first(), rows.first() + rows.size()));
            int[] next = {0};
            return () ->
                some.get(NDArrayIndex.all(), NDArrayIndex.point(next[0]++))
                    .dup('c')
                    .reshape('c', rows.inputs().shape());
          };
      return Smoothing.of(base, 10, given, statistic, network, inputs, context);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cnn,MEAN,gradient,smoothgrad_fixednoise",
    "mlp,MEAN,gradient,smoothgrad_fixednoise",
    "mlp,SQUARE,gradient,smoothgrad_sq_fixednoise",
    "cnn,MEAN,input-x-gradient,smoothgrad_ixg_fixednoise",
    "mlp,MEAN,input-x-gradient,smoothgrad_ixg_fixednoise",
  })
  void equalsCaptumWithTheSameNoise(
      String model, Smoothing.Statistic statistic, String base, String golden) {
    GivenNoise method = new GivenNoise(model, statistic, Base.parse(base));
    Check.golden(method, model, golden, Context.standard(), 1e-9);
  }

  @Test
  void varianceIsMeanSquareMinusSquaredMean() {
    Context c = Context.standard();
    Base base = new Base(new Gradient());
    INDArray variance =
        Check.explain(
                new GivenNoise("mlp", Smoothing.Statistic.VARIANCE, base),
                "mlp",
                DataType.DOUBLE,
                c)
            .values();
    INDArray mean = Goldens.array("ref/mlp/smoothgrad_fixednoise.npy");
    INDArray expected = Goldens.array("ref/mlp/smoothgrad_sq_fixednoise.npy").sub(mean.mul(mean));
    assertTrue(Goldens.error(expected, variance) <= 1e-9);
  }

  @Test
  void noNoiseGivesTheMethodItself() {
    NetworkExplainer none = new SmoothGrad(3, 0, Optional.empty(), new Base(new InputXGradient()));
    INDArray smooth = Check.explain(none, "mlp", DataType.DOUBLE, Context.standard()).values();
    INDArray plain =
        Check.explain(new InputXGradient(), "mlp", DataType.DOUBLE, Context.standard()).values();
    assertTrue(Goldens.error(plain, smooth) <= 1e-12);
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
        "SmoothGrad[samples=50, noise=0.15, stdev=Optional[0.2], base=saliency]",
        methods.create("smoothgrad", Map.of("base", "saliency", "stdev", "0.2")).toString());
  }
}
