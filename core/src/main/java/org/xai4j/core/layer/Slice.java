package org.xai4j.core.layer;

import org.xai4j.core.run.InputException;

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

  /**
   * The first position it takes.
   *
   * @param size of the axis
   * @return from 0 on
   */
  public long first(long size) {
    return Math.max(0, start < 0 ? start + size : start);
  }

  /**
   * How many positions it takes.
   *
   * @param size of the axis
   * @return at least 1
   * @throws InputException if there are none
   */
  public long length(long size) {
    long last = Math.min(size, end < 0 ? end + size : end);
    InputException.check(
        first(size) < last, "The slice %d to %d of an axis of %d is empty.", start, end, size);
    return (last - first(size) + step - 1) / step;
  }

  @Override
  public Family family() {
    return Family.SLICE;
  }
}
