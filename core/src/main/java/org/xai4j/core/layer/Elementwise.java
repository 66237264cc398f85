package org.xai4j.core.layer;

/**
 * An operation on two arrays element by element, with broadcasting of axes of length 1 and of
 * missing leading axes.
 *
 * @param operation which one
 */
public record Elementwise(Operation operation) implements Layer {
  /** The operations. */
  public enum Operation {
    /** a + b: residual sums. */
    ADD,
    /** a − b. */
    SUBTRACT,
    /** a·b: gates. */
    MULTIPLY,
    /** a/b. */
    DIVIDE,
    /** The larger; the first on ties. */
    MAXIMUM,
    /** The smaller; the first on ties. */
    MINIMUM;

    /** Whether it is a sum or a difference. */
    boolean additive() {
      return this == ADD || this == SUBTRACT;
    }
  }

  @Override
  public String type() {
    return operation.name().charAt(0)
        + operation.name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public Family family() {
    return Family.ELEMENTWISE;
  }
}
