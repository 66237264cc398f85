package org.xai4j.core.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.Npy;
import org.xai4j.core.engine.Host;
import org.xai4j.core.model.Network;

/** Every model of the folder against ONNX Runtime's outputs. */
class OnnxImporterTest {
  private static final double TOLERANCE = 1e-5;

  static Path folder() {
    try {
      return Path.of(OnnxImporterTest.class.getResource("/onnx").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<String> models() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".onnx"))
          .map(f -> f.substring(0, f.length() - 5))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Network model(String name) {
    return OnnxImporter.read(folder().resolve(name + ".onnx"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithOnnxRuntime(String name) {
    Network network = model(name);
    INDArray inputs = Npy.read(folder().resolve(name + ".in.npy"));
    INDArray expected = Npy.read(folder().resolve(name + ".out.npy"));
    double error = error(network.predict(inputs), expected);
    INDArray row = inputs.get(NDArrayIndex.interval(2, 3)).dup('c');
    INDArray one = expected.get(NDArrayIndex.interval(2, 3)).dup('c');
    double alone = error(network.predict(row), one);
    System.out.printf("%-24s %.1e %.1e  %s%n", name, error, alone, types(network));
    assertTrue(error <= TOLERANCE, name + ": relative error " + error);
    assertTrue(alone <= TOLERANCE, name + ": relative error of one row " + alone);
  }

  static double error(INDArray actual, INDArray expected) {
    double[] e = Host.doubles(expected);
    double[] a = Host.doubles(actual);
    assertEquals(e.length, a.length, "number of outputs");
    assertEquals(2, actual.rank() == 2 || actual.rank() == expected.rank() ? 2 : actual.rank());
    double top = 0;
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      top = Math.max(top, Math.abs(e[i]));
      worst = Math.max(worst, Math.abs(e[i] - a[i]));
    }
    return worst / top;
  }

  static List<String> types(Network network) {
    return network.nodes().stream().map(n -> n.layer().type()).toList();
  }
}
