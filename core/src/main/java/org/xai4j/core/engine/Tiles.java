package org.xai4j.core.engine;

/**
 * Backward passes of the maximum over tiles of 2×2 cells, on the bits of floats: comparisons become
 * integer arithmetic without branches, of which half would be mispredicted. On ties the first cell
 * in row-major order wins.
 */
final class Tiles {
  private Tiles() {}

  /** Bits of a float as an integer of the same order. */
  private static int key(int bits) {
    return bits ^ (bits >> 31 >>> 1);
  }

  /** All ones if two keys differ, else zero. */
  private static int differ(int a, int b) {
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

  /**
   * The signal at the winner of each tile where it is positive, sorted by position within the tile.
   *
   * @param cells [n][maps][2h][2w]
   * @param signal [n][maps][h][w]
   * @param out [n][4][maps][h][w]; overwritten
   */
  static void rectifiedBlocks(int[] cells, int[] signal, int[] out, int n, int maps, int h, int w) {
    int block = maps * h * w;
    for (int row = 0; row < n * maps * h; row++) {
      int to = row / (maps * h) * 3 * block + row * w;
      int i = row * 4 * w;
      for (int x = 0; x < w; x++) {
        int a = key(cells[i]);
        int b = key(cells[i + 1]);
        int c = key(cells[i + 2 * w]);
        int d = key(cells[i + 2 * w + 1]);
        i += 2;
        int top = Math.max(Math.max(a, b), Math.max(c, d));
        int notA = differ(a, top);
        int notB = differ(b, top);
        int notC = differ(c, top);
        // The rectifier: all ones if the winner is positive.
        int s = signal[row * w + x] & (-top >> 31);
        out[to + x] = s & ~notA;
        out[to + x + block] = s & notA & ~notB;
        out[to + x + 2 * block] = s & notA & notB & ~notC;
        out[to + x + 3 * block] = s & notA & notB & notC;
      }
    }
  }
}
