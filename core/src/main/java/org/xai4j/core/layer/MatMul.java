package org.xai4j.core.layer;

/**
 * Product of two computed matrices [..., a, b]·[..., b, c], as in attention; a product with fixed
 * weights is a {@link Dense} layer. Leading axes are equal or broadcast.
 *
 * @param transposeFirst whether the first factor's last two axes are swapped
 * @param transposeSecond whether the second factor's last two axes are swapped
 */
public record MatMul(boolean transposeFirst, boolean transposeSecond) implements Layer {
  @Override
  public Family family() {
    return Family.MATMUL;
  }
}
