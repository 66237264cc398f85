package org.xai4j.benchmarks.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;

/** A model that no reader takes: the determinant ad − bc of a row (a, b, c, d). */
class OnnxRuntimeTest {
  private static final float[] ROWS = {1, 2, 3, 4, 2, 0, 0, 5, -1, 1, 2, 0.5f};

  @TempDir Path folder;

  /** DJL's engine, which another test uses, wants to be the one that starts ONNX Runtime. */
  @BeforeAll
  static void djlComesFirst() {
    assertEquals("OnnxRuntime", Engine.getEngine("OnnxRuntime").getEngineName());
  }

  private Path rows() {
    Path file = folder.resolve("x.npy");
    Npy.write(file, NdArrays.array(ROWS, 3, 4));
    return file;
  }

  private static String run(int code, Object... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    String[] line = new String[words.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = String.valueOf(words[i]);
    }
    assertEquals(
        code, Main.run(line, stream, stream), () -> said.toString(StandardCharsets.UTF_8));
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theRefusalNamesTheWay() throws IOException {
    String said =
        run(
            2, "predict", "--model", Determinant.drawn(folder), "--input", rows(), "--output",
            folder.resolve("y.npy"));
    assertTrue(said.contains("--engine onnxruntime runs it"), said);
  }

  @Test
  void answersAreTheDeterminants() throws IOException {
    // Any number of rows, and calls of one or two rows, the last of them filled up.
    for (long batch : new long[] {0, 1, 2}) {
      Path out = folder.resolve("y.npy");
      run(
          0, "predict", "--engine", "onnxruntime", "--model", Determinant.write(folder, batch), "--input",
          rows(), "--output", out);
      INDArray y = Npy.read(out);
      assertEquals(DataType.FLOAT, y.dataType());
      double[] found = NdArrays.doubles(y);
      for (int i = 0; i < 3; i++) {
        float expected =
            ROWS[4 * i] * ROWS[4 * i + 3] - ROWS[4 * i + 1] * ROWS[4 * i + 2];
        assertEquals(expected, found[i], 1e-6);
      }
    }
  }

  @Test
  void methodsThatAskForPredictionsExplainIt() throws IOException {
    Path out = folder.resolve("a.npy");
    run(
        0, "explain", "--engine", "onnxruntime", "--model", Determinant.write(folder, 0), "--input", rows(),
        "--method", "exact-shapley", "--output", out);
    double[] phi = NdArrays.doubles(Npy.read(out));
    for (int i = 0; i < 3; i++) {
      // Each of two products is shared by its two factors.
      assertEquals(ROWS[4 * i] * ROWS[4 * i + 3] / 2, phi[4 * i], 1e-5);
      assertEquals(-ROWS[4 * i + 1] * ROWS[4 * i + 2] / 2, phi[4 * i + 1], 1e-5);
    }
    String said =
        run(
            2, "explain", "--engine", "onnxruntime", "--model", Determinant.write(folder, 0), "--input",
            rows(), "--method", "gradient", "--output", out);
    assertTrue(said.contains("looks inside networks"), said);
    said =
        run(
            2, "predict", "--engine", "onnxruntime", "--model", "model.txt", "--input", rows(),
            "--output", out);
    assertTrue(said.contains("ONNX Runtime runs .onnx files"), said);
  }

  @Test
  void otherInputsAreHeld() throws IOException {
    Path model = Determinant.weighted(folder);
    Path weight = folder.resolve("weight.npy");
    Npy.write(weight, NdArrays.array(new float[] {3}, 1, 1));
    Path out = folder.resolve("a.npy");
    run(
        0, "explain", "--engine", "onnxruntime", "--model", model, "--input",
        "x=" + rows() + ",weight=" + weight, "--method", "exact-shapley", "--output", out);
    double[] phi = NdArrays.doubles(Npy.read(out));
    for (int i = 0; i < 3; i++) {
      assertEquals(3 * ROWS[4 * i] * ROWS[4 * i + 3] / 2, phi[4 * i], 1e-4);
    }
    String open =
        run(
            2, "explain", "--engine", "onnxruntime", "--model", model, "--input", rows(),
            "--method", "exact-shapley", "--output", out);
    assertTrue(open.contains("inputs weight have no values"), open);
    Npy.write(weight, NdArrays.array(new float[] {3, 3, 2}, 3, 1));
    String differs =
        run(
            2, "explain", "--engine", "onnxruntime", "--model", model, "--input",
            "x=" + rows() + ",weight=" + weight, "--method", "exact-shapley", "--output", out);
    assertTrue(differs.contains("differs between rows"), differs);
    run(
        0, "explain", "--engine", "onnxruntime", "--model", model, "--input",
        "x=" + rows() + ",weight=" + weight, "--rows", "2", "--method", "exact-shapley",
        "--output", out);
    Npy.write(folder.resolve("one.npy"), NdArrays.array(new float[] {1, 2, 3, 4}, 1, 4));
    run(
        0, "explain", "--engine", "onnxruntime", "--model", model, "--explain-input", "weight",
        "--input", "x=" + folder.resolve("one.npy") + ",weight=" + weight, "--method",
        "exact-shapley", "--output", out);
    assertEquals(3, Npy.read(out).length());
  }
}
