package org.xai4j.core.layer;

/**
 * A range of one axis.
 *
 * @param axis negative ones count from the end
 * @param start first index; negative ones count from the end
 * @param end exclusive end; negative ones count from the end, larger than the axis means its end
 * @param step positive
 */
public record Slice(int axis, long start, long end, long step) implements Layer {
  /**
   * A range with step 1.
   *
   * @param axis the axis
   * @param start first index
   * @param end exclusive end
   * @return the layer
   */
  public static Slice range(int axis, long start, long end) {
    return new Slice(axis, start, end, 1);
  }
}
