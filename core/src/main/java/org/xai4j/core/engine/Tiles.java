package org.xai4j.core.engine;

/**
 * Backward passes of the maximum over tiles of 2×2 cells, on the bits of floats: comparisons become
 * integer arithmetic without branches, of which half would be mispredicted. On ties the first cell
 * in row-major order wins.
 */
final class Tiles {
  private Tiles() {}

  /** Bits of a float as an integer of the same order. */
  static int key(int bits) {
    return bits ^ (bits >> 31 >>> 1);
  }

  /** All ones if two keys differ, else zero. */
  static int differ(int a, int b) {
    int d = a ^ b;
    return (d | -d) >> 31;
  }

  /**
   * Replaces cells by the signal at the winner of each tile, zero elsewhere.
   *
   * @param cells [rows][w] of all planes, of even size; modified
   * @param signal one per tile
   */
  static void inPlace(int[] cells, int[] signal, int rows, int w) {
    int k = 0;
    for (int row = 0; row < rows; row += 2) {
      for (int i = row * w; i < row * w + w; i += 2) {
        int a = key(cells[i]);
        int b = key(cells[i + 1]);
        int c = key(cells[i + w]);
        int d = key(cells[i + w + 1]);
        int top = Math.max(Math.max(a, b), Math.max(c, d));
        int notA = differ(a, top);
        int notB = differ(b, top);
        int notC = differ(c, top);
        int s = signal[k++];
        cells[i] = s & ~notA;
        cells[i + 1] = s & notA & ~notB;
        cells[i + w] = s & notA & notB & ~notC;
        cells[i + w + 1] = s & notA & notB & notC;
      }
    }
  }
}
