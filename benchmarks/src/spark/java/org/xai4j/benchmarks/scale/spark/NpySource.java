package org.xai4j.benchmarks.scale.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.NpyRows;
import scala.Tuple2;

/**
 * A NumPy file on any file system, of which each task reads its part.
 *
 * @param file path or URI
 */
record NpySource(String file) implements PairFlatMapFunction<RowRange, Long, double[]> {
  private static final int BLOCK = 1024;

  /** The rows in parts. */
  static RowSource open(JavaSparkContext spark, String file, int parts) throws IOException {
    try (NpyRows rows = NpyRows.of(HadoopChannel.open(file), file)) {
      long n = rows.size();
      long step = Math.max(1, (n + parts - 1) / parts);
      List<RowRange> ranges = new ArrayList<>();
      for (long at = 0; at < n; at += step) {
        ranges.add(new RowRange(at, Math.min(n, at + step)));
      }
      long[] shape = rows.shape();
      return new RowSource(
          n,
          Arrays.copyOfRange(shape, Math.min(1, shape.length), shape.length),
          spark
              .parallelize(ranges, Math.max(1, ranges.size()))
              .flatMapToPair(new NpySource(file)));
    }
  }

  @Override
  public Iterator<Tuple2<Long, double[]>> call(RowRange range) throws IOException {
    return LongStream.iterate(range.from(), at -> at < range.to(), at -> at + BLOCK)
        .boxed()
        .flatMap(at -> block(at, Math.min(range.to(), at + BLOCK)))
        .iterator();
  }

  private Stream<Tuple2<Long, double[]>> block(long from, long to) {
    double[] flat;
    try (NpyRows rows = NpyRows.of(HadoopChannel.open(file), file)) {
      flat = NdArrays.doubles(rows.read(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int width = (int) (flat.length / (to - from));
    return IntStream.range(0, (int) (to - from))
        .mapToObj(
            i -> new Tuple2<>(from + i, Arrays.copyOfRange(flat, i * width, (i + 1) * width)));
  }
}
