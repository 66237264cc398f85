package org.xai4j.core.layer;

import java.util.List;

/**
 * Picks fixed indices along an axis.
 *
 * @param axis negative ones count from the end
 * @param indices picked, in order; negative ones count from the end
 * @param dropAxis whether the axis disappears (one index only)
 */
public record Gather(int axis, List<Long> indices, boolean dropAxis) implements Layer {
  /** Copies the list. */
  public Gather {
    indices = List.copyOf(indices);
  }

  @Override
  public Family family() {
    return Family.GATHER;
  }
}
