package org.xai4j.benchmarks.scale;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rows that follow each other.
 *
 * @param from first row
 * @param to exclusive last row
 */
public record RowRange(long from, long to) implements Serializable {
  /**
   * How many rows.
   *
   * @return their number
   */
  public long size() {
    return to - from;
  }

  /**
   * Ranges in order, those that touch as one.
   *
   * @param ranges none of which shares a row with another
   * @return as few as possible
   */
  public static List<RowRange> joined(List<RowRange> ranges) {
    List<RowRange> joined = new ArrayList<>();
    for (RowRange next : ranges.stream().sorted(Comparator.comparing(RowRange::from)).toList()) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).to() == next.from()) {
        joined.set(last, new RowRange(joined.get(last).from(), next.to()));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  /**
   * The rows that are in none of these.
   *
   * @param finished in order
   * @param rows of the whole data set
   * @return in order
   */
  public static List<RowRange> missing(List<RowRange> finished, long rows) {
    List<RowRange> missing = new ArrayList<>();
    long at = 0;
    for (RowRange range : finished) {
      if (range.from() > at) {
        missing.add(new RowRange(at, range.from()));
      }
      at = range.to();
    }
    if (at < rows) {
      missing.add(new RowRange(at, rows));
    }
    return missing;
  }
}
