package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * The z-box rule (zᴮ) for the first layer on inputs in [l, h], Rᵢ = Σⱼ (xᵢ·wᵢⱼ − l·wᵢⱼ⁺ −
 * h·wᵢⱼ⁻)/(Σₖ xₖ·wₖⱼ − l·wₖⱼ⁺ − h·wₖⱼ⁻)·Rⱼ (Montavon et al. 2017, Pattern Recognition 65). The
 * bounds are not put into padding cells; the bias takes no part.
 *
 * @param low l, the smallest input
 * @param high h, the largest input
 * @param stabilizer added to the denominator with its sign, not negative
 */
@Info(
    id = "z-box",
    title = "z-box",
    summary = "xᵢ·wᵢⱼ − l·wᵢⱼ⁺ − h·wᵢⱼ⁻, for first layers on inputs in [l, h].",
    reference = "Montavon et al. 2017, Pattern Recognition 65")
public record ZBoxRule(
    @Param("the smallest input") double low,
    @Param("the largest input") double high,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements Rule {
  /** low = 0, high = 1, stabilizer = 1e-6. */
  public ZBoxRule() {
    this(0, 1, 1e-6);
  }

  /** Checks the bounds. */
  public ZBoxRule {
    Checks.notNegative("z-box", "stabilizer", stabilizer);
    InputException.check(
        low < high && Double.isFinite(low) && Double.isFinite(high),
        "The rule z-box needs low to be below high, not low = %s and high = %s.",
        low,
        high);
  }

  @Override
  public Step bind(Node node, Device device) {
    Linear layer = Linear.of(node, "z-box");
    Operator whole = device.operator(layer.map(a -> a, false));
    Operator gains = device.operator(layer.map(Linear::positive, false));
    Operator losses = device.operator(layer.map(Linear::negative, false));
    return (tape, signal) -> {
      Tensor[] x = tape.inputs(node);
      long[] row = x[0].shape().clone();
      row[0] = 1;
      Tensor floor =
          gains
              .forward(device.filled(x[0].type(), low, row))
              .add(losses.forward(device.filled(x[0].type(), high, row)));
      Operator.Recorded recorded = whole.record(x);
      Tensor share = signal.div(recorded.output().sub(floor), stabilizer);
      Tensor c = whole.gradient(x, recorded, share)[0];
      Tensor ofLow = low == 0 ? c : gains.gradient(x, recorded, share)[0];
      Tensor ofHigh = high == 0 ? c : losses.gradient(x, recorded, share)[0];
      return new Tensor[] {device.fusion().box(x[0], c, low, ofLow, high, ofHigh)};
    };
  }
}
