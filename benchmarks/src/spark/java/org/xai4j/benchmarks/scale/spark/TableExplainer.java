package org.xai4j.benchmarks.scale.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.RowCuts;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.benchmarks.scale.Shared;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.Progress;
import scala.Tuple2;

/**
 * Explains the rows of a range, block by block with the bytes of the whole, as rows of a table.
 *
 * @param explainer of each block
 * @param cuts where blocks may end
 * @param ranges of the partitions
 * @param shape of a row
 * @param method in each row
 * @param provenance in each row
 */
record TableExplainer(
    Shared<RowExplainer> explainer,
    RowCuts cuts,
    List<RowRange> ranges,
    long[] shape,
    String method,
    String provenance)
    implements Function2<Integer, Iterator<Tuple2<Long, double[]>>, Iterator<Row>> {
  /** Copies the list. */
  TableExplainer {
    ranges = List.copyOf(ranges);
  }

  /**
   * The columns of the output: row, method, values, score, base, residual, provenance.
   *
   * @param single whether values are float32
   */
  static StructType schema(boolean single) {
    return new StructType()
        .add("row", DataTypes.LongType, false)
        .add("method", DataTypes.StringType, false)
        .add(
            "values",
            DataTypes.createArrayType(single ? DataTypes.FloatType : DataTypes.DoubleType, false),
            false)
        .add("score", DataTypes.DoubleType, false)
        .add("base", DataTypes.DoubleType, true)
        .add("residual", DataTypes.DoubleType, true)
        .add("provenance", DataTypes.StringType, false);
  }

  @Override
  public Iterator<Row> call(Integer partition, Iterator<Tuple2<Long, double[]>> rows) {
    RowRange range = ranges.get(partition);
    return new Iterator<>() {
      private final Deque<Row> ready = new ArrayDeque<>();
      private long at = range.from();

      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || at < range.to();
      }

      @Override
      public Row next() {
        if (ready.isEmpty()) {
          RowRange block = cuts.next(at, range.to(), cuts.least());
          ready.addAll(explained(block, rows));
          at = block.to();
        }
        return ready.remove();
      }
    };
  }

  private List<Row> explained(RowRange block, Iterator<Tuple2<Long, double[]>> rows) {
    int n = Math.toIntExact(block.size());
    Attribution made =
        explainer.get().explain(inputs(rows, n, shape), Progress.SILENT);
    double[] values = NdArrays.doubles(made.values());
    double[] scores = made.scores();
    double[] bases = made.trust().base().orElse(new double[0]);
    double[] residuals = made.residuals().orElse(new double[0]);
    boolean single = made.values().dataType() == DataType.FLOAT;
    int width = values.length / n;
    List<Row> explained = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] own = Arrays.copyOfRange(values, i * width, (i + 1) * width);
      explained.add(
          RowFactory.create(
              block.from() + i,
              method,
              single ? floats(own) : own,
              scores[i],
              bases.length > 0 ? bases[i] : null,
              residuals.length > 0 ? residuals[i] : null,
              provenance));
    }
    return explained;
  }

  /** The next rows as an array. */
  static INDArray inputs(Iterator<Tuple2<Long, double[]>> rows, int n, long[] shape) {
    double[] flat = new double[0];
    for (int i = 0; i < n; i++) {
      double[] row = rows.next()._2();
      flat = i == 0 ? new double[n * row.length] : flat;
      System.arraycopy(row, 0, flat, i * row.length, row.length);
    }
    return NdArrays.array(DataType.DOUBLE, flat, RowSource.batch(n, shape));
  }

  static float[] floats(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
