package org.xai4j.benchmarks.scale.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Rows on a file system of Hadoop (name node and data node in this process) are explained there. */
class SparkHdfsTest {
  private static final int ROWS = 100;
  private static final int WIDTH = 36;

  @TempDir static Path folder;
  private static MiniDFSCluster cluster;
  private static FileSystem hdfs;
  private static double[] expected;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    cluster.waitActive();
    hdfs = cluster.getFileSystem();
    TinyData.writeModel(folder.resolve("net.zip"));
    Path x = folder.resolve("x.npy");
    Npy.write(x, TinyData.inputs(ROWS));
    explain(0, x.toString(), folder.resolve("here.npy").toString());
    expected = NdArrays.doubles(Npy.read(folder.resolve("here.npy")));
    put(x);
  }

  @AfterAll
  static void stop() throws IOException {
    hdfs.close();
    cluster.shutdown();
  }

  private static void put(Path file) throws IOException {
    hdfs.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(file.toUri()),
        new org.apache.hadoop.fs.Path("/" + file.getFileName()));
  }

  private static String explain(int code, String input, String output, String... more) {
    List<String> words = new ArrayList<>(List.of("explain", "--method", "input-x-gradient"));
    words.addAll(List.of("--model", "" + folder.resolve("net.zip"), "--chunk", "2"));
    words.addAll(List.of("--input", input, "--output", output));
    words.addAll(List.of(more));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exit = Main.run(words.toArray(String[]::new), both, both);
    assertEquals(code, exit, err.toString(StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String uri(String name) {
    return hdfs.getUri() + "/" + name;
  }

  private static void assertExplained(String input, String output) throws IOException {
    explain(0, uri(input), uri(output), "--on", "local[2]", "--partitions", "3");
    assertTrue(hdfs.exists(new org.apache.hadoop.fs.Path("/" + output + "/_SUCCESS")));
    assertTrue(hdfs.exists(new org.apache.hadoop.fs.Path("/" + output + ".json")));
    assertFalse(hdfs.exists(new org.apache.hadoop.fs.Path("/" + output + "/_temporary")));
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", false).getOrCreate();
    List<Row> rows = session.read().parquet(uri(output)).orderBy("row").collectAsList();
    session.stop();
    double[] read =
        rows.stream()
            .map(row -> (Seq<Float>) row.<Float>getSeq(2))
            .flatMap(values -> CollectionConverters.asJava(values).stream())
            .mapToDouble(Float::doubleValue)
            .toArray();
    assertArrayEquals(expected, read);
  }

  @Test
  void arrays() throws IOException {
    assertExplained("x.npy", "from-npy.parquet");
  }

  @Test
  void tables() throws IOException {
    double[] flat = NdArrays.doubles(TinyData.inputs(ROWS));
    List<String> header = IntStream.range(0, WIDTH).mapToObj(c -> "c" + c).toList();
    List<List<Double>> rows =
        IntStream.range(0, ROWS)
            .mapToObj(
                row ->
                    IntStream.range(0, WIDTH).mapToObj(c -> flat[row * WIDTH + c]).toList())
            .toList();
    Path file = folder.resolve("x.csv");
    Csv.write(file, header, rows);
    put(file);
    assertExplained("x.csv", "from-csv.parquet");
  }

  @Test
  void whatIsAbsentIsSaid() {
    String absent = explain(2, uri("no.csv"), uri("no.parquet"), "--on", "local[1]");
    assertTrue(absent.contains("There is no file hdfs://"), absent);
    String connector =
        explain(2, "s3a://bucket/x.csv", "s3a://bucket/a.parquet", "--on", "local[1]");
    assertTrue(connector.contains("hadoop-aws"), connector);
    String scheme = explain(2, "moon://a/x.csv", "moon://a/y.parquet", "--on", "local[1]");
    assertTrue(scheme.contains("nothing here knows moon://"), scheme);
  }
}
