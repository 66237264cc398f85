package org.xai4j.core.importer.dl4j;

import java.util.function.LongUnaryOperator;

/**
 * The length of a spatial or time axis as a function of the length of the model's input:
 * Deeplearning4j does not store the input's size, but later layers tell what it must have been.
 *
 * @param axis the input's axis it depends on
 * @param of gives the length, negative where the input is too short
 */
record Length(int axis, LongUnaryOperator of) {
  /** The length of an axis of the input. */
  static Length input(int axis) {
    return new Length(axis, in -> in);
  }

  /** A length that does not depend on the input. */
  static Length fixed(long length) {
    return new Length(0, in -> length);
  }

  /** The length after a step; unknown and impossible lengths stay negative. */
  Length then(LongUnaryOperator step) {
    return new Length(
        axis,
        in -> {
          long before = of.applyAsLong(in);
          return before < 0 ? -1 : step.applyAsLong(before);
        });
  }
}
