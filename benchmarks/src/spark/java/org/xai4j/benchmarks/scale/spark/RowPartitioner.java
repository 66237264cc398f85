package org.xai4j.benchmarks.scale.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.Partitioner;
import org.xai4j.benchmarks.scale.RowRange;

/** Puts rows where their range is. */
final class RowPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final long[] starts;

  /**
   * A partition for each range.
   *
   * @param ranges in order, of all rows
   */
  RowPartitioner(List<RowRange> ranges) {
    starts = ranges.stream().mapToLong(RowRange::from).toArray();
  }

  @Override
  public int numPartitions() {
    return starts.length;
  }

  @Override
  public int getPartition(Object row) {
    int place = Arrays.binarySearch(starts, (Long) row);
    return place >= 0 ? place : -place - 2;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowPartitioner partitioner
        && Arrays.equals(starts, partitioner.starts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts);
  }
}
