package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.testing.Goldens;

/** Methods for any predictor on the network for tables, through the command line. */
class ShapleyCommandsTest {
  @TempDir Path folder;

  private Path explained(String method, String parameters) throws Exception {
    Path model = folder.resolve("mlp.onnx");
    try (InputStream in = Goldens.class.getResourceAsStream("/goldens/mlp/mlp.onnx")) {
      Files.copy(in, model);
    }
    Path inputs = folder.resolve("x.npy");
    Npy.write(inputs, Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 8));
    Path output = folder.resolve("a.npy");
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            model,
            "--input",
            inputs,
            "--method",
            method,
            "-P",
            parameters,
            "--precision",
            "float64",
            "--output",
            output);
    assertEquals(0, ran.code(), ran.err());
    return output;
  }

  @Test
  void kernelShapOfAllCoalitionsIsExact() throws Exception {
    Path output = explained("kernel-shap", "samples=8190");
    double error =
        Goldens.error(Goldens.array("ref/mlp/exact_shapley_zero_baseline.npy"), Npy.read(output));
    assertTrue(error <= 1e-6, "error " + error);
  }

  @ParameterizedTest
  @CsvSource({
    "kernel-shap,samples=1000,kernel_shap",
    "shapley-sampling,permutations=200,shapley_value_sampling"
  })
  void stochasticValuesAreWithinFourStandardErrorsOfThePeer(
      String method, String parameters, String golden) throws Exception {
    double[] values = NdArrays.doubles(Npy.read(explained(method, parameters)));
    double[] peer = NdArrays.doubles(Goldens.array("ref/mlp/" + golden + ".npy"));
    double[] errors = NdArrays.doubles(Goldens.array("ref/mlp/" + golden + "__stderr.npy"));
    double deviation = 0;
    double variance = 0;
    for (int j = 0; j < peer.length; j++) {
      deviation += (values[j] - peer[j]) * (values[j] - peer[j]);
      variance += errors[j] * errors[j];
    }
    assertTrue(Math.sqrt(deviation / variance) <= 4, method);
  }
}
