package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.Npz;

/** Bad input ends with exit code 2, one sentence and no stack trace. */
class BadInputTest {
  @TempDir static Path folder;
  static Path model;
  static Path inputs;

  @BeforeAll
  static void write() {
    model = folder.resolve("net.zip");
    inputs = folder.resolve("x.npy");
    TinyData.writeModel(model);
    Npy.write(inputs, TinyData.inputs(3));
  }

  private static void refused(String part, Object... args) {
    Ran ran = Ran.command(args);
    assertEquals(2, ran.code(), ran.err());
    assertEquals("", ran.out());
    assertTrue(ran.err().startsWith("xai4j: "), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertFalse(ran.err().contains("\tat "), ran.err());
    assertTrue(ran.err().contains(part), ran.err());
  }

  private static Object[] explain(Object... more) {
    List<Object> args = new ArrayList<>(List.of("explain"));
    args.addAll(Arrays.asList(more));
    if (!args.contains("--model")) {
      args.addAll(List.of("--model", model));
    }
    if (!args.contains("--output")) {
      args.addAll(List.of("--output", folder.resolve("a.npy")));
    }
    if (!args.contains("--input")) {
      args.addAll(List.of("--input", inputs));
    }
    if (!args.contains("--method")) {
      args.addAll(List.of("--method", "gradient"));
    }
    return args.toArray();
  }

  private static Path array(String name, double fill, long... shape) {
    double[] flat = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.fill(flat, fill);
    INDArray array = NdArrays.array(DataType.FLOAT, flat, shape);
    Path file = folder.resolve(name);
    Npy.write(file, array);
    return file;
  }

  @Test
  void wrongShape() {
    refused("[n, 1, 6, 6]", explain("--input", array("wide.npy", 0, 2, 1, 6, 7)));
    refused("[n, 1, 6, 6]", explain("--input", array("flat.npy", 0, 2, 36)));
  }

  @Test
  void valuesThatAreNotFinite() {
    refused("NaN", explain("--input", array("nan.npy", Double.NaN, 1, 1, 6, 6)));
    refused("Infinity", explain("--input", array("inf.npy", 1e300, 1, 1, 6, 6)));
  }

  @Test
  void emptyArray() throws Exception {
    byte[] bytes = Files.readAllBytes(inputs);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("empty.npy");
    String none = text.replaceFirst("\\(3, 1", "(0, 1").substring(0, 128);
    Files.write(file, none.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    refused("empty", explain("--input", file));
  }

  @Test
  void missingFiles() {
    refused("There is no file", explain("--input", folder.resolve("none.npy")));
    refused(
        "none.zip",
        "predict",
        "--model",
        folder.resolve("none.zip"),
        "--input",
        inputs,
        "--output",
        folder.resolve("y.npy"));
    refused("none.npy", explain("--baseline", folder.resolve("none.npy")));
  }

  @Test
  void filesCutShort() throws Exception {
    for (String name : List.of("cut.npy", "cut.npz", "cut.csv", "cut.png", "cut.zip")) {
      Path file = folder.resolve(name);
      if (name.endsWith("npz")) {
        Npz.write(file, java.util.Map.of("x", TinyData.inputs(3)));
      } else if (name.endsWith("csv")) {
        Files.writeString(file, "a,b\n1,2\n3,\"4\n5,6\n");
      } else if (name.endsWith("png")) {
        javax.imageio.ImageIO.write(
            new java.awt.image.BufferedImage(90, 90, java.awt.image.BufferedImage.TYPE_INT_RGB),
            "png",
            file.toFile());
      } else {
        Files.copy(name.endsWith("zip") ? model : inputs, file);
      }
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length * 3 / 5));
      if (name.endsWith("zip")) {
        refused("cut.zip", "inspect", "--model", file);
      } else {
        refused(name, explain("--input", file));
      }
    }
  }

  @Test
  void unknownNamesGetTheNearestOne() {
    refused("did you mean 'gradient'", explain("--method", "gradeint"));
    refused("did you mean 'steps'", explain("--method", "integrated-gradients", "-P", "step=3"));
    refused("did you mean 'compare'", "comparre", "mnist");
    refused("did you mean '--method'", explain("--metod", "gradient"));
    refused("did you mean 'mnist'", "compare", "mnits");
    refused("did you mean 'mnist'", "train", "mnits");
    refused("did you mean 'deletion'", "metrics", "deletoin");
    refused("There is no engine", explain("--engine", "gpu"));
    refused("There is no model", explain("--model", "no-such-model"));
    refused(
        "nowhere",
        "predict",
        "--model",
        model,
        "--input",
        inputs,
        "--output",
        folder.resolve("y.npy"),
        "--layer",
        "nowhere");
  }

  @Test
  void valuesOutOfRange() {
    refused("Class 3 is out of range", explain("--target", "3"));
    refused("Class 99 is out of range", explain("--target", "0-99"));
    refused("The target", explain("--target", "best"));
    refused("row 2", explain("--target", "0,1"));
    refused("steps", explain("--method", "integrated-gradients", "-P", "steps=0"));
    refused("steps", explain("--method", "integrated-gradients", "-P", "steps=many"));
    refused("precision", explain("--precision", "float16"));
    refused("The engine auto does not round to tf32", explain("--precision", "tf32"));
    refused(
        "The engine nd4j does not round to bf16",
        explain("--precision", "bf16", "--engine", "nd4j"));
    refused("chunk", explain("--chunk", "0"));
    refused("threads", explain("--threads", "-1"));
    refused("logit or probability", explain("--explain", "odds"));
    refused("The groups", explain("--groups", "grid:2"));
    refused("baseline", explain("--baseline", "black"));
    refused("baseline", explain("--baseline", array("b.npy", 0, 1, 1, 5, 6)));
  }

  @Test
  void incompleteCommands() {
    refused("--method", "explain", "--model", model, "--input", inputs, "--output", "a.npy");
    refused("--help", "explain", "--model");
    refused("--chunk", explain("--chunk", "few"));
    refused("-P", explain("-P", "steps"));
    Ran bare = Ran.command();
    assertEquals(2, bare.code());
    assertTrue(bare.err().contains("--help"), bare.err());
  }

  @Test
  void placesThatCannotBeWritten() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "kept");
    refused("cannot be written", explain("--output", plain.resolve("a.npy")));
    refused("cannot be written", "compare", "mnist", "--quick", "--out", plain.resolve("run"));
    refused("cannot be written", "train", "mnist", "--output", plain.resolve("m.zip"));
    assertEquals("kept", Files.readString(plain));
  }

  private static Object[] evaluate(Object... more) {
    List<Object> args = new ArrayList<>(List.of("evaluate", "--model", model));
    args.addAll(Arrays.asList(more));
    for (Object[] other :
        new Object[][] {
          {"--input", inputs},
          {"--attributions", inputs},
          {"--metric", "sparseness"},
          {"--output", folder.resolve("s.csv")}
        }) {
      if (!args.contains(other[0])) {
        args.addAll(Arrays.asList(other));
      }
    }
    return args.toArray();
  }

  @Test
  void attributionsThatDoNotFit() {
    refused(
        "The attributions have the shape [2, 1, 6, 6], but the inputs [3, 1, 6, 6]; give",
        evaluate("--attributions", array("other.npy", 1, 2, 1, 6, 6)));
    refused(
        "The reference attributions have the shape [3, 6, 6]",
        evaluate("--metric", "kendall", "--reference", array("ref.npy", 1, 3, 6, 6)));
    Path nan = folder.resolve("one-nan.npy");
    double[] flat = new double[3 * 36];
    flat[2 * 36] = Double.NaN;
    Npy.write(nan, NdArrays.array(DataType.DOUBLE, flat, 3, 1, 6, 6));
    refused("The attributions in " + nan + " hold NaN in row 2;", evaluate("--attributions", nan));
    refused("hold NaN in row 2;", evaluate("--metric", "kendall", "--reference", nan));
    Object[] masked = {"--metric", "pointing-game", "--masks", array("infinite.npy", 1e300, 6, 6)};
    refused("The masks in", evaluate(masked));
  }

  @Test
  void masksThatDoNotFit() {
    long[][] wrong = {{5, 5}, {6}, {2, 1, 6, 6}, {3, 12}, {1, 1, 1, 1}, {3, 2, 6, 6}, {1, 3, 6, 6}};
    for (long[] shape : wrong) {
      refused(
          "The masks have the shape " + Arrays.toString(shape),
          evaluate("--metric", "pointing-game", "--masks", array("mask.npy", 1, shape)));
    }
  }

  @Test
  void metricsThatNeedMore() {
    refused("(--masks)", evaluate("--metric", "pointing-game"));
    refused("--reference", evaluate("--metric", "kendall"));
    refused("--method", evaluate("--metric", "mprt"));
    refused("--method", evaluate("--metric", "max-sensitivity"));
    refused("did you mean 'sparseness'", evaluate("--metric", "sparsness"));
    refused("did you mean 'gradient'", evaluate("--metric", "mprt", "--method", "gradeint"));
    refused("gives no attributions", evaluate("--metric", "mprt", "--method", "surrogate-tree"));
  }

  @Test
  void evaluationsOfMissingFiles() throws Exception {
    Path none = folder.resolve("none.npy");
    refused("There is no file " + none, evaluate("--input", none));
    refused("There is no file " + none, evaluate("--attributions", none));
    refused("There is no file " + none, evaluate("--metric", "kendall", "--reference", none));
    refused("There is no file " + none, evaluate("--metric", "pointing-game", "--masks", none));
    Path plain = Files.writeString(folder.resolve("no-folder"), "kept");
    refused("cannot be written", evaluate("--output", plain.resolve("s.csv")));
    refused("it is a folder", evaluate("--output", folder));
    assertEquals("kept", Files.readString(plain));
    // A missing folder is made.
    Ran ran = Ran.command(evaluate("--output", folder.resolve("made/here/s.csv")));
    assertEquals(0, ran.code(), ran.err());
  }

  @Test
  void foldersThatAreNoRuns() {
    refused("There is no run folder", "reproduce", folder.resolve("nowhere"));
    refused("provenance.json", "reproduce", folder);
  }

  @Test
  void debugPrintsWhere() {
    Ran ran = Ran.command(explain("--target", "7", "--debug"));
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("\tat "), "--debug prints where");
  }
}
