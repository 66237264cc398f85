package org.xai4j.core.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Fuzz;

/** Damaged model files end in a sentence. */
class DamagedModelsTest {
  @TempDir Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DamagedModelsTest.class.getResourceAsStream(name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @Test
  void onnxOfAnyDamage() throws IOException {
    for (String name :
        List.of("shapes", "pools", "conv1d", "text-cnn-free-length", "lstm-both", "operators")) {
      Fuzz.run(name, resource("/onnx/" + name + ".onnx"), 40, b -> OnnxImporter.parse(b, "m.onnx"));
    }
  }

  @Test
  void kerasOfAnyDamage() throws IOException {
    for (String name : List.of("sequential", "functional", "convolution")) {
      byte[] whole = resource("/org/xai4j/core/importer/keras/" + name + ".h5");
      Fuzz.run(
          name,
          whole,
          80,
          bytes -> {
            try {
              ModelFiles.read(Files.write(folder.resolve("m.h5"), bytes));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** A symbolic link could lead anywhere, and so could a name. */
  @Test
  void weightsLieInTheFolder() throws IOException {
    Path outside = Files.write(folder.resolve("outside.bin"), new byte[16]);
    Path inside = Files.createDirectories(folder.resolve("model"));
    Files.createSymbolicLink(inside.resolve("link.bin"), outside);
    Files.write(inside.resolve("own.bin"), new byte[16]);
    assertEquals(2, ModelFiles.read(external(inside, "own.bin", "0")).nodes().size());
    for (String location : List.of("link.bin", "../outside.bin", outside.toString())) {
      InputException e =
          assertThrows(
              InputException.class, () -> ModelFiles.read(external(inside, location, "0")));
      assertTrue(e.getMessage().contains("outside of its folder"), e.getMessage());
    }
    for (String offset : List.of("-4", "9", "99999999999")) {
      assertThrows(
          InputException.class, () -> ModelFiles.read(external(inside, "own.bin", offset)));
    }
  }

  /** y = x·w with the 2 × 2 matrix w in a data file. */
  private static Path external(Path folder, String location, String offset) {
    TensorProto weights =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(2)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", location))
            .addExternalData(entry("offset", offset))
            .addExternalData(entry("length", "16"))
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .addInitializer(weights)
            .addInput(value("x", 2))
            .addOutput(value("y", 2))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("MatMul")
                    .addInput("x")
                    .addInput("w")
                    .addOutput("y"))
            .build();
    return written(folder, graph);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static ValueInfoProto value(String name, long width) {
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }

  private static Path written(Path folder, GraphProto graph) {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Path file = folder.resolve("m.onnx");
    try {
      return Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A chain of thousands of layers: nothing recurses along it. */
  @Test
  void aNetworkMayBeThousandsOfLayersDeep() {
    int depth = 3000;
    GraphProto.Builder graph =
        GraphProto.newBuilder().addInput(value("t0", 4)).addOutput(value("t" + depth, 4));
    for (int i = 0; i < depth; i++) {
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType(i % 2 == 0 ? "Relu" : "Abs")
              .addInput("t" + i)
              .addOutput("t" + (i + 1)));
    }
    Network network = ModelFiles.read(written(folder, graph.build()));
    INDArray x = NdArrays.array(new float[] {1, -2, 3, 0}, 1, 4);
    assertEquals(NdArrays.array(new float[] {1, 0, 3, 0}, 1, 4), network.predict(x));
    Propagation passes = Engine.standard().propagation(network, Rules.GRADIENT);
    Tape tape = passes.forward(x);
    Tensor ones = passes.device().of(new float[] {1, 1, 1, 1}, 1, 4);
    float[] gradient =
        passes.backward(tape, network.output(), ones, network.nodes().get(0)).floats();
    assertEquals(1, gradient[0]);
    assertEquals(0, gradient[1]);
    assertEquals(64, network.hash().length());
  }
}
