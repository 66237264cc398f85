package org.xai4j.core.engine.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;

/**
 * Minimal filtering of images of one shape. The work is cut into parts, some images or some rows of
 * tiles of one image, whose values between the primitives stay in the processor's caches; threads
 * share the parts. The cut follows from the shape alone.
 */
final class WinogradPlan {
  /** Bytes of a part's values between the primitives. */
  private static final long CACHED = 3L << 20;

  private final MemoryLayout input;
  private final MemoryLayout output;
  private final List<Part> parts = new ArrayList<>();

  /**
   * Some images, or some rows of tiles of one.
   *
   * @param tiles how they are worked on
   * @param image the first
   * @param row of tiles, the first
   */
  private record Part(WinogradTiles tiles, long image, long row) {}

  WinogradPlan(Winograd of, long... from) {
    long[] to = OutputShape.of(of.layer(), from);
    input = of.blocked(from);
    output = of.blocked(to);
    long down = (to[2] + 1) / 2;
    long across = (to[3] + 1) / 2;
    long tiles = CACHED / WinogradTiles.bytesPerTile(from[1], to[1]);
    long images = Math.max(1, Math.min(to[0], tiles / (down * across)));
    long strips = (down * across + tiles - 1) / tiles;
    long rows = (down + strips - 1) / strips;
    Map<List<Long>, WinogradTiles> made = new HashMap<>();
    for (long n = 0; n < to[0]; n += images) {
      for (long t = 0; t < down; t += rows) {
        var range =
            new WinogradTiles.Range(Math.min(images, to[0] - n), t, Math.min(rows, down - t));
        // Parts inside of an image are worked on alike.
        List<Long> kind = range.kind(from[2], to[2], of.layer().padding().get(0));
        WinogradTiles steps = made.computeIfAbsent(kind, k -> new WinogradTiles(of, from, range));
        parts.add(new Part(steps, n, t));
      }
    }
  }

  MemoryLayout input() {
    return input;
  }

  MemoryLayout output() {
    return output;
  }

  /**
   * Runs all parts.
   *
   * @param x images in blocks of channels
   * @param y results likewise
   * @param threads that share them: primitives are too small to be shared
   */
  void run(Address x, Address y, int threads) {
    if (threads == 1 || parts.size() == 1) {
      parts.forEach(part -> run(part, x, y));
    } else {
      Chunks.run(
          parts.size(), new Execution(1, threads), (from, to) -> run(parts.get((int) from), x, y));
    }
  }

  private static void run(Part part, Address x, Address y) {
    part.tiles().run(x, y, part.image(), part.row());
  }
}
