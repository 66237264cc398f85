package org.xai4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.Npz;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.network.Network;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.deeplift.DeepLift;

/**
 * Lengths of the gradient at the vectors of tokens, against PyTorch in float64 ({@code
 * core/src/test/onnx/real_models.py} makes the files): also where the ids are transposed and moved
 * before they are looked up.
 */
class TokenGradientsTest {
  @TempDir Path folder;

  /** The resource may lie in an archive. */
  private Path file(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = Goldens.class.getResourceAsStream("/onnx-real/" + name)) {
      Files.copy(Objects.requireNonNull(in), copy);
    }
    return copy;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2-sdpa",
        "xlnet-eager",
        "phi3-eager",
        "time-first",
        "bart-sdpa",
        "bart-eager",
        "t5-eager"
      })
  void agreeWithPyTorch(String name) throws IOException {
    Map<String, INDArray> arrays = Npz.read(file(name + ".npz"));
    Network network = ModelFiles.read(file(name + ".onnx")).as(DataType.DOUBLE);
    INDArray mask = arrays.get("attention_mask");
    if (mask != null) {
      network = network.withHeld("attention_mask", mask);
    }
    INDArray ids = Objects.requireNonNull(arrays.getOrDefault("input_ids", arrays.get("x")));
    INDArray values =
        new Saliency()
            .explain(network, ids.castTo(DataType.DOUBLE), Context.standard().with(Target.of(0)))
            .values();
    // The weights lie in the file in single precision.
    double error = Goldens.error(arrays.get("t"), values);
    assertTrue(error <= 1e-5, name + " " + error);
  }

  @Test
  void differencesAddUpBehindTheEndToken() throws IOException {
    Map<String, INDArray> arrays = Npz.read(file("bart-sdpa.npz"));
    Network network =
        ModelFiles.read(file("bart-sdpa.onnx"))
            .as(DataType.DOUBLE)
            .withHeld("attention_mask", arrays.get("attention_mask"));
    Attribution a =
        new DeepLift()
            .explain(
                network,
                Objects.requireNonNull(arrays.get("input_ids")).castTo(DataType.DOUBLE),
                Context.standard().with(Target.of(0)));
    for (double residual : a.residuals().orElseThrow()) {
      assertEquals(0, residual, 1e-9);
    }
  }
}
