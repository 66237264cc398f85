package org.xai4j.core.layer;

import java.util.List;

/**
 * Reduces whole axes: global pooling is a reduction of the spatial axes.
 *
 * @param kind mean, sum or maximum
 * @param axes the axes reduced, never the batch axis; negative ones count from the end
 * @param keepAxes whether reduced axes stay with length 1
 */
public record Reduction(Kind kind, List<Integer> axes, boolean keepAxes) implements Layer {
  /** How values are combined. */
  public enum Kind {
    /** Arithmetic mean. */
    MEAN,
    /** Sum. */
    SUM,
    /** Maximum; on ties the first in row-major order receives the signal. */
    MAX
  }

  /** Copies the list. */
  public Reduction {
    axes = List.copyOf(axes);
  }

  @Override
  public String type() {
    return "Reduce"
        + kind.name().charAt(0)
        + kind.name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public Family family() {
    return Family.REDUCTION;
  }
}
