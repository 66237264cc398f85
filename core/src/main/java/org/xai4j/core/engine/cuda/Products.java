package org.xai4j.core.engine.cuda;

import java.util.Optional;
import org.xai4j.core.engine.cuda.driver.MatrixProduct;

/** Products of matrices in row-major order. */
final class Products {
  private static final int TILE = 64;

  private Products() {}

  /**
   * What is multiplied.
   *
   * @param values the matrices, one behind the other
   * @param transposed whether each lies transposed
   * @param where for each product, which matrix is taken; the product's own number if there is none
   */
  record Factor(CudaTensor values, boolean transposed, Optional<CudaBlock> where) {
    static Factor of(CudaTensor values, boolean transposed) {
      return new Factor(values, transposed, Optional.empty());
    }
  }

  /**
   * Sizes of all products.
   *
   * @param count how many
   * @param m rows
   * @param n columns
   * @param k what is added up
   */
  record Size(int count, int m, int n, int k) {}

  /** out = a·b + bias; both factors are listed, or none. */
  static void run(
      CudaDevice device, CudaTensor out, Factor a, Factor b, Optional<CudaTensor> bias, Size size) {
    boolean listed = a.where().isPresent();
    CudaTensor none = a.values();
    MatrixProduct product =
        new MatrixProduct(
            device.ofProducts(out.type()),
            size.count(),
            size.m(),
            size.n(),
            size.k(),
            a.transposed(),
            b.transposed(),
            bias.isPresent());
    if (!listed && device.multiply(product, out, a.values(), b.values(), bias.orElse(none))) {
      return;
    }
    Object whereA = listed ? a.where().get() : none;
    Object whereB = listed ? b.where().orElseThrow() : none;
    int tiles = tiles(size.m()) * tiles(size.n()) * size.count();
    device.blocks(
        "product",
        out.type(),
        tiles,
        out,
        a.values(),
        b.values(),
        bias.orElse(none),
        bias.isPresent(),
        size.count(),
        size.m(),
        size.n(),
        size.k(),
        a.transposed(),
        b.transposed(),
        whereA,
        whereB,
        listed);
  }

  /** Tiles along a side. */
  static int tiles(int cells) {
    return (cells + TILE - 1) / TILE;
  }
}
