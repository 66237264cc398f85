package org.xai4j.core.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * The ONNX project's node tests (Apache License 2.0; {@code core/src/test/onnx/node_tests.py} makes
 * the file): each is right or refused in a sentence, none is wrong. What becomes of each stands in
 * {@code onnx-nodes.csv}.
 */
class OnnxNodeTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  @Test
  void everyNodeIsRightOrRefused() throws IOException {
    Map<String, String> table = new TreeMap<>();
    read().forEach((name, files) -> table.put(name, outcome(name, files)));
    List<String> wrong =
        table.entrySet().stream()
            .filter(e -> e.getValue().startsWith("wrong"))
            .map(e -> e.getKey() + ": " + e.getValue())
            .toList();
    List<String> lines = new ArrayList<>();
    table.forEach((name, outcome) -> lines.add(name + "," + outcome));
    Path made = Files.createDirectories(Path.of("target")).resolve("onnx-nodes.csv");
    Files.write(made, lines);
    assertEquals(List.of(), wrong);
    assertEquals(known(), lines, "see " + made);
    assertFalse(table.isEmpty());
  }

  /** The operators of which a node test is right. */
  static Set<String> right() throws IOException {
    Map<String, Map<String, byte[]>> cases = read();
    Set<String> operators = new TreeSet<>();
    for (String line : known()) {
      if (line.endsWith(",right")) {
        String name = line.substring(0, line.indexOf(','));
        byte[] model = Objects.requireNonNull(cases.get(name)).get(".onnx");
        ModelProto.parseFrom(model)
            .getGraph()
            .getNodeList()
            .forEach(n -> operators.add(n.getOpType()));
      }
    }
    return operators;
  }

  private static List<String> known() throws IOException {
    try (InputStream in = OnnxNodeTest.class.getResourceAsStream("/onnx-nodes.csv")) {
      String known = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return known.strip().lines().toList();
    }
  }

  private static Map<String, Map<String, byte[]>> read() throws IOException {
    Map<String, Map<String, byte[]>> cases = new TreeMap<>();
    InputStream file = OnnxNodeTest.class.getResourceAsStream("/onnx-nodes.zip");
    try (ZipInputStream in = new ZipInputStream(Objects.requireNonNull(file))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        int dot = e.getName().indexOf('.');
        cases
            .computeIfAbsent(e.getName().substring(0, dot), k -> new TreeMap<>())
            .put(e.getName().substring(dot), in.readAllBytes());
      }
    }
    return cases;
  }

  private String outcome(String name, Map<String, byte[]> files) {
    Network network;
    try {
      network = OnnxImporter.parse(files.get(".onnx"), name + ".onnx");
    } catch (InputException e) {
      return refused(e);
    } catch (RuntimeException e) {
      return "wrong," + e;
    }
    INDArray given = array(name + ".in.npy", files);
    INDArray expected = array(name + ".out.npy", files);
    try {
      INDArray got = network.predict(given);
      // Scores have at least two axes here.
      boolean shaped = expected.rank() < 2 || Arrays.equals(expected.shape(), got.shape());
      return shaped && close(NdArrays.doubles(expected), NdArrays.doubles(got))
          ? "right"
          : "wrong," + Arrays.toString(got.shape()) + " " + Arrays.toString(expected.shape());
    } catch (InputException e) {
      return refused(e);
    } catch (RuntimeException e) {
      return "wrong," + e;
    }
  }

  /** The sentence, without the list of what is supported. */
  private static String refused(InputException e) {
    String sentence = String.valueOf(e.getMessage()).replace(',', ';');
    int list = sentence.indexOf("; supported are");
    return "refused," + (list < 0 ? sentence : sentence.substring(0, list));
  }

  private INDArray array(String name, Map<String, byte[]> files) {
    try {
      Path file = folder.resolve(name);
      Files.write(file, files.get(name.substring(name.indexOf('.'))));
      return Npy.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean close(double[] expected, double[] got) {
    double top = Arrays.stream(expected).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    boolean close = expected.length == got.length;
    for (int i = 0; close && i < expected.length; i++) {
      close =
          Double.compare(expected[i], got[i]) == 0
              || Math.abs(expected[i] - got[i]) <= TOLERANCE * (1e-3 + top);
    }
    return close;
  }
}
