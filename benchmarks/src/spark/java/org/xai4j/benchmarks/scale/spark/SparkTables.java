package org.xai4j.benchmarks.scale.spark;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.benchmarks.scale.RowCuts;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.benchmarks.scale.RowPart;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.benchmarks.scale.RowRun;
import org.xai4j.benchmarks.scale.Shared;
import org.xai4j.benchmarks.scale.TableJob;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import scala.Tuple2;

/**
 * Explains rows on any file system of Hadoop into a Parquet table there: one pass that counts the
 * rows of a table, one for their digest and mean, one that explains. Each task's rows are committed
 * once by {@link RangeCommit}; a run that was ended goes on with the rows that are missing.
 *
 * @param place where the work is done
 * @param job input, method, output
 * @param workers the application
 * @param progress hears of the rows of finished tasks
 * @param says hears where a run begins anew or goes on
 */
record SparkTables(
    WorkPlace place,
    TableJob job,
    SparkWorkers workers,
    Progress progress,
    Consumer<String> says) {
  /** The id of no run. */
  private static final String NOBODY = "0".repeat(64);

  RowRun.Done run() throws IOException {
    long start = System.nanoTime();
    Path output = new Path(job.output());
    InputException.check(
        !RangeCommit.left(output, NOBODY).whole(),
        "The output %s is there already; remove it or give another name.",
        job.output());
    SparkSession session = workers.session();
    JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
    int parts = place.parts(workers);
    RowSource source = source(session, spark, parts);
    RowFacts facts = RowFacts.of(source, job);
    INDArray sample = sample(source);
    INDArray mean =
        job.mean()
            ? TableExplainer.inputs(
                List.of(new Tuple2<>(0L, facts.mean())).iterator(), 1, source.shape())
            : sample;
    RowExplainer settled = job.mean() ? job.explainer().against(mean) : job.explainer();
    RowCuts cuts = RowCuts.of(settled.chunk(sample), job.asked(), source.width());
    String digest =
        Digest.of(source.size() + Arrays.toString(source.shape()) + facts.digest().toString(16));
    Provenance provenance = settled.provenance(sample, digest);
    String id = Digest.of(String.join("\n", RowRun.id(provenance), "" + cuts.chunk(), job.others()));
    List<RowRange> missing = missing(output, id, source.size());
    List<RowRange> ranges = cuts.split(missing, parts);
    long rows = missing.stream().mapToLong(RowRange::size).sum();
    progress.begin(provenance.method(), source.size());
    progress.advance(source.size() - rows);
    if (rows > 0) {
      Shared<RowExplainer> shared = workers.share(job.recipe().apply(mean));
      TableExplainer explainer =
          new TableExplainer(
              shared, cuts, ranges, source.shape(), provenance.method(), RowRun.id(provenance));
      JavaPairRDD<Long, double[]> asked =
          rows == source.size() ? source.rows() : source.rows().filter(new Within(missing));
      JavaRDD<Row> explained =
          asked
              .repartitionAndSortWithinPartitions(new RowPartitioner(ranges))
              .mapPartitionsWithIndex(explainer, true);
      write(session, explained, RangeCommit.names(ranges, id), new Bar(progress, ranges));
    }
    RangeCommit.finish(output);
    progress.end();
    RowRun.Done done =
        new RowRun.Done(
            provenance,
            summary(session.read().parquet(job.output()), source.size()),
            rows,
            (System.nanoTime() - start) / 1e9);
    describe(done);
    return done;
  }

  /** The rows that no earlier run has left. */
  private List<RowRange> missing(Path output, String id, long rows) throws IOException {
    RangeCommit.Left left = RangeCommit.left(output, id);
    if (left.others()) {
      says.accept(
          "The unfinished rows in "
              + job.output()
              + " are of another input, model or other options; all of those are explained anew.");
      RangeCommit.clean(output, id);
    }
    List<RowRange> missing = RowRange.missing(left.ranges(), rows);
    long kept = rows - missing.stream().mapToLong(RowRange::size).sum();
    if (kept > 0) {
      says.accept("%d of %d rows are kept from an earlier run.".formatted(kept, rows));
    }
    return missing;
  }

  private void write(SparkSession session, JavaRDD<Row> explained, String names, Bar bar) {
    session.sparkContext().addSparkListener(bar);
    session.conf().set(RangeCommit.PROTOCOL, RangeCommit.class.getName());
    try {
      session
          .createDataFrame(explained, TableExplainer.schema(job.type() == DataType.FLOAT))
          .write()
          .option(RangeCommit.NAMES, names)
          .mode(SaveMode.Append)
          .parquet(job.output());
    } finally {
      session.conf().unset(RangeCommit.PROTOCOL);
      session.sparkContext().removeSparkListener(bar);
    }
  }

  private RowSource source(SparkSession session, JavaSparkContext spark, int parts)
      throws IOException {
    String format =
        job.input().substring(job.input().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    Path input = new Path(job.input());
    FileStatus @Nullable [] found = HadoopChannel.system(input).globStatus(input);
    InputException.check(
        found != null && found.length > 0, "There is no file %s to read.", job.input());
    return format.equals("npy")
        ? NpySource.open(spark, job.input(), parts)
        : TableSource.open(session, job, format);
  }

  /** Some rows, from which follows how many are explained at once. */
  private INDArray sample(RowSource source) {
    int some = (int) Math.min(source.size(), RowCuts.least(job.asked()));
    return TableExplainer.inputs(source.rows().take(some).iterator(), some, source.shape());
  }

  /** What the residuals of the output say. */
  private static RowPart.Summary summary(Dataset<Row> output, long rows) {
    Column missed = abs(col("residual"));
    Column expected = col("score").minus(functions.coalesce(col("base"), functions.lit(0.0)));
    Row most = output.agg(max(missed), max(abs(expected))).first();
    if (most.isNullAt(0)) {
      return new RowPart.Summary(Optional.empty(), Optional.empty());
    }
    long beyond =
        output.filter(missed.gt(Attribution.BOUND * most.getDouble(1))).count();
    Row worst =
        output
            .select(col("row"), expected.plus(col("residual")), expected)
            .orderBy(missed.desc(), col("row"))
            .first();
    return new RowPart.Summary(
        Attribution.warning(
            rows, beyond, worst.getLong(0), worst.getDouble(1), worst.getDouble(2)),
        Optional.of(most.getDouble(0)));
  }

  private void describe(RowRun.Done done) throws IOException {
    Path file = new Path(job.output() + ".json");
    try (OutputStream out = HadoopChannel.system(file).create(file, true)) {
      out.write(job.description().apply(done).getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Chooses rows.
   *
   * @param ranges of the rows that are taken, in order
   */
  private record Within(List<RowRange> ranges)
      implements Function<Tuple2<Long, double[]>, Boolean> {
    @Override
    public Boolean call(Tuple2<Long, double[]> row) {
      return ranges.stream().anyMatch(range -> range.from() <= row._1() && row._1() < range.to());
    }
  }

  /** Hears of the tasks that write. */
  private static final class Bar extends SparkListener {
    private final Progress progress;
    private final List<RowRange> ranges;

    Bar(Progress progress, List<RowRange> ranges) {
      this.progress = progress;
      this.ranges = ranges;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskType().equals("ResultTask") && end.taskInfo().successful()) {
        progress.advance(ranges.get(end.taskInfo().partitionId()).size());
      }
    }
  }
}
