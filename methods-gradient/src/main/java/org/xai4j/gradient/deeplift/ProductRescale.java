package org.xai4j.gradient.deeplift;

import java.util.stream.IntStream;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.tensor.Tensor;

/**
 * DeepLIFT through products and quotients of elements, a and b changing from a′ and b′:
 *
 * <ul>
 *   <li>products: the gradient half-way, Δ(ab) = Δa·½(b + b′) + Δb·½(a + a′). Where these terms are
 *       huge beside ab and a′b′ and no factor changes its sign, ab = ±exp(log|a| + log|b|) in their
 *       place: Δ(ab) = ℓ(ab, a′b′)·(Δa/ℓ(a, a′) + Δb/ℓ(b, b′)), with ℓ(p, q) = (p − q)/log(p/q);
 *   <li>quotients y = a/b: as the factor of b·y = a, Δy = (Δa − ½(y + y′)·Δb)/½(b + b′); where b
 *       changes its sign as the product of a and 1/b, whose multiplier is −1/(b·b′).
 * </ul>
 */
final class ProductRescale {
  /** How many times the products their terms may be, before they are taken in logarithms. */
  private static final double HUGE = 8;

  private final boolean quotient;
  private double first;
  private double second;

  private ProductRescale(boolean quotient) {
    this.quotient = quotient;
  }

  /**
   * Passes multipliers through.
   *
   * @param operation MULTIPLY or DIVIDE
   * @param inputs two, of which pairs [2m, …] or constants that broadcast
   * @param signal multipliers of the outputs [2m, …]
   * @return multipliers of the inputs, of their shapes
   */
  static Tensor[] multipliers(Elementwise.Operation operation, Tensor[] inputs, Tensor signal) {
    ProductRescale rule = new ProductRescale(operation == Elementwise.Operation.DIVIDE);
    long[] shape = signal.shape();
    double[] a = inputs[0].broadcast(shape).doubles();
    double[] b = inputs[1].broadcast(shape).doubles();
    double[] toFirst = signal.doubles();
    double[] toSecond = toFirst.clone();
    int half = a.length / 2;
    for (int i = 0; i < half; i++) {
      rule.at(a[i], a[i + half], b[i], b[i + half]);
      toFirst[i] = toFirst[i] == 0 ? 0 : toFirst[i] * rule.first;
      toSecond[i] = toSecond[i] == 0 ? 0 : toSecond[i] * rule.second;
      toFirst[i + half] = toFirst[i];
      toSecond[i + half] = toSecond[i];
    }
    return new Tensor[] {
      sums(signal.device().of(signal.type(), toFirst, shape), inputs[0].shape()),
      sums(signal.device().of(signal.type(), toSecond, shape), inputs[1].shape())
    };
  }

  /** Sums over the axes along which an input of a shape was stretched. */
  private static Tensor sums(Tensor stretched, long[] shape) {
    int more = stretched.rank() - shape.length;
    int[] axes =
        IntStream.range(0, stretched.rank())
            .filter(i -> i < more || shape[i - more] != stretched.size(i))
            .toArray();
    return axes.length == 0 ? stretched : stretched.sum(axes).reshape(shape);
  }

  private void at(double a, double a0, double b, double b0) {
    if (quotient) {
      boolean same = oneSign(b, b0);
      first = same ? 1 / (0.5 * b + 0.5 * b0) : 0.5 * (1 / b + 1 / b0);
      second = same ? -0.5 * (a / b + a0 / b0) * first : -0.5 * (a + a0) / (b * b0);
      return;
    }
    first = 0.5 * (b + b0);
    second = 0.5 * (a + a0);
    double terms = Math.abs((a - a0) * first) + Math.abs((b - b0) * second);
    if (terms > HUGE * (Math.abs(a * b) + Math.abs(a0 * b0)) && oneSign(a, a0) && oneSign(b, b0)) {
      double logA = Math.log(Math.abs(a));
      double logB = Math.log(Math.abs(b));
      double logA0 = Math.log(Math.abs(a0));
      double logB0 = Math.log(Math.abs(b0));
      double whole = SoftmaxRescale.logMean(logA + logB, logA0 + logB0);
      first = Math.signum(b) * Math.exp(whole - SoftmaxRescale.logMean(logA, logA0));
      second = Math.signum(a) * Math.exp(whole - SoftmaxRescale.logMean(logB, logB0));
    }
  }

  private static boolean oneSign(double a, double b) {
    return (a > 0 && b > 0) || (a < 0 && b < 0);
  }
}
