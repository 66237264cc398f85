package org.xai4j.core.layer;

import java.util.List;

/**
 * Adds cells around an array.
 *
 * @param before cells added before each axis, batch axis included (0 there)
 * @param after cells added after each axis
 * @param mode what the new cells hold
 * @param value the constant, for {@link Mode#CONSTANT}
 */
public record Pad(List<Integer> before, List<Integer> after, Mode mode, double value)
    implements Layer {
  /** What padding cells hold. */
  public enum Mode {
    /** A constant. */
    CONSTANT,
    /** The mirror image without the border cell. */
    REFLECT,
    /** The border cell. */
    EDGE
  }

  /** Copies the lists. */
  public Pad {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  @Override
  public Family family() {
    return Family.PAD;
  }
}
