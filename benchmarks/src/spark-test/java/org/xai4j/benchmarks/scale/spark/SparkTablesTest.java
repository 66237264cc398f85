package org.xai4j.benchmarks.scale.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Rows on file systems of Hadoop are explained into tables, with the values of this process. */
class SparkTablesTest {
  private static final int ROWS = 100;
  private static final int WIDTH = 36;

  @TempDir static Path folder;
  private static double[] expected;

  @BeforeAll
  static void write() throws IOException {
    TinyData.writeModel(folder.resolve("net.zip"));
    Npy.write(folder.resolve("x.npy"), TinyData.inputs(ROWS));
    explain(0, folder.resolve("x.npy").toString(), folder.resolve("here.npy").toString());
    expected = NdArrays.doubles(Npy.read(folder.resolve("here.npy")));
  }

  @AfterEach
  void stop() {
    session().stop();
  }

  private static String explain(int code, String input, String output, Object... more) {
    List<Object> words = new ArrayList<>(List.of("explain", "--model", folder.resolve("net.zip")));
    words.addAll(List.of("--input", input, "--output", output, "--chunk", 2));
    words.addAll(List.of("--method", "shapley-sampling", "-P", "permutations=1"));
    words.addAll(List.of("--baseline", "mean"));
    words.addAll(List.of(more));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exit = Main.run(words.stream().map(String::valueOf).toArray(String[]::new), both, both);
    assertEquals(code, exit, err.toString(StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Values and the other columns of a table that was explained on Spark. */
  private void assertExplained(String name, String input, Object... more) throws IOException {
    session().stop();
    String output = folder.resolve(name).toUri().toString();
    List<Object> all = new ArrayList<>(List.of("--on", "local[2]"));
    all.addAll(List.of(more));
    explain(0, input, output, all.toArray());
    assertTrue(Files.exists(folder.resolve(name).resolve("_SUCCESS")), "it is whole");
    List<Row> rows = session().read().parquet(output).orderBy("row").collectAsList();
    assertEquals(ROWS, rows.size());
    String described = Files.readString(folder.resolve(name + ".json"));
    for (int i = 0; i < ROWS; i++) {
      Row row = rows.get(i);
      assertEquals(i, row.getLong(0));
      assertEquals("shapley-sampling", row.getString(1));
      Seq<Float> values = row.getSeq(2);
      double[] own =
          CollectionConverters.asJava(values).stream().mapToDouble(Float::doubleValue).toArray();
      assertArrayEquals(
          Arrays.copyOfRange(expected, i * WIDTH, (i + 1) * WIDTH), own, 0, "row " + i);
      double sum = Arrays.stream(own).sum();
      assertEquals(row.getDouble(3) - row.getDouble(4) + row.getDouble(5), sum, 1e-5);
      assertTrue(described.contains(row.getString(6)), "the provenance is beside the table");
    }
    session().stop();
  }

  private static SparkSession session() {
    return SparkSession.builder().master("local[2]").config("spark.ui.enabled", false)
        .getOrCreate();
  }

  @Test
  void arraysByUri() throws IOException {
    assertExplained("from-npy.parquet", folder.resolve("x.npy").toUri().toString());
  }

  @Test
  void foldersOfCsvInTheOrderOfTheirNames() throws IOException {
    double[] flat = NdArrays.doubles(TinyData.inputs(ROWS));
    List<String> header = new ArrayList<>(List.of("label"));
    IntStream.range(0, WIDTH).forEach(c -> header.add("c" + c));
    // The second is larger, which Spark reads first.
    int[] ends = {0, 30, ROWS};
    for (int part = 0; part < 2; part++) {
      List<List<Object>> rows = new ArrayList<>();
      for (int row = ends[part]; row < ends[part + 1]; row++) {
        List<Object> cells = new ArrayList<>(List.of("digit"));
        for (int c = 0; c < WIDTH; c++) {
          cells.add(flat[row * WIDTH + c]);
        }
        rows.add(cells);
      }
      Csv.write(folder.resolve("x.csv/part-" + part + ".csv"), header, rows);
    }
    assertExplained(
        "from-csv.parquet", folder.resolve("x.csv").toString(), "--label", "label", "--partitions",
        3);
    String said =
        explain(
            2,
            folder.resolve("x.csv").toString(),
            folder.resolve("y.parquet").toString(),
            "--on",
            "local[2]");
    assertTrue(said.contains("'label' holds 'digit', which is no number"), said);
  }

  @Test
  void parquetAndAvroWithAnArrayPerRow() throws IOException {
    INDArray inputs = TinyData.inputs(ROWS);
    double[] flat = NdArrays.doubles(inputs);
    List<String> lines =
        IntStream.range(0, ROWS)
            .mapToObj(
                row ->
                    IntStream.range(0, WIDTH)
                        .mapToObj(c -> String.valueOf(flat[row * WIDTH + c]))
                        .collect(Collectors.joining(" ")))
            .toList();
    for (String format : List.of("parquet", "avro")) {
      String file = folder.resolve("x." + format).toUri().toString();
      table(lines).write().format(format).save(file);
      assertExplained("from-" + format + ".parquet", file, "--columns", "pixels");
    }
  }

  private static Dataset<Row> table(List<String> lines) {
    return session()
        .createDataset(lines, Encoders.STRING())
        .coalesce(1)
        .select(
            functions.split(functions.col("value"), " ").cast("array<float>").as("pixels"),
            functions.lit("a name").as("name"));
  }

  @Test
  void whatCannotBeDoneIsSaid() throws IOException {
    String x = folder.resolve("x.npy").toString();
    Files.createDirectories(folder.resolve("there.parquet/part"));
    String there =
        explain(2, x, folder.resolve("there.parquet").toString(), "--on", "local[2]");
    assertTrue(there.contains("is there already"), there);
    String absent =
        explain(2, folder + "/no.parquet", folder + "/o.parquet", "--on", "local[2]");
    assertTrue(absent.contains("There is no file"), absent);
    String format = explain(2, folder + "/net.zip", folder + "/o.parquet", "--on", "local[2]");
    assertTrue(format.contains(".npy, .parquet, .csv and .avro"), format);
  }
}
