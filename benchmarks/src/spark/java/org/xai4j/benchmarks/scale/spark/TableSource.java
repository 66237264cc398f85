package org.xai4j.benchmarks.scale.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.xai4j.benchmarks.scale.TableJob;
import org.xai4j.core.run.InputException;
import scala.Tuple2;

/**
 * Rows of a Parquet, CSV or Avro table, counted in the order of its files' names and of the rows in
 * them, however Spark cuts the files.
 *
 * @param cells reads a row
 * @param first index of the first row of each part of a file
 */
record TableSource(CellReader cells, Map<String, Long> first)
    implements PairFlatMapFunction<Iterator<Row>, Long, double[]> {
  /** Opens a table, whose rows are counted. */
  static RowSource open(SparkSession spark, TableJob job, String format) {
    Dataset<Row> table = spark.read().format(format).option("header", true).load(job.input());
    List<String> names = names(table, job);
    CellReader cells = new CellReader(names);
    List<Column> chosen = new ArrayList<>();
    names.forEach(name -> chosen.add(table.col("`" + name + "`")));
    chosen.add(functions.col("_metadata.file_path"));
    chosen.add(functions.col("_metadata.file_block_start"));
    // The same parts for the count and for the rows.
    JavaRDD<Row> rows = table.select(chosen.toArray(Column[]::new)).toJavaRDD();
    int columns = names.size();
    TreeMap<String, Long> counts = new TreeMap<>();
    rows.mapPartitions(part -> List.of(counted(part, columns)).iterator())
        .collect()
        .forEach(part -> part.forEach((key, count) -> counts.merge(key, count, Long::sum)));
    Map<String, Long> first = new TreeMap<>();
    long size = 0;
    for (Map.Entry<String, Long> part : counts.entrySet()) {
      first.put(part.getKey(), size);
      size += part.getValue();
    }
    InputException.check(size > 0, "The input %s holds no rows.", job.input());
    int width = cells.read(rows.first()).length;
    return new RowSource(
        size,
        job.explainer().shape(width),
        rows.mapPartitionsToPair(new TableSource(cells, first)));
  }

  private static List<String> names(Dataset<Row> table, TableJob job) {
    List<String> all = Arrays.asList(table.columns());
    List<String> asked = new ArrayList<>(job.columns());
    job.label().ifPresent(asked::add);
    for (String name : asked) {
      InputException.check(
          all.contains(name),
          "There is no column '%s' in %s; it has %s.",
          name,
          job.input(),
          String.join(", ", all));
    }
    return job.columns().isEmpty()
        ? all.stream().filter(name -> !job.label().equals(java.util.Optional.of(name))).toList()
        : job.columns();
  }

  /** The part of a file that a row is of; sorts as the rows do. */
  private static String part(Row row, int columns) {
    return "%s\t%019d".formatted(row.getString(columns), row.getLong(columns + 1));
  }

  private static Map<String, Long> counted(Iterator<Row> rows, int columns) {
    Map<String, Long> counts = new TreeMap<>();
    rows.forEachRemaining(row -> counts.merge(part(row, columns), 1L, Long::sum));
    return counts;
  }

  @Override
  public Iterator<Tuple2<Long, double[]>> call(Iterator<Row> rows) {
    Map<String, Long> next = new TreeMap<>(first);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Tuple2<Long, double[]> next() {
        Row row = rows.next();
        long index = next.merge(part(row, cells.columns().size()), 1L, Long::sum) - 1;
        return new Tuple2<>(index, cells.read(row));
      }
    };
  }
}
