package org.xai4j.core.layer;

import java.util.List;

/**
 * Gives an array another shape, in row-major order.
 *
 * @param shape the new shape: 0 keeps the axis of the input at that place, one −1 is inferred; {0,
 *     −1} flattens each row
 */
public record Reshape(List<Long> shape) implements Layer {
  /** Copies the list. */
  public Reshape {
    shape = List.copyOf(shape);
  }

  /**
   * Flattens each row.
   *
   * @return the layer [n, …] to [n, d]
   */
  public static Reshape flatten() {
    return new Reshape(List.of(0L, -1L));
  }

  @Override
  public String type() {
    return shape.equals(List.of(0L, -1L)) ? "Flatten" : "Reshape";
  }

  @Override
  public Family family() {
    return Family.RESHAPE;
  }
}
