package org.xai4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npz;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Continuation;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.deeplift.DeepLift;
import org.xai4j.gradient.deeplift.DeepLiftRevealCancel;
import org.xai4j.gradient.deeplift.DeepShap;

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

  /** An encoder with time in front inside is the one with rows in front. */
  @Test
  void differencesDoNotDependOnWhichAxisComesFirst() throws IOException {
    INDArray x =
        Objects.requireNonNull(Npz.read(file("encoder-time.npz")).get("x")).castTo(DataType.DOUBLE);
    for (NetworkExplainer method :
        List.of(new DeepLift(), new DeepLiftRevealCancel(), new DeepShap())) {
      Attribution[] both = new Attribution[2];
      for (int i = 0; i < 2; i++) {
        Path file = folder.resolve(i == 0 ? "encoder-time.onnx" : "encoder-rows.onnx");
        if (!Files.exists(file)) {
          file(file.getFileName().toString());
        }
        Network network = ModelFiles.read(file).as(DataType.DOUBLE);
        Context context = Context.standard().with(Target.of(0)).with(Baseline.of(x.mul(0.5)));
        both[i] = method.explain(network, x, context);
      }
      double error = Goldens.error(both[1].values(), both[0].values());
      assertTrue(error <= 1e-9, method + " " + error);
    }
  }

  @Test
  void differencesOfXlnetAddUp() throws IOException {
    Map<String, INDArray> arrays = Npz.read(file("xlnet-eager.npz"));
    Network network =
        ModelFiles.read(file("xlnet-eager.onnx"))
            .as(DataType.DOUBLE)
            .withHeld("attention_mask", arrays.get("attention_mask"));
    INDArray ids = Objects.requireNonNull(arrays.get("input_ids")).castTo(DataType.DOUBLE);
    Attribution a = new DeepLift().explain(network, ids, Context.standard().with(Target.of(0)));
    for (double residual : a.residuals().orElseThrow()) {
      assertEquals(0, residual, 1e-9);
    }
  }

  @Test
  void continuationsAgreeWithPyTorch() throws IOException {
    Map<String, INDArray> arrays = Npz.read(file("gpt2lm-eager.npz"));
    INDArray mask = Objects.requireNonNull(arrays.get("attention_mask"));
    INDArray ids = Objects.requireNonNull(arrays.get("input_ids")).castTo(DataType.DOUBLE);
    INDArray first = ids.get(NDArrayIndex.interval(0, 1)).dup('c');
    Network network =
        ModelFiles.read(file("gpt2lm-eager.onnx"))
            .as(DataType.DOUBLE)
            .withHeld("attention_mask", mask.get(NDArrayIndex.interval(0, 1)).dup('c'));
    Continuation last = new Continuation(3, 6);
    Context context = Context.standard();
    Attribution a = last.explain(new Saliency(), network, first, context);
    assertTrue(Goldens.error(arrays.get("c"), a.values()) <= 1e-5);
    double[] scores = NdArrays.doubles(network.predict(first));
    for (int k = 0; k < 3; k++) {
      int token = (int) first.getDouble(0, 3 + k);
      assertEquals(scores[(2 + k) * 20 + token], a.scores()[k], 1e-9);
    }
    Context other = context.with(Target.of(1));
    String target =
        assertThrows(
                InputException.class, () -> last.explain(new Saliency(), network, first, other))
            .getMessage();
    assertTrue(target.contains("leave the target 1 out"), target);
    String rows =
        assertThrows(
                InputException.class, () -> last.explain(new Saliency(), network, ids, context))
            .getMessage();
    assertTrue(rows.contains("one row of token ids at a time"), rows);
  }

  @Test
  void modelsThatLookAheadContinueNothing() {
    INDArray table = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 5}, 4, 1);
    INDArray out = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 4}, 1, 4);
    NetworkBuilder b = Network.builder(3);
    int vectors = b.add("table", new Embedding(table, 0), 0);
    int mean = b.add("mean", new Reduction(Reduction.Kind.MEAN, List.of(1), true), vectors);
    int both = b.add("sum", new Elementwise(Elementwise.Operation.ADD), vectors, mean);
    INDArray none = NdArrays.array(DataType.DOUBLE, new double[4], 4);
    Network network = b.build(b.add("scores", new Dense(out, none), both)).as(DataType.DOUBLE);
    INDArray ids = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3}, 1, 3);
    String message =
        assertThrows(
                InputException.class,
                () ->
                    new Continuation(1, 3)
                        .explain(new Saliency(), network, ids, Context.standard()))
            .getMessage();
    assertTrue(message.contains("it looks ahead"), message);
  }
}
