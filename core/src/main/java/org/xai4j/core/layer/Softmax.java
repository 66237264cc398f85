package org.xai4j.core.layer;

/**
 * Softmax or its logarithm along an axis.
 *
 * @param axis negative ones count from the end
 * @param logarithm whether the logarithm is taken
 */
public record Softmax(int axis, boolean logarithm) implements Layer {
  @Override
  public String type() {
    return logarithm ? "LogSoftmax" : "Softmax";
  }

  @Override
  public Family family() {
    return Family.SOFTMAX;
  }
}
