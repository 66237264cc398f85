package org.xai4j.agnostic.shapley;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/** The orders of one row's features, one after the other. */
final class FeatureOrders {
  /** Dimensions for which direction numbers are known. */
  private static final int MOST = 1000;

  private final int features;
  private final boolean antithetic;
  private final SplitRandom random;
  private final Optional<SobolSequenceGenerator> sequence;
  private final double[] shift;
  private int[] last = new int[0];
  private boolean mirror;

  FeatureOrders(int features, boolean antithetic, OrderDraw draw, SplitRandom random) {
    InputException.check(
        draw == OrderDraw.RANDOM || features <= MOST,
        "Sobol orders are of at most %d features, but there are %d; draw them at random or take"
            + " groups of features.",
        MOST,
        features);
    this.features = features;
    this.antithetic = antithetic;
    this.random = random;
    sequence =
        draw == OrderDraw.SOBOL
            ? Optional.of(new SobolSequenceGenerator(features))
            : Optional.empty();
    shift = new double[features];
    if (draw == OrderDraw.SOBOL) {
      Arrays.setAll(shift, j -> random.nextDouble());
    }
  }

  /** The next order; of antithetic ones every second is the one before it, reversed. */
  int[] next() {
    int[] order = mirror ? reversed(last) : drawn();
    mirror = antithetic && !mirror;
    last = order;
    return order;
  }

  private int[] drawn() {
    if (sequence.isEmpty()) {
      return random.permutation(features);
    }
    double[] point = sequence.get().nextVector();
    Arrays.setAll(point, j -> (point[j] + shift[j]) % 1);
    return Numeric.ascending(point);
  }

  private static int[] reversed(int[] order) {
    int[] other = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      other[i] = order[order.length - 1 - i];
    }
    return other;
  }
}
