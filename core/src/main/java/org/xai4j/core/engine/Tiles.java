package org.xai4j.core.engine;

import java.util.Arrays;

/**
 * Backward passes of the maximum over tiles of 2×2 cells, on the bits of floats. On ties the first
 * cell in row-major order wins. The winner is the cell that equals the maximum, found without
 * branches: half of them would be mispredicted.
 */
final class Tiles {
  private Tiles() {}

  /**
   * Where a tile's maximum is.
   *
   * @param cells rows of cells
   * @param i the tile's first cell
   * @param w cells in a row
   * @param top the tile's maximum
   * @return 0, 1, w or w + 1
   */
  private static int winner(int[] cells, int i, int w, int top) {
    int at = cells[i + w] == top ? w : w + 1;
    at = cells[i + 1] == top ? 1 : at;
    return cells[i] == top ? 0 : at;
  }

  /**
   * The signal at the winner of each tile, zero elsewhere.
   *
   * @param cells [rows][w] of all planes, of even size
   * @param pooled the maximum of each tile
   * @param signal one per tile
   * @param out [rows][w]; overwritten
   */
  static void spread(int[] cells, int[] pooled, int[] signal, int[] out, int rows, int w) {
    Arrays.fill(out, 0, rows * w, 0);
    int k = 0;
    for (int row = 0; row < rows; row += 2) {
      for (int i = row * w; i < row * w + w; i += 2, k++) {
        out[i + winner(cells, i, w, pooled[k])] = signal[k];
      }
    }
  }
}
