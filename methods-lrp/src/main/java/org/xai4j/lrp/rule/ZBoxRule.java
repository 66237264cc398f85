package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
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
public record ZBoxRule(double low, double high, double stabilizer) implements Rule {
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
      Tensor r = whole.gradient(x, recorded, share)[0].mul(x[0]);
      r = less(r, gains, x, recorded, share, low);
      return new Tensor[] {less(r, losses, x, recorded, share, high)};
    };
  }

  private static Tensor less(
      Tensor r,
      Operator operator,
      Tensor[] x,
      Operator.Recorded recorded,
      Tensor share,
      double bound) {
    return bound == 0 ? r : r.sub(operator.gradient(x, recorded, share)[0].mul(bound));
  }
}
