package org.xai4j.core.layer;

/**
 * Softmax or its logarithm along an axis.
 *
 * @param axis negative ones count from the end
 * @param logarithm whether the logarithm is taken
 * @param guarded whether cells that are all −∞ give zeros, as attention has it that is masked
 *     everywhere, instead of no numbers
 */
public record Softmax(int axis, boolean logarithm, boolean guarded) implements Layer {
  /**
   * Without a guard.
   *
   * @param axis negative ones count from the end
   * @param logarithm whether the logarithm is taken
   */
  public Softmax(int axis, boolean logarithm) {
    this(axis, logarithm, false);
  }

  @Override
  public String type() {
    return logarithm ? "LogSoftmax" : "Softmax";
  }

  @Override
  public Family family() {
    return Family.SOFTMAX;
  }
}
