package org.xai4j.evaluation.localisation;

import java.util.Arrays;

/** What of an attribution counts as relevance. */
public enum Values {
  /** The values as they are. */
  SIGNED,
  /** Their absolute values: relevance for or against. */
  ABSOLUTE,
  /** The positive ones, others count nothing: relevance for the class. */
  POSITIVE;

  /**
   * The relevance of elements.
   *
   * @param attribution of the elements
   * @return one per element
   */
  double[] of(double[] attribution) {
    return Arrays.stream(attribution)
        .map(
            v ->
                switch (this) {
                  case SIGNED -> v;
                  case ABSOLUTE -> Math.abs(v);
                  case POSITIVE -> Math.max(0, v);
                })
        .toArray();
  }
}
