package org.xai4j.core.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;

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

  static Stream<String> recurrentModels() throws IOException {
    return models()
        .filter(name -> model(name).nodes().stream().anyMatch(n -> n.layer() instanceof Recurrent));
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
    long last = inputs.size(0) - 1;
    INDArray row = inputs.get(NDArrayIndex.interval(last, last + 1)).dup('c');
    INDArray one = expected.get(NDArrayIndex.interval(last, last + 1)).dup('c');
    double alone = error(network.predict(row), one);
    assertTrue(error <= TOLERANCE, name + ": relative error " + error);
    assertTrue(alone <= TOLERANCE, name + ": relative error of one row " + alone);
  }

  static double error(INDArray actual, INDArray expected) {
    double[] e = NdArrays.doubles(expected);
    double[] a = NdArrays.doubles(actual);
    assertEquals(e.length, a.length, "number of outputs");
    double top = 0;
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      top = Math.max(top, Math.abs(e[i]));
      worst = Math.max(worst, Math.abs(e[i] - a[i]));
    }
    return worst / top;
  }

  @Test
  void compositeActivationsBecomeOneLayer() {
    List<String> dense = List.of("Input", "Dense", "", "Dense");
    for (String name : List.of("gelu", "gelu-tanh", "silu", "mish", "hardswish")) {
      List<String> types = types(model("act-" + name));
      assertEquals(dense.size(), types.size(), name + " " + types);
    }
    assertEquals(
        List.of("Input", "Dense", "LayerNormalization", "Dense"),
        types(model("layer-norm-unfused")));
    Network gelu = model("act-gelu");
    assertEquals(Activation.of(Activation.Function.GELU), gelu.nodes().get(2).layer());
  }

  @Test
  void sumsWithConstantsAreBiases() {
    assertEquals(
        List.of("Input", "Dense", "Relu", "Dense", "Softmax"), types(model("sklearn-mlp")));
    assertEquals(0, types(model("tf-nhwc")).stream().filter(t -> t.equals("Add")).count());
  }

  @Test
  void recurrentGraphsArePlain() {
    assertEquals(List.of("Input", "Lstm", "Gather", "Dense"), types(model("lstm-last")));
    assertEquals(
        List.of("Input", "Gru", "GruReverse", "Concat", "ReduceMean", "Dense"),
        types(model("gru-mean")));
    // The final states of the first layer are not part of what follows from those of the last.
    assertEquals(2, types(model("rnn-both")).stream().filter(t -> t.equals("Slice")).count());
  }

  /** Files lay time in front; in the network every node's value has a row per input row. */
  @ParameterizedTest
  @MethodSource("recurrentModels")
  void recurrentNetworksKeepTheBatchFirst(String name) {
    Network network = model(name);
    INDArray inputs = network.accept(Npy.read(folder().resolve(name + ".in.npy")));
    Propagation passes = Engine.standard().propagation(network, Rules.GRADIENT);
    Tape all = passes.forward(inputs);
    Tape second = passes.forward(inputs.get(NDArrayIndex.interval(1, 2)).dup('c'));
    for (Node node : network.nodes()) {
      if (!(node.layer() instanceof Constant)) {
        assertEquals(inputs.size(0), all.value(node).size(0), name + " " + node.name());
        double[] row = all.value(node).rows(1, 2).doubles();
        assertArrayEquals(row, second.value(node).doubles(), 1e-5, name + " " + node.name());
      }
    }
  }

  @Test
  void inputShapesNamesAndTypes() {
    assertEquals(List.of(3L, 8L, 8L), model("vgg").inputShape());
    assertEquals(List.of(3L, -1L, -1L), model("resnet-free-size").inputShape());
    assertEquals(List.of(-1L), model("text-cnn-free-length").inputShape());
    assertTrue(model("text-cnn").tokens());
    assertEquals(DataType.DOUBLE, model("mlp-double").type());
    assertTrue(
        model("transformer").nodes().stream().map(Node::name).noneMatch(n -> n.contains("/")));
    assertEquals("3.conv1.Conv", model("resnet").nodes().get(3).name());
    assertEquals("7.Gemm", model("resnet").output().name());
  }

  @Test
  void freeLengthsTakeOtherLengths() {
    INDArray ids = NdArrays.array(DataType.DOUBLE, new double[22], 2, 11);
    assertEquals(List.of(2L, 3L), shape(model("text-cnn-free-length").predict(ids)));
    assertEquals(List.of(2L, 2L), shape(model("text-lstm").predict(ids)));
    INDArray image = NdArrays.array(DataType.FLOAT, new double[3 * 20 * 14], 1, 3, 20, 14);
    assertEquals(List.of(1L, 4L), shape(model("resnet-free-size").predict(image)));
  }

  private static List<Long> shape(INDArray array) {
    return java.util.Arrays.stream(array.shape()).boxed().toList();
  }

  @Test
  void everyOperatorIsTested() throws IOException {
    Set<String> used = new TreeSet<>();
    for (String name : models().toList()) {
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder().resolve(name + ".onnx")));
      model.getGraph().getNodeList().forEach(n -> used.add(n.getOpType()));
    }
    for (String name : RealModelsTest.models()) {
      Path file = RealModelsTest.folder().resolve(name + ".onnx");
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
      model.getGraph().getNodeList().forEach(n -> used.add(n.getOpType()));
    }
    used.addAll(OnnxNodeTest.right());
    Set<String> untested = new TreeSet<>(OnnxImporter.operators());
    untested.removeAll(used);
    assertEquals(Set.of(), untested);
  }

  static List<String> types(Network network) {
    return network.nodes().stream().map(n -> n.layer().type()).toList();
  }
}
