package org.xai4j.core.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npz;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.HeldValues;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Goldens;

/**
 * Architectures that people bring, as {@code torch.onnx} writes them, against ONNX Runtime and, for
 * gradients, PyTorch in float64 ({@code core/src/test/onnx/real_models.py} makes the files).
 */
class RealModelsTest {
  static Path folder() {
    try {
      return Path.of(
          Objects.requireNonNull(RealModelsTest.class.getResource("/onnx-real")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> models() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".onnx"))
          .map(f -> f.substring(0, f.length() - 5))
          .sorted()
          .toList();
    }
  }

  private static Network read(String name) {
    return OnnxImporter.read(folder().resolve(name + ".onnx"));
  }

  private static Map<String, INDArray> arrays(String name) {
    return Npz.read(folder().resolve(name + ".npz"));
  }

  private static INDArray explained(Map<String, INDArray> arrays) {
    return Objects.requireNonNull(arrays.getOrDefault("input_ids", arrays.get("x")));
  }

  private static Network held(Network network, Map<String, INDArray> arrays) {
    return arrays.containsKey("attention_mask")
        ? network.withHeld("attention_mask", arrays.get("attention_mask"))
        : network;
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithOnnxRuntime(String name) {
    Map<String, INDArray> arrays = arrays(name);
    Network network = held(read(name), arrays);
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray output = network.as(type).predict(explained(arrays));
      double error = Goldens.error(arrays.get("y"), output);
      assertTrue(error <= 2e-5, name + " " + type + " " + error);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsAgreeWithPyTorch(String name) {
    Map<String, INDArray> arrays = arrays(name);
    INDArray expected = arrays.get("g");
    if (expected == null) {
      // Token ids have no gradient.
      assertTrue(read(name).tokens() || name.startsWith("cells"));
      return;
    }
    Network network = read(name).as(DataType.DOUBLE);
    Propagation gradient = Engine.standard().propagation(network, Rules.GRADIENT);
    Tape tape = gradient.forward(gradient.device().of(explained(arrays).castTo(DataType.DOUBLE)));
    double[] signal = new double[(int) tape.output().length()];
    for (int i = 0; i < signal.length; i += signal.length / (int) tape.output().size(0)) {
      signal[i] = 1;
    }
    INDArray got =
        gradient
            .backward(tape, gradient.device().of(DataType.DOUBLE, signal, tape.output().shape()))
            .array();
    // The weights lie in the file in single precision, the constants of SiLU too.
    assertTrue(Goldens.error(expected, got) <= 1e-6, name + " " + Goldens.error(expected, got));
  }

  @Test
  void rowsOfDifferentMasksAreRunApart() {
    Map<String, INDArray> arrays = arrays("bert-sdpa");
    Network network = read("bert-sdpa");
    assertEquals("input_ids", network.nodes().get(0).name());
    assertEquals(1, network.openInputs().size());
    Network held = held(network, arrays);
    assertEquals(3, HeldValues.groups(held, Map.of(), 3).size());
    INDArray ids = explained(arrays);
    for (int row = 0; row < 3; row++) {
      INDArray one = ids.get(NDArrayIndex.interval(row, row + 1));
      INDArray mask = arrays.get("attention_mask").get(NDArrayIndex.interval(row, row + 1));
      INDArray alone = network.withHeld("attention_mask", mask).predict(one);
      INDArray within = held.predict(ids).get(NDArrayIndex.interval(row, row + 1));
      assertTrue(Goldens.error(alone, within) <= 1e-6);
    }
  }

  @Test
  void inputsWithoutValuesAreNamed() {
    Network network = read("bert-sdpa");
    INDArray ids = explained(arrays("bert-sdpa"));
    String open = assertThrows(InputException.class, () -> network.predict(ids)).getMessage();
    assertTrue(open.contains("also takes attention_mask"), open);
    INDArray wrong = NdArrays.array(DataType.DOUBLE, new double[10], 2, 5);
    String shape =
        assertThrows(InputException.class, () -> network.withHeld("attention_mask", wrong))
            .getMessage();
    assertTrue(shape.contains("[n, 6], not [2, 5]"), shape);
    String name =
        assertThrows(InputException.class, () -> network.withHeld("mask", wrong)).getMessage();
    assertTrue(name.contains("no input 'mask'"), name);
    INDArray two =
        NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0}, 2, 6);
    Network other = network.withHeld("attention_mask", two);
    String rows = assertThrows(InputException.class, () -> other.predict(ids)).getMessage();
    assertTrue(rows.contains("has 2 rows, the explained one 3"), rows);
  }

  @Test
  void anotherInputIsExplained() {
    OnnxRequest request = OnnxRequest.standard().withInput("attention_mask");
    Network network = OnnxImporter.read(folder().resolve("bert-eager.onnx"), request);
    assertEquals("attention_mask", network.nodes().get(0).name());
    Map<String, INDArray> arrays = arrays("bert-eager");
    Network held = network.withHeld("input_ids", arrays.get("input_ids"));
    assertTrue(Goldens.error(arrays.get("y"), held.predict(arrays.get("attention_mask"))) <= 2e-5);
    OnnxRequest none = OnnxRequest.standard().withInput("ids");
    String message =
        assertThrows(
                InputException.class,
                () -> OnnxImporter.read(folder().resolve("bert-eager.onnx"), none))
            .getMessage();
    assertTrue(message.contains("it has input_ids, attention_mask"), message);
  }

  @Test
  void anAnswerIsReadAtTheEndToken() {
    Map<String, INDArray> arrays = arrays("bart-sdpa");
    Network network = held(read("bart-sdpa"), arrays);
    INDArray without = explained(arrays).dup().putScalar(1, 3, 7);
    String message =
        assertThrows(InputException.class, () -> network.predict(without)).getMessage();
    assertTrue(message.contains("keep the token"), message);
  }

  /** Rounding to 8 bits moves the scores by less than two hundredths of the largest. */
  @ParameterizedTest
  @ValueSource(strings = {"int8-qdq", "int8-codes", "int8-dynamic", "int8-product"})
  void quantisedModelsAreThoseOfTheirWeights(String name) {
    Map<String, INDArray> arrays = arrays(name);
    double error = Goldens.error(arrays.get("q"), read(name).predict(explained(arrays)));
    assertTrue(error > 0 && error <= 2e-2, name + " " + error);
  }
}
