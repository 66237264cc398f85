package org.xai4j.benchmarks.scale;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.run.Budget;

/**
 * Where a data set is cut, so that its parts give the bytes of the whole: at multiples of the rows
 * that one thread explains at once, and into parts of which none is so small that a run would
 * choose smaller chunks for it.
 *
 * @param chunk rows explained at once
 * @param least rows of a part, a multiple of the chunk
 * @param most rows of a part that fit the memory; what remains of a range may double it
 */
public record RowCuts(long chunk, long least, long most) implements Serializable {
  /** A run cuts a batch into at least so many chunks, whatever the number of threads. */
  private static final int CHUNKS = 8;

  /** Copies of a row's values in double precision that a run may hold at once. */
  private static final int COPIES = 16;

  /**
   * The smallest parts.
   *
   * @param asked rows per chunk that the run asks for
   * @return rows of a batch whose chunks are as large as those of any larger batch
   */
  public static long least(int asked) {
    return (long) CHUNKS * asked;
  }

  /**
   * The cuts of a run.
   *
   * @param chunk rows that a thread explains at once
   * @param asked rows per chunk that the run asks for
   * @param width elements of a row
   * @return parts as large as a fraction of the heap allows
   */
  public static RowCuts of(int chunk, int asked, long width) {
    long least = (least(asked) + chunk - 1) / chunk * chunk;
    long fit = Budget.bytes() / (COPIES * Double.BYTES) / Math.max(1, width);
    return new RowCuts(chunk, least, Math.max(least, fit / chunk * chunk));
  }

  /**
   * The next part of a range.
   *
   * @param from its first row
   * @param end of the range
   * @param wanted rows; less or more may come
   * @return a part that leaves no rest smaller than the smallest part
   */
  public RowRange next(long from, long end, long wanted) {
    long size = Math.max(least, Math.min(wanted, most) / chunk * chunk);
    return new RowRange(from, end - from - size < least ? end : from + size);
  }

  /**
   * Cuts ranges into parts of about the same size.
   *
   * @param ranges whose first rows are multiples of the chunk
   * @param parts about how many are wanted
   * @return in order; fewer where they would become too small
   */
  public List<RowRange> split(List<RowRange> ranges, int parts) {
    long rows = ranges.stream().mapToLong(RowRange::size).sum();
    long wanted = (rows + parts - 1) / parts;
    List<RowRange> split = new ArrayList<>();
    for (RowRange range : ranges) {
      for (long at = range.from(); at < range.to(); at = split.get(split.size() - 1).to()) {
        split.add(next(at, range.to(), wanted));
      }
    }
    return split;
  }
}
