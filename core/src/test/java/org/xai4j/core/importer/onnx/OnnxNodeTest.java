package org.xai4j.core.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.importer.onnx.internal.Names;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * The ONNX project's node tests (Apache License 2.0; {@code core/src/test/onnx/node_tests.py} makes
 * the file): each is right or refused in a sentence, none is wrong. What becomes of each stands in
 * {@code onnx-nodes.csv}. Fair ones, whose rows follow from the rows of the inputs, are right but
 * for a few, and a row alone gives its own answer.
 */
class OnnxNodeTest {
  private static final double TOLERANCE = 1e-4;

  /** Of the fair cases, how many have to be right. */
  private static final double SHARE = 0.97;

  @TempDir Path folder;

  @Test
  void everyNodeIsRightOrRefused() throws IOException {
    Map<String, Map<String, byte[]>> cases = read();
    Set<String> fair = fair(cases);
    Map<String, String> table = new TreeMap<>();
    cases.forEach(
        (name, files) ->
            table.put(name, (fair.contains(name) ? "fair," : "other,") + outcome(name, files)));
    List<String> wrong =
        table.entrySet().stream()
            .filter(e -> e.getValue().contains(",wrong"))
            .map(e -> e.getKey() + ": " + e.getValue())
            .toList();
    List<String> lines = new ArrayList<>();
    table.forEach((name, outcome) -> lines.add(name + "," + outcome));
    Path made = Files.createDirectories(Path.of("target")).resolve("onnx-nodes.csv");
    Files.write(made, lines);
    assertEquals(List.of(), wrong);
    assertEquals(known(), lines, "see " + made);
    long right = table.values().stream().filter("fair,right"::equals).count();
    assertTrue(right >= SHARE * fair.size(), right + " of " + fair.size() + " are right");
  }

  @Test
  void theLastRowAloneGivesItsOwnAnswer() throws IOException {
    Map<String, Map<String, byte[]>> cases = read();
    List<String> wrong = new ArrayList<>();
    for (String line : known()) {
      if (line.endsWith(",fair,right")) {
        String name = line.substring(0, line.indexOf(','));
        Map<String, byte[]> files = Objects.requireNonNull(cases.get(name));
        Network network = network(name, files, OnnxNodeTest::last);
        INDArray got = network.predict(last(array(name + ".in.npy", files)));
        INDArray expected = last(array(name + ".out.npy", files));
        if (!close(NdArrays.doubles(expected), NdArrays.doubles(got))) {
          wrong.add(name);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static INDArray last(INDArray rows) {
    return rows.get(NDArrayIndex.interval(rows.size(0) - 1, rows.size(0))).dup('c');
  }

  /** The cases whose output has a row for each of the input that follows from that row alone. */
  private static Set<String> fair(Map<String, Map<String, byte[]>> cases) {
    byte[] list = Objects.requireNonNull(cases.remove("fair")).get(".txt");
    String text = new String(Objects.requireNonNull(list), StandardCharsets.UTF_8);
    Set<String> fair = new TreeSet<>(text.strip().lines().toList());
    assertTrue(cases.keySet().containsAll(fair));
    return fair;
  }

  /** The operators of which a node test is right. */
  static Set<String> right() throws IOException {
    Map<String, Map<String, byte[]>> cases = read();
    Set<String> operators = new TreeSet<>();
    for (String line : known()) {
      if (line.endsWith(",right")) {
        String name = line.substring(0, line.indexOf(','));
        graph(Objects.requireNonNull(cases.get(name)))
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
      network = network(name, files, rows -> rows);
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

  /** The network that explains the file's first input and holds the others at their values. */
  private Network network(String name, Map<String, byte[]> files, UnaryOperator<INDArray> rows) {
    List<ValueInfoProto> inputs = graph(files).getInputList();
    OnnxRequest request = OnnxRequest.standard().withInput(inputs.get(0).getName());
    Network network = OnnxImporter.read(file(name + ".onnx", files), request);
    for (int i = 1; i < inputs.size(); i++) {
      String held = Names.clean(inputs.get(i).getName(), "held");
      if (network.open().contains(held)) {
        INDArray values = array(name + ".held" + (i - 1) + ".npy", files);
        network = network.withHeld(held, rows.apply(values));
      }
    }
    return network;
  }

  private static GraphProto graph(Map<String, byte[]> files) {
    try {
      return ModelProto.parseFrom(Objects.requireNonNull(files.get(".onnx"))).getGraph();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sentence, without the list of what is supported. */
  private String refused(InputException e) {
    String sentence = String.valueOf(e.getMessage()).replace(folder + "/", "").replace(',', ';');
    int list = sentence.indexOf("; supported are");
    return "refused," + (list < 0 ? sentence : sentence.substring(0, list));
  }

  private INDArray array(String name, Map<String, byte[]> files) {
    return Npy.read(file(name, files));
  }

  private Path file(String name, Map<String, byte[]> files) {
    try {
      byte[] content = Objects.requireNonNull(files.get(name.substring(name.indexOf('.'))));
      return Files.write(folder.resolve(name), content);
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
