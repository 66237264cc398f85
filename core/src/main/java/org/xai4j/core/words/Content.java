package org.xai4j.core.words;

import java.util.Arrays;
import java.util.List;

/**
 * What an attribution gives to the elements of one row, and which parts of it sentences may name.
 *
 * @param noun of the elements, by which templates are chosen: {@code columns}, {@code pixels},
 *     {@code values}, {@code positions} or {@code words}
 * @param values of the elements
 * @param finder of parts
 */
record Content(String noun, double[] values, Finder finder) {
  /** Finds parts that speak for the score (sign 1) or against it (−1), the largest first. */
  interface Finder {
    /**
     * The parts.
     *
     * @param sign 1 or −1
     * @param total sum of the absolute values, above 0
     * @return none only if no value has the sign
     */
    List<Part> find(int sign, double total);
  }

  boolean finite() {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** The sum of the values of a sign, without it. */
  double sum(int sign) {
    return Arrays.stream(values).map(v -> Math.max(0, sign * v)).sum();
  }

  boolean even() {
    return Arrays.stream(values).allMatch(v -> v == values[0]);
  }
}
