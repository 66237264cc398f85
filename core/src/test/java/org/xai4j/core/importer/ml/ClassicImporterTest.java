package org.xai4j.core.importer.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Fuzz;
import org.xai4j.core.tree.TreeEnsemble;

/** Models of scikit-learn answer as in ONNX Runtime ({@code src/test/trees/classic.py}). */
class ClassicImporterTest {
  @TempDir Path folder;

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = ClassicImporterTest.class.getResourceAsStream("/classic/" + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    }
  }

  private static INDArray array(String name) throws IOException {
    return Npy.parse(bytes(name + ".npy"), name);
  }

  @ParameterizedTest
  @CsvSource({
    "logistic,false",
    "logistic-two,false",
    "logistic-one,false",
    "forest,true",
    "forest-two,true",
    "boosted-two,true",
    "boosted,true",
    "forest-regression,true",
    "svr,false",
    "svc,false",
    "svc-two,false",
    "svc-linear,false",
    "svc-probability,false",
    "svc-two-probability,false",
    "linear,false",
    "columns,false"
  })
  void answersAsOnnxRuntime(String name, boolean trees) throws IOException {
    Path file = Files.write(folder.resolve(name + ".onnx"), bytes(name + ".onnx"));
    Model model = ModelFiles.model(file);
    assertEquals(trees, model instanceof TreeEnsemble);
    double[] expected = NdArrays.doubles(array(name + "-answer"));
    double[] actual = NdArrays.doubles(model.predict(array(name + "-x")));
    // Couplings of pairs end after a number of steps, in single precision there.
    double bound = name.startsWith("svc") ? 2e-5 : 4e-6;
    assertArrayEquals(expected, actual, bound * Math.max(1, Math.abs(expected[0])));
    assertEquals(64, model.hash().length());
  }

  @Test
  void logitsAreTheScoresBeforeTheProbabilities() throws IOException {
    for (String name : List.of("logistic", "boosted")) {
      Model model = ClassicImporter.parse(bytes(name + ".onnx"), name, Optional.empty());
      double[][] z = NdArrays.rows(model.logits().predict(array(name + "-x")));
      double[][] p = NdArrays.rows(model.predict(array(name + "-x")));
      assertEquals(Math.log(p[3][1] / p[3][0]), z[3][1] - z[3][0], 1e-5);
      assertTrue(Math.abs(z[3][0]) + Math.abs(z[3][1]) > 0.1);
    }
    Model forest = ClassicImporter.parse(bytes("forest.onnx"), "m", Optional.empty());
    assertEquals(forest, forest.logits());
  }

  @Test
  void anOutputIsChosenByName() throws IOException {
    Model labels = ClassicImporter.parse(bytes("logistic.onnx"), "m", Optional.of("label"));
    double[][] p = NdArrays.rows(array("logistic-answer"));
    double[] given = NdArrays.doubles(labels.predict(array("logistic-x")));
    for (int i = 0; i < p.length; i++) {
      assertEquals(1, 2 * p[i][(int) given[i]] > 1 ? 1 : 0);
    }
    InputException none =
        assertThrows(
            InputException.class,
            () -> ClassicImporter.parse(bytes("logistic.onnx"), "m", Optional.of("nothing")));
    assertTrue(none.getMessage().contains("no output 'nothing'"), none.getMessage());
  }

  @Test
  void missingValuesPassWhereAStepTakesThem() throws IOException {
    assertTrue(ClassicImporter.parse(bytes("columns.onnx"), "m", Optional.empty()).missing());
    Model linear = ClassicImporter.parse(bytes("linear.onnx"), "m", Optional.empty());
    assertInstanceOf(ClassicModel.class, linear);
    assertTrue(!linear.missing());
  }

  @Test
  void damagedFilesEndInASentence() throws IOException {
    int refused = 0;
    for (String name : List.of("logistic", "forest", "boosted-two", "svr", "columns")) {
      refused +=
          Fuzz.run(
              "classic " + name,
              bytes(name + ".onnx"),
              100,
              b -> {
                Model model = ClassicImporter.parse(b, "m", Optional.empty());
                int width = (int) (long) model.inputShape().get(0);
                if (width < 1000) {
                  model.predict(NdArrays.array(DataType.DOUBLE, new double[1][width]));
                }
              });
    }
    assertTrue(refused > 100, "refused " + refused);
  }

  /** y = operator(x) behind a scaler that does nothing. */
  private static byte[] step(String operator, AttributeProto... attributes) {
    TypeProto table =
        TypeProto.newBuilder()
            .setTensorType(
                TypeProto.Tensor.newBuilder()
                    .setElemType(TensorProto.DataType.FLOAT_VALUE)
                    .setShape(
                        TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
                            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(2))))
            .build();
    NodeProto.Builder last =
        NodeProto.newBuilder().setOpType(operator).addInput("s").addOutput("y");
    for (AttributeProto attribute : attributes) {
      last.addAttribute(attribute);
    }
    GraphProto graph =
        GraphProto.newBuilder()
            .addInput(ValueInfoProto.newBuilder().setName("x").setType(table))
            .addOutput(ValueInfoProto.newBuilder().setName("y").setType(table))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Scaler")
                    .setDomain("ai.onnx.ml")
                    .addInput("x")
                    .addOutput("s"))
            .addNode(last)
            .build();
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }

  private static AttributeProto axis(long axis) {
    return AttributeProto.newBuilder().setName("axis").setI(axis).build();
  }

  @Test
  void whatIsNotSupportedIsSaid() {
    for (Object[] one :
        new Object[][] {
          {step("TreeEnsemble"), "step TreeEnsemble"},
          {step("SVMClassifier"), "names no classes"},
          {step("StringNormalizer"), "step StringNormalizer"},
          {step("Softmax", axis(0)), "the axis 0"},
          {step("ArgMax"), "the axis 0"},
          {step("ReduceSum"), "the axis 0"},
          {step("TreeEnsembleRegressor"), "has no nodes"},
          {step("Cast", AttributeProto.newBuilder().setName("to").setI(8).build()), "to texts"}
        }) {
      String said =
          assertThrows(
                  InputException.class,
                  () -> ClassicImporter.parse((byte[]) one[0], "m", Optional.empty()))
              .getMessage();
      assertTrue(said.contains((String) one[1]), said);
    }
    Model model = ClassicImporter.parse(step("Softmax", axis(1)), "m", Optional.empty());
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {0, Math.log(3)}, 1, 2);
    assertArrayEquals(new double[] {0.25, 0.75}, NdArrays.doubles(model.predict(x)), 1e-7);
  }
}
