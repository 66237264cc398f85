package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;

/** Trees and classic models from the command line. */
class TreeCommandsTest {
  @TempDir Path folder;

  private Path file(String resource) throws IOException {
    try (InputStream in = TreeCommandsTest.class.getResourceAsStream(resource)) {
      Path file = folder.resolve(String.valueOf(Path.of(resource).getFileName()));
      return Files.write(file, Objects.requireNonNull(in, resource).readAllBytes());
    }
  }

  @Test
  void predictionsAreThoseOfTheLibraries() throws IOException {
    for (String name : List.of("/trees/multiclass.txt", "/classic/columns.onnx")) {
      String stem = name.substring(0, name.lastIndexOf('.'));
      Path out = folder.resolve("out.npy");
      Ran ran =
          Ran.command(
              "predict", "--model", file(name), "--input", file(stem + "-x.npy"), "--output", out);
      assertEquals(0, ran.code(), ran.err());
      assertArrayEquals(
          NdArrays.doubles(Npy.read(file(stem + "-answer.npy"))),
          NdArrays.doubles(Npy.read(out)),
          1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tree-shap,npy",
    "saabas,npy",
    "tree-shap-interactions,npy",
    "tree-pdp,csv",
    "tree-importance,csv",
    "tree-interaction-index,csv",
    "interaction-index,json",
    "kernel-shap-iq,json",
    "svarm-iq,csv",
    "kernel-shap,npy",
    "exact-shapley,npy",
    "feature-ablation,csv"
  })
  void methodsTakeTrees(String method, String format) throws IOException {
    Path out = folder.resolve("out." + format);
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            file("/trees/binary.txt"),
            "--input",
            file("/trees/binary-x.npy"),
            "--target",
            "1",
            "--method",
            method,
            "--output",
            out);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("12 rows"), ran.out());
    assertTrue(Files.size(out) > 100);
    assertTrue(format.equals("json") || Files.exists(Path.of(out + ".json")));
  }

  @ParameterizedTest
  @CsvSource({"/trees/binary.txt,saabas", "/classic/forest.onnx,tree-shap"})
  void comparisonsTakeTrees(String model, String method) throws IOException {
    String stem = model.substring(0, model.lastIndexOf('.'));
    Path out = folder.resolve("run");
    Ran ran =
        Ran.command(
            "compare",
            "--model",
            file(model),
            "--input",
            file(stem + "-x.npy"),
            "--rows",
            "0-3",
            "--metrics",
            "deletion,completeness",
            "--out",
            out);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains(method) && ran.out().contains("kernel-shap"), ran.out());
    String report = Files.readString(out.resolve("report.html"));
    assertTrue(report.contains("looks inside networks, but the model is a tree ensemble"));
    List<List<String>> scores = Csv.rows(out.resolve("results.csv"));
    double most =
        scores.stream()
            .filter(row -> row.contains("tree-shap") && row.contains("completeness"))
            .mapToDouble(row -> Double.parseDouble(row.get(row.size() - 1)))
            .max()
            .orElseThrow();
    assertEquals(0, most, 1e-9);
  }

  @Test
  void emptyCellsAreMissingValuesWhereTheModelTakesThem() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), "a,b,c,d,e\n0.5,,1,-1,0\n1,2,,,3\n");
    Path out = folder.resolve("out.csv");
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            file("/trees/binary.txt"),
            "--input",
            rows,
            "--method",
            "tree-shap",
            "--output",
            out);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(Csv.rows(out).get(0).containsAll(List.of("a", "b", "c", "d", "e")));
    Ran linear =
        Ran.command(
            "predict", "--model", file("/classic/linear.onnx"), "--input", rows, "--output", out);
    assertEquals(2, linear.code());
    assertTrue(linear.err().contains("where a number is needed"), linear.err());
  }

  @ParameterizedTest
  @CsvSource({
    "/trees/binary.txt,saliency,looks inside networks but the model is a tree ensemble",
    "/classic/linear.onnx,tree-shap,explains tree ensembles but the model is a pipeline",
    "/classic/forest.onnx,tree-shap,give a data set as the baseline"
  })
  void whatDoesNotApplyIsSaid(String model, String method, String sentence) throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), "1,2,3,4\n2,3,4,5\n");
    Object[] command = {
      "explain",
      "--model",
      file(model),
      "--input",
      rows,
      "--method",
      method,
      "--output",
      folder.resolve("out.npy")
    };
    Path five = Files.writeString(folder.resolve("five.csv"), "1,2,3,4,5\n2,3,4,5,6\n");
    if (model.contains("binary")) {
      command[4] = five;
    }
    Ran ran = Ran.command(command);
    assertEquals(2, ran.code());
    assertTrue(ran.err().replace(",", "").contains(sentence), ran.err());
    assertEquals(1, ran.err().strip().split("\n").length);
  }

  @Test
  void aForestOfAnOnnxFileIsExplainedAgainstABackground() throws IOException {
    Path out = folder.resolve("out.npy");
    Path x = file("/classic/forest-x.npy");
    Path[] models = {file("/classic/forest.onnx"), file("/classic/boosted.onnx")};
    for (Path model : models) {
      double[][] values = new double[2][];
      String[] methods = {"tree-shap", "exact-shapley"};
      for (int m = 0; m < 2; m++) {
        Ran ran =
            Ran.command(
                "explain",
                "--model",
                model,
                "--input",
                x,
                "--baseline",
                x,
                "--method",
                methods[m],
                "--output",
                out);
        assertEquals(0, ran.code(), ran.err());
        values[m] = NdArrays.doubles(Npy.read(out));
      }
      assertArrayEquals(values[1], values[0], 1e-12);
      assertTrue(Arrays.stream(values[0]).anyMatch(v -> Math.abs(v) > 0.1));
    }
  }

  @Test
  void inspectTellsWhatAModelIsMadeOf() throws IOException {
    Ran trees = Ran.command("inspect", "--model", file("/trees/xgboost.json"));
    assertEquals(0, trees.code(), trees.err());
    assertTrue(trees.out().contains("2 trees of 3 splits and 5 leaves"), trees.out());
    Ran steps = Ran.command("inspect", "--model", file("/classic/columns.onnx"));
    assertTrue(steps.out().contains("Imputer, Scaler, OneHotEncoder"), steps.out());
  }

  @Test
  void metricsScoreExplanationsOfTrees() throws IOException {
    Path out = folder.resolve("a.npy");
    Object[] common = {
      "--model", file("/trees/regression.txt"), "--input", file("/trees/regression-background.npy")
    };
    Object[] explain = {"explain", "--method", "tree-shap", "--output", out};
    Object[] evaluate = {
      "evaluate",
      "--metric",
      "faithfulness-correlation",
      "--attributions",
      out,
      "--output",
      folder.resolve("s.csv")
    };
    for (Object[] command : new Object[][] {explain, evaluate}) {
      Object[] all = Arrays.copyOf(command, command.length + 4);
      System.arraycopy(common, 0, all, command.length, 4);
      Ran ran = Ran.command(all);
      assertEquals(0, ran.code(), ran.err());
    }
    assertTrue(Csv.rows(folder.resolve("s.csv")).size() == 21);
  }
}
