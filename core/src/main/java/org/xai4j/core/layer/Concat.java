package org.xai4j.core.layer;

/**
 * Joins arrays along an axis.
 *
 * @param axis negative ones count from the end; not the batch axis
 */
public record Concat(int axis) implements Layer {
  @Override
  public Family family() {
    return Family.CONCAT;
  }
}
