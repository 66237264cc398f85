package org.xai4j.gradient.smooth;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.WeightNoise;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.gradient.Gradient;

/**
 * NoiseGrad of any method: E[a(x; w·z)], where a(x; w) is the attribution by a network with weights
 * w, and z is normal with mean 1, drawn anew for every weight. The explained output is the one that
 * the clean network chooses.
 *
 * <p>The noise depends on the seed alone, not on the rows; one noisy network is held at a time.
 *
 * @param models noisy networks
 * @param noise standard deviation of z
 * @param base the method a
 */
@Info(
    id = "noise-grad",
    title = "NoiseGrad",
    summary = "The mean attribution by networks with noise on their weights.",
    reference = "Bykov et al. 2021, arXiv:2106.10185")
public record NoiseGrad(
    @Param(value = "noisy networks", min = 1, max = 1_000_000) int models,
    @Param(value = "standard deviation of the factor on each weight", min = 0) double noise,
    @Param("id of the method whose attributions are averaged") Base base)
    implements BasedOnMethod {
  /** 10 networks with factors of standard deviation 0.2, of the gradient. */
  public NoiseGrad() {
    this(10, 0.2, new Base(new Gradient()));
  }

  /** Checks the numbers. */
  public NoiseGrad {
    Smoothing.check("NoiseGrad", models, noise, Optional.empty());
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    SplitRandom random = SplitRandom.of(context.seed()).split("noise-grad");
    return rows -> {
      rows.target(context.engine().predict(model, rows.inputs()));
      Rows fixed = rows.moved(rows.inputs());
      INDArray sum = rows.inputs().ulike().assign(0);
      for (int m = 0; m < models; m++) {
        Network noisy = WeightNoise.multiplied(model, noise, random.split(m));
        Attributor attributor = base.method().prepare(noisy, inputs, context);
        Chunks.scoped(() -> sum.addi(attributor.attribute(fixed)));
      }
      return sum.divi(models);
    };
  }
}
