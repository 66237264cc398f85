package org.xai4j.agnostic.counterfactual;

import java.util.Optional;
import org.xai4j.core.run.InputException;

/**
 * The quantities of a regression that count as the wanted answer.
 *
 * @param low the least
 * @param high the largest
 */
record WantedRange(double low, double high) {
  /** Checks the order. */
  WantedRange {
    InputException.check(
        low <= high,
        "The wanted range has at-least %s and at-most %s; give them in this order.",
        low,
        high);
  }

  /** The range between two bounds; nothing if neither is given. */
  static Optional<WantedRange> of(Optional<Double> atLeast, Optional<Double> atMost) {
    return atLeast.isEmpty() && atMost.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new WantedRange(
                atLeast.orElse(Double.NEGATIVE_INFINITY), atMost.orElse(Double.POSITIVE_INFINITY)));
  }

  boolean holds(double quantity) {
    return quantity >= low && quantity <= high;
  }

  /** How far a quantity is from the range. */
  double missing(double quantity) {
    return Math.max(0, Math.max(low - quantity, quantity - high));
  }
}
