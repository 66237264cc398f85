package org.xai4j.core.layer;

import java.util.List;

/**
 * Repeats every cell of the spatial axes (nearest-neighbour enlargement) of x [n, c, w] or [n, c,
 * h, w].
 *
 * @param factors per spatial axis
 */
public record Upsample(List<Integer> factors) implements Layer {
  /** Copies the list. */
  public Upsample {
    factors = List.copyOf(factors);
  }

  @Override
  public Family family() {
    return Family.UPSAMPLE;
  }
}
