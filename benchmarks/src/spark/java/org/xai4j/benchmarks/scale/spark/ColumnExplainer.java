package org.xai4j.benchmarks.scale.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.benchmarks.scale.Shared;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/**
 * Adds the attributions of its features to each row of a partition.
 *
 * @param explainer of each block
 * @param column of the features
 * @param rows of a block
 */
record ColumnExplainer(Shared<RowExplainer> explainer, String column, int rows)
    implements MapPartitionsFunction<Row, Row> {
  @Override
  public Iterator<Row> call(Iterator<Row> table) {
    Deque<Row> ready = new ArrayDeque<>();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || table.hasNext();
      }

      @Override
      public Row next() {
        if (ready.isEmpty()) {
          List<Row> block = new ArrayList<>();
          while (table.hasNext() && block.size() < rows) {
            block.add(table.next());
          }
          ready.addAll(explained(block));
        }
        return ready.remove();
      }
    };
  }

  private List<Row> explained(List<Row> block) {
    CellReader cells = new CellReader(List.of(column));
    double[][] features =
        block.stream()
            .map(row -> cells.read(RowFactory.create(row.<Object>getAs(column))))
            .toArray(double[][]::new);
    int width = features[0].length;
    for (double[] row : features) {
      InputException.check(
          row.length == width,
          "The column '%s' holds %d numbers in one row and %d in another; all need the same.",
          column,
          width,
          row.length);
    }
    RowExplainer opened = explainer.get();
    long[] shape = RowSource.batch(features.length, opened.shape(width));
    double[] flat = Arrays.stream(features).flatMapToDouble(Arrays::stream).toArray();
    double[] values =
        NdArrays.doubles(
            opened
                .explain(NdArrays.array(DataType.DOUBLE, flat, shape), Progress.SILENT)
                .values());
    int each = values.length / features.length;
    List<Row> explained = new ArrayList<>();
    for (int i = 0; i < features.length; i++) {
      Object[] more = new Object[block.get(i).length() + 1];
      for (int c = 0; c < more.length - 1; c++) {
        more[c] = block.get(i).get(c);
      }
      more[more.length - 1] =
          TableExplainer.floats(Arrays.copyOfRange(values, i * each, (i + 1) * each));
      explained.add(RowFactory.create(more));
    }
    return explained;
  }
}
