package org.xai4j.core.layer;

import java.util.List;

/**
 * Broadcasts axes of length 1.
 *
 * @param shape the new shape; 1 keeps the axis of the input at that place
 */
public record Expand(List<Long> shape) implements Layer {
  /** Copies the list. */
  public Expand {
    shape = List.copyOf(shape);
  }

  @Override
  public Family family() {
    return Family.EXPAND;
  }
}
