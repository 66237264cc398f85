package org.xai4j.core.layer;

import java.util.List;

/**
 * Maximum or average over a sliding window of one to three spatial axes: x [n, c, w], [n, c, h, w]
 * or [n, c, d, h, w].
 *
 * @param kind what is taken of a window
 * @param kernel window size per spatial axis
 * @param stride per spatial axis
 * @param padding the begins of all axes, then the ends; padded cells never win a maximum
 * @param dilation per spatial axis; 1 for averages
 * @param ceil whether a last, partly covered window counts
 * @param countPadding whether an average divides by the whole window rather than by its real cells
 */
public record Pooling(
    Kind kind,
    List<Integer> kernel,
    List<Integer> stride,
    List<Integer> padding,
    List<Integer> dilation,
    boolean ceil,
    boolean countPadding)
    implements Layer {
  /** What is taken of a window. */
  public enum Kind {
    /** The largest value; on ties the first in row-major order receives the signal. */
    MAX,
    /** The mean. */
    AVERAGE
  }

  /** Copies the lists and checks the geometry. */
  public Pooling {
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
    Geometry.check("pooling", kernel.size(), stride, padding, dilation);
  }

  /**
   * Pooling in two dimensions without padding.
   *
   * @param kind what is taken of a window
   * @param size window height and width
   * @param stride in both directions
   * @return the layer
   */
  public static Pooling square(Kind kind, int size, int stride) {
    return new Pooling(
        kind,
        List.of(size, size),
        List.of(stride, stride),
        List.of(0, 0, 0, 0),
        List.of(1, 1),
        false,
        true);
  }

  @Override
  public String type() {
    return (kind == Kind.MAX ? "MaxPooling" : "AveragePooling") + kernel.size() + "D";
  }

  @Override
  public Family family() {
    return Family.POOLING;
  }
}
