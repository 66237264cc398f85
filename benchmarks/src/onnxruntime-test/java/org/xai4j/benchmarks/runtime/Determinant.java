package org.xai4j.benchmarks.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx;

/** Small models for runtimes: the determinant ad − bc of a row (a, b, c, d). */
final class Determinant {
  private Determinant() {}

  private static Onnx.ValueInfoProto value(String name, long batch, long... row) {
    Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder();
    shape.addDim(
        batch > 0
            ? Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(batch)
            : Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
    for (long d : row) {
      shape.addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(d));
    }
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            Onnx.TypeProto.newBuilder()
                .setTensorType(
                    Onnx.TypeProto.Tensor.newBuilder()
                        .setElemType(Onnx.TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }

  private static Onnx.NodeProto node(String op, String output, String... inputs) {
    return Onnx.NodeProto.newBuilder()
        .setOpType(op)
        .setName(op)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  /**
   * Writes it.
   *
   * @param folder of the file {@code det-BATCH.onnx}
   * @param batch rows of every call; 0 for any
   */
  static Path write(Path folder, long batch) throws IOException {
    Onnx.TensorProto.Builder squares =
        Onnx.TensorProto.newBuilder()
            .setName("shape")
            .setDataType(Onnx.TensorProto.DataType.INT64_VALUE)
            .addDims(3);
    for (long d : new long[] {-1, 2, 2}) {
      squares.addInt64Data(d);
    }
    Onnx.GraphProto graph =
        Onnx.GraphProto.newBuilder()
            .setName("determinant")
            .addInput(value("x", batch, 4))
            .addInitializer(squares)
            .addNode(node("Reshape", "square", "x", "shape"))
            .addNode(node("Det", "y", "square"))
            .addOutput(value("y", batch))
            .build();
    Onnx.ModelProto model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(8)
            .setGraph(graph)
            .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(17))
            .build();
    return Files.write(folder.resolve("det-" + batch + ".onnx"), model.toByteArray());
  }

  /**
   * Writes a model that no reader takes: numbers drawn by the row's own as probabilities.
   *
   * @param folder of the file
   */
  static Path drawn(Path folder) throws IOException {
    Onnx.GraphProto graph =
        Onnx.GraphProto.newBuilder()
            .setName("drawn")
            .addInput(value("x", 0, 4))
            .addNode(node("Bernoulli", "y", "x"))
            .addOutput(value("y", 0, 4))
            .build();
    Onnx.ModelProto model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(8)
            .setGraph(graph)
            .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(17))
            .build();
    return Files.write(folder.resolve("drawn.onnx"), model.toByteArray());
  }

  /**
   * Writes a model of two inputs: the determinant of x, times a weight of each row.
   *
   * @param folder of the file
   */
  static Path weighted(Path folder) throws IOException {
    Onnx.ModelProto one = Onnx.ModelProto.parseFrom(Files.readAllBytes(write(folder, 0)));
    Onnx.GraphProto.Builder graph =
        one.getGraph().toBuilder()
            .clearOutput()
            .addInput(value("weight", 0, 1))
            .addNode(node("Flatten", "flat", "y"))
            .addNode(node("Mul", "z", "flat", "weight"))
            .addOutput(value("z", 0, 1));
    return Files.write(
        folder.resolve("weighted.onnx"), one.toBuilder().setGraph(graph).build().toByteArray());
  }
}
