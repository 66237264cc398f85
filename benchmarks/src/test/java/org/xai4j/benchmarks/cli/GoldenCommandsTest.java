package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.data.Npy;
import org.xai4j.core.testing.Goldens;

/** From model file to values through the command line, against PyTorch, Captum and Zennit. */
class GoldenCommandsTest {
  @ParameterizedTest
  @ValueSource(strings = {"cnn", "mlp", "lstm"})
  void predictEqualsPyTorch(String name, @TempDir Path folder) throws Exception {
    Path model = copy(name + "/" + name + ".onnx", folder);
    Path inputs = copy(name + "/inputs.npy", folder);
    Path output = folder.resolve("y.npy");
    run("predict", "--model", model, "--input", inputs, "--output", output);
    double error = Goldens.error(Goldens.array(name + "/logits_f64.npy"), Npy.read(output));
    assertTrue(error <= 1e-5, name + ": " + error);
  }

  @ParameterizedTest
  @CsvSource({
    "cnn,gradient,saliency_signed", "cnn,saliency,saliency_abs",
    "cnn,input-x-gradient,input_x_gradient", "cnn,integrated-gradients,ig_gausslegendre_50",
    "cnn,lrp-epsilon,zennit_epsilon_1e-6", "cnn,occlusion,occlusion_4x4_s2",
    "mlp,lrp-0,input_x_gradient", "mlp,lrp-epsilon,zennit_epsilon_1e-6",
    "mlp,integrated-gradients,ig_gausslegendre_50"
  })
  void explainEqualsThePeers(String name, String method, String golden, @TempDir Path folder)
      throws Exception {
    Path model = copy(name + "/" + name + ".onnx", folder);
    Path inputs = folder.resolve("first.npy");
    Npy.write(inputs, Goldens.first(Goldens.inputs(name, DataType.FLOAT), 8));
    Path output = folder.resolve("a.npy");
    run("explain", "--model", model, "--input", inputs, "--method", method, "--output", output);
    double error =
        Goldens.error(Goldens.array("ref/" + name + "/" + golden + ".npy"), Npy.read(output));
    assertTrue(error <= 1e-5, name + " " + method + ": " + error);
  }

  private static void run(Object... arguments) {
    Ran ran = Ran.command(arguments);
    assertEquals(0, ran.code(), ran.err());
  }

  private static Path copy(String golden, Path folder) throws Exception {
    Path file = folder.resolve(golden.replace('/', '-'));
    try (InputStream in = Goldens.class.getResourceAsStream("/goldens/" + golden)) {
      Files.copy(in, file);
    }
    return file;
  }
}
