package org.xai4j.benchmarks.scale.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.perturbation.FeatureAblation;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.benchmarks.scale.RowBlock;
import org.xai4j.benchmarks.scale.RowCuts;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.benchmarks.scale.RowJob;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.benchmarks.scale.RowRecipe;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;

/** The same bytes on Spark as here, whatever the partitions and however often a task is tried. */
class SparkRowsTest {
  private static final int ROWS = 333;

  @TempDir Path folder;

  private String explain(Path output, int code, Object... more) {
    Path model = folder.resolve("net.zip");
    Path inputs = folder.resolve("x.npy");
    if (!Files.exists(model)) {
      TinyData.writeModel(model);
      Npy.write(inputs, TinyData.inputs(ROWS));
    }
    List<Object> words = new ArrayList<>(List.of("explain", "--model", model, "--input", inputs));
    words.addAll(List.of("--output", output, "--chunk", 4, "--method", "shapley-sampling"));
    words.addAll(List.of("-P", "permutations=2", "--baseline", "mean"));
    words.addAll(List.of(more));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exit = Main.run(words.stream().map(String::valueOf).toArray(String[]::new), both, both);
    assertEquals(code, exit, err.toString(StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void partitionsChangeNoByte() throws IOException {
    Path here = folder.resolve("here.npy");
    explain(here, 0);
    for (int partitions : new int[] {1, 2, 7}) {
      Path there = folder.resolve("there.npy");
      explain(there, 0, "--on", "local[2]", "--partitions", partitions);
      assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(there), partitions + " parts");
    }
  }

  @Test
  void executorsOfTheirOwnGiveTheSameBytes() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    Path here = folder.resolve("here.npy");
    Path there = folder.resolve("there.npy");
    explain(here, 0);
    explain(there, 0, "--on", "local-cluster[2,1,1024]", "--partitions", 4);
    assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(there));
  }

  @Test
  void whatClustersDoNotTakeIsSaid() {
    String said = explain(folder.resolve("a.csv"), 2, "--on", "local[2]");
    assertTrue(said.contains("leave --on out"), said);
    String place = explain(folder.resolve("a.npy"), 2, "--on", "mars");
    assertTrue(place.contains("no place 'mars'"), place);
  }

  @Test
  void aTaskThatFailsOnceLosesAndDoublesNothing() {
    Path inputs = folder.resolve("y.npy");
    Npy.write(inputs, TinyData.inputs(ROWS));
    RowCuts cuts = RowCuts.of(4, 4, 36);
    Path mark = folder.resolve("failed");
    RowJob job =
        new RowJob(
            "ablation",
            inputs,
            new FailsOnce(mark.toString()),
            cuts,
            List.of(new RowRange(0, ROWS)),
            7);
    int[] seen = new int[ROWS];
    new SparkRows()
        .run("local[2,3]", job, block -> count(block, seen), Progress.SILENT);
    assertTrue(Files.exists(mark), "no task failed");
    int[] once = new int[ROWS];
    Arrays.fill(once, 1);
    assertArrayEquals(once, seen);
  }

  private static void count(RowBlock block, int[] seen) {
    for (long row = block.range().from(); row < block.range().to(); row++) {
      seen[(int) row]++;
    }
  }

  /**
   * Fails the first time that it is asked.
   *
   * @param mark a file that tells it has failed
   */
  private record FailsOnce(String mark) implements RowRecipe, RowExplainer {
    @Override
    public RowExplainer open(int threads) {
      return this;
    }

    @Override
    public Attribution explain(INDArray rows, Progress progress) {
      try {
        Files.createFile(Path.of(mark));
      } catch (java.nio.file.FileAlreadyExistsException e) {
        return new FeatureAblation()
            .explain(x -> x.reshape('c', x.size(0), 36).sum(true, 1), rows, Context.standard());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw new IllegalStateException("the executor is lost");
    }

    @Override
    public RowExplainer against(INDArray mean) {
      return this;
    }

    @Override
    public int chunk(INDArray rows) {
      return 4;
    }

    @Override
    public Provenance provenance(INDArray rows, String data) {
      throw new UnsupportedOperationException("no run asks for it");
    }
  }
}
