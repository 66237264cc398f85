package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;

/** The commands on a small model, from their arguments to their files. */
class CommandsTest {
  @TempDir static Path folder;
  static Path model;
  static Path inputs;

  @BeforeAll
  static void write() {
    model = folder.resolve("net.zip");
    inputs = folder.resolve("x.npy");
    TinyData.writeModel(model);
    Npy.write(inputs, TinyData.inputs(5));
  }

  private static Ran done(Object... args) {
    Ran ran = Ran.command(args);
    assertEquals(0, ran.code(), ran.err());
    assertEquals("", ran.err());
    return ran;
  }

  @Test
  void predictWritesProbabilitiesAndLayers() {
    Path y = folder.resolve("new folder/y.npy");
    done("predict", "--model", model, "--input", inputs, "--output", y);
    INDArray outputs = Npy.read(y);
    assertArrayEquals(new long[] {5, 3}, outputs.shape());
    double[] flat = NdArrays.doubles(outputs);
    assertEquals(1, flat[0] + flat[1] + flat[2], 1e-6);
    String name =
        done("inspect", "--model", model)
            .out()
            .lines()
            .filter(l -> l.contains("Convolution2D"))
            .map(l -> l.trim().split("\\s+")[1])
            .findFirst()
            .orElseThrow();
    done("predict", "--model", model, "--input", inputs, "--output", y, "--layer", name);
    assertArrayEquals(new long[] {5, 4, 4, 4}, Npy.read(y).shape());
  }

  @Test
  void conservationTellsWhereRelevanceGoes() {
    Path table = folder.resolve("table.csv");
    Path a = folder.resolve("a.npy");
    List<Object> words =
        List.of("explain", "--model", model, "--input", inputs, "--output", a, "--method");
    List<Object> relevance = new ArrayList<>(words);
    relevance.addAll(List.of("lrp-epsilon", "--conservation", table));
    done(relevance.toArray());
    List<List<String>> rows = Csv.rows(table);
    assertEquals("[layer, type, relevance_in, relevance_out, absorbed]", rows.get(0).toString());
    List<String> last = rows.get(rows.size() - 1);
    double sum = java.util.Arrays.stream(NdArrays.doubles(Npy.read(a))).sum();
    assertEquals(sum, Double.parseDouble(last.get(3)), 1e-5 * Math.abs(sum) + 1e-6);
    List<Object> gradient = new ArrayList<>(words);
    gradient.addAll(List.of("gradient", "--conservation", table));
    Ran ran = Ran.command(gradient.toArray());
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("propagates no relevance"), ran.err());
  }

  @Test
  void valuesThatDoNotAddUpAreSaidSo() throws IOException {
    Path a = folder.resolve("a.npy");
    List<Object> words = new ArrayList<>(List.of("explain", "--model", model, "--input", inputs));
    words.addAll(List.of("--output", a, "--quiet", "--method", "integrated-gradients"));
    words.addAll(List.of("-P", "steps=1", "-P", "quadrature=left"));
    Ran ran = Ran.command(words.toArray());
    assertEquals(0, ran.code());
    assertTrue(ran.err().contains("do not add up"), ran.err());
    String about = Files.readString(Path.of(a + ".json"));
    assertTrue(about.contains("do not add up"), about);
    words.set(words.indexOf("steps=1"), "steps=500");
    done(words.toArray());
    assertFalse(Files.readString(Path.of(a + ".json")).contains("warning"));
  }

  @Test
  void chunksThreadsAndPrecisionChangeNoMoreThanRounding() {
    Path one = folder.resolve("one.npy");
    Path two = folder.resolve("two.npy");
    done("predict", "--model", model, "--input", inputs, "--output", one, "--precision", "float64");
    done(
        "predict",
        "--model",
        model,
        "--input",
        inputs,
        "--output",
        two,
        "--chunk",
        2,
        "--threads",
        1,
        "--quiet");
    assertArrayEquals(NdArrays.doubles(Npy.read(one)), NdArrays.doubles(Npy.read(two)), 1e-6);
  }

  @Test
  void inspectPrintsShapesAndTotals() {
    String out = done("inspect", "--model", model).out();
    assertTrue(out.contains("[n, 4, 4, 4]"), out);
    assertTrue(out.contains("[n, 3]"), out);
    // 3·3·4 + 4 weights of the convolution, 64·3 + 3 of the output layer
    assertTrue(out.contains("235 parameters"), out);
  }

  @Test
  void explainWritesAttributionsPicturesAndProvenance() throws Exception {
    Path a = folder.resolve("a.npy");
    Path pictures = folder.resolve("pictures");
    Ran ran =
        done(
            "explain",
            "--model",
            model,
            "--input",
            inputs,
            "--method",
            "integrated-gradients",
            "-P",
            "steps=7",
            "--target",
            "0,1,2,1,0",
            "--output",
            a,
            "--png",
            pictures);
    assertTrue(ran.out().startsWith("integrated-gradients: 5 rows in "), ran.out());
    assertTrue(ran.out().contains("largest residual"), ran.out());
    assertArrayEquals(new long[] {5, 1, 6, 6}, Npy.read(a).shape());
    String json = Files.readString(Path.of(a + ".json"));
    assertTrue(json.contains("\"steps\" : \"7\""), json);
    assertTrue(json.contains("\"target\" : \"0,1,2,1,0\""), json);
    Path first = pictures.resolve("integrated-gradients-0000.png");
    assertEquals(6 * 37, ImageIO.read(first.toFile()).getWidth());
  }

  @Test
  void explainTakesGroupsBaselinesSeedsAndContrasts() {
    Path a = folder.resolve("g.npy");
    Path b = folder.resolve("h.npy");
    Object[] common = {
      "explain",
      "--model",
      model,
      "--input",
      inputs,
      "--method",
      "kernel-shap",
      "--groups",
      "grid:2x2",
      "--baseline",
      "mean",
      "--target",
      "2-0",
      "--explain",
      "probability",
      "--seed",
      3,
      "--quiet",
      "--output"
    };
    for (Path output : List.of(a, b)) {
      Object[] args = Arrays.copyOf(common, common.length + 1);
      args[common.length] = output;
      assertEquals("", done(args).out());
    }
    assertEquals(Npy.read(a), Npy.read(b));
    double[] values = NdArrays.doubles(Npy.read(a));
    assertEquals(values[0], values[8], 0, "a group's value is written to each element");
  }

  @Test
  void evaluateWritesCurvesAndSummaries() {
    Path a = folder.resolve("e.npy");
    Path scores = folder.resolve("scores.csv");
    done("explain", "--model", model, "--input", inputs, "--method", "gradient", "--output", a);
    Ran ran =
        done(
            "evaluate",
            "--model",
            model,
            "--input",
            inputs,
            "--attributions",
            a,
            "--metric",
            "deletion",
            "--output",
            scores);
    assertTrue(ran.out().contains("deletion: mean "), ran.out());
    List<List<String>> rows = Csv.rows(scores);
    assertEquals(List.of("instance", "metric", "point", "value"), rows.get(0));
    long summaries = rows.stream().skip(1).filter(r -> r.get(2).isEmpty()).count();
    assertEquals(5, summaries);
    assertTrue(rows.size() > 6, "there are points of curves");
    done(
        "evaluate",
        "--model",
        model,
        "--input",
        inputs,
        "--attributions",
        a,
        "--metric",
        "max-sensitivity",
        "--method",
        "gradient",
        "--output",
        scores);
  }

  @Test
  void picturesAreMadeToFit() throws Exception {
    Path png = folder.resolve("p.png");
    ImageIO.write(
        new java.awt.image.BufferedImage(40, 30, java.awt.image.BufferedImage.TYPE_INT_RGB),
        "png",
        png.toFile());
    Path y = folder.resolve("p.npy");
    Ran ran = Ran.command("predict", "--model", model, "--input", png, "--output", y);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.err().contains("was resized from 30 x 40 to 6 x 6"), ran.err());
    assertArrayEquals(new long[] {1, 3}, Npy.read(y).shape());
  }

  @Test
  void listsNameEverything() {
    String methods = done("methods").out();
    assertTrue(methods.contains("integrated-gradients  Integrated Gradients"), methods);
    assertTrue(methods.contains("Reference: "), methods);
    assertTrue(methods.contains("default 50"), methods);
    assertTrue(done("metrics", "deletion").out().startsWith("deletion  "));
    assertTrue(done("methods", "--ids").out().lines().toList().contains("lrp-0"));
    assertTrue(done("experiments").out().startsWith("mnist  "));
    assertTrue(done("--version").out().startsWith("xai4j "));
    assertTrue(done("explain", "--help").out().contains("--baseline"));
  }
}
