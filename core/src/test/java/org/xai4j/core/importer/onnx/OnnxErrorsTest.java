package org.xai4j.core.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.AttributeProto;
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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/** What is refused, and with which words. */
class OnnxErrorsTest {
  private static ValueInfoProto info(String name, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long d : dims) {
      TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(d > 0 ? dim.setDimValue(d) : dim.setDimParam("n"));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT_VALUE)
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static NodeProto.Builder node(String op, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .setName("/block/" + op)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static GraphProto.Builder graph(NodeProto.Builder... nodes) {
    GraphProto.Builder graph = GraphProto.newBuilder().addInput(info("x", 0, 4));
    for (NodeProto.Builder node : nodes) {
      graph.addNode(node);
    }
    return graph.addOutput(info("y", 0, 4));
  }

  private static byte[] model(GraphProto.Builder graph, int opset) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .build()
        .toByteArray();
  }

  private static String refusal(byte[] bytes) {
    return assertThrows(InputException.class, () -> OnnxImporter.parse(bytes, "m.onnx"))
        .getMessage();
  }

  private static String refusal(GraphProto.Builder graph) {
    return refusal(model(graph, 17));
  }

  @Test
  void unsupportedOperatorIsNamedWithTheSupportedOnes() {
    String message = refusal(graph(node("RoiAlign", "y", "x")));
    assertTrue(message.contains("'block.RoiAlign'"), message);
    assertTrue(message.contains("operator RoiAlign"), message);
    assertTrue(message.contains("supported are Abs, Acos"), message);
    NodeProto.Builder foreign = node("Scaler", "y", "x").setDomain("ai.onnx.ml");
    assertTrue(refusal(graph(foreign)).contains("ai.onnx.ml.Scaler"));
    for (String op : List.of("If", "Loop", "Scan", "QuantizeLinear", "DynamicQuantizeLSTM")) {
      assertTrue(refusal(graph(node(op, "y", "x"))).contains(op));
    }
  }

  @Test
  void operatorSetsOutOfRange() {
    assertTrue(refusal(model(graph(node("Relu", "y", "x")), 6)).contains("operator set 6"));
    assertTrue(refusal(model(graph(node("Relu", "y", "x")), 25)).contains("7 to 24"));
  }

  private static AttributeProto.Builder integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setI(value);
  }

  private static TensorProto integers(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  private static NodeProto.Builder slice(String output) {
    return node("Slice", output, "x", "start", "end", "axes");
  }

  /** Two probes of three and two rows cannot tell that 100 rows are less than all. */
  @Test
  void slicesAlongTheBatchAreRefused() {
    GraphProto.Builder first =
        graph(slice("y"))
            .addInitializer(integers("start", 0))
            .addInitializer(integers("end", 100))
            .addInitializer(integers("axes", 0));
    assertTrue(refusal(first).contains("batch axis"), refusal(first));
    GraphProto.Builder all = first.clone().setInitializer(1, integers("end", Long.MAX_VALUE));
    assertEquals(0, OnnxImporter.parse(model(all, 17), "m.onnx").output().index() / 2);
  }

  /** x[:, :T // 4 * 4]: of the first two lengths tried each is cut by one cell. */
  @Test
  void lengthsThatAreCutToAMultipleAreRefused() {
    GraphProto.Builder cut = lengths(4);
    assertTrue(refusal(cut).contains("short and long inputs differently"), refusal(cut));
    // T // 1 * 1 is T.
    assertEquals(
        List.of("Input", "Relu"),
        OnnxImporter.parse(model(lengths(1), 17), "m.onnx").nodes().stream()
            .map(n -> n.layer().type())
            .toList());
  }

  private static GraphProto.Builder lengths(long multiple) {
    return GraphProto.newBuilder()
        .addInput(info("x", 0, 0))
        .addNode(node("Shape", "shape", "x"))
        .addNode(node("Gather", "length", "shape", "one"))
        .addNode(node("Div", "parts", "length", "multiple"))
        .addNode(node("Mul", "end", "parts", "multiple"))
        .addNode(slice("cut"))
        .addNode(node("Relu", "y", "cut"))
        .addInitializer(integers("one", 1))
        .addInitializer(integers("multiple", multiple))
        .addInitializer(integers("start", 0))
        .addInitializer(integers("axes", 1))
        .addOutput(info("y", 0, 0));
  }

  /** Sums of 8 bits keep their lowest bits, and bits that are not held exactly are none. */
  @Test
  void narrowIntegersWrapAroundAndLargeOnesHaveNoBits() {
    INDArray x = NdArrays.array(DataType.FLOAT, new double[] {100, -100, 64, 3}, 1, 4);
    Network sum = whole(graph(node("Add", "y", "x", "x")), TensorProto.DataType.INT8_VALUE);
    assertArrayEquals(new double[] {-56, 56, -128, 6}, NdArrays.doubles(sum.predict(x)));
    Network bits = whole(graph(node("BitwiseNot", "y", "x")), TensorProto.DataType.INT64_VALUE);
    assertArrayEquals(new double[] {-101, 99, -65, -4}, NdArrays.doubles(bits.predict(x)));
    INDArray large = NdArrays.array(DataType.DOUBLE, new double[] {0, 0, 0, 0x1p60}, 1, 4);
    InputException e = assertThrows(InputException.class, () -> bits.predict(large));
    assertTrue(String.valueOf(e.getMessage()).contains("does not hold exactly"), e.getMessage());
    assertTrue(refusal(graph(node("BitwiseNot", "y", "x"))).contains("no integers"));
  }

  private static Network whole(GraphProto.Builder graph, int type) {
    ValueInfoProto.Builder input = graph.getInput(0).toBuilder();
    input.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
    return OnnxImporter.parse(model(graph.setInput(0, input), 18), "m.onnx");
  }

  @Test
  void operatorsThatChooseSayWhereToCutTheFile() {
    String message = refusal(graph(node("NonMaxSuppression", "y", "x", "x")));
    assertTrue(message.contains("onnx.utils.extract_model"), message);
  }

  @Test
  void lossesAndWindowsThatMixRowsAreRefused() {
    String loss = refusal(graph(node("SoftmaxCrossEntropyLoss", "y", "x", "x")));
    assertTrue(loss.contains("losses of all rows"), loss);
    String all = refusal(graph(node("Compress", "y", "x", "x")));
    assertTrue(all.contains("those of all rows"), all);
  }

  @Test
  void castsAndDivisionsOfIntegersCutTheRestOff() {
    NodeProto.Builder cast =
        node("Cast", "i", "x").addAttribute(integer("to", TensorProto.DataType.INT64_VALUE));
    NodeProto.Builder back =
        node("Cast", "y", "i").addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE));
    INDArray x = NdArrays.array(DataType.FLOAT, new double[] {1.7, -1.7, 7, -7}, 1, 4);
    Network cut = OnnxImporter.parse(model(graph(cast, back), 17), "m.onnx");
    assertArrayEquals(new double[] {1, -1, 7, -7}, NdArrays.doubles(cut.predict(x)));
    NodeProto.Builder narrow =
        node("Cast", "y", "x").addAttribute(integer("to", TensorProto.DataType.UINT8_VALUE));
    assertTrue(refusal(graph(narrow)).contains("range of UINT8"));
    GraphProto.Builder division =
        graph(node("Div", "y", "x", "two")).addInitializer(integers("two", 2));
    ValueInfoProto.Builder whole = division.getInput(0).toBuilder();
    whole.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.INT64_VALUE);
    division.setInput(0, whole);
    Network half = OnnxImporter.parse(model(division, 17), "m.onnx");
    INDArray integers = NdArrays.array(DataType.FLOAT, new double[] {3, -3, 7, -8}, 1, 4);
    assertArrayEquals(new double[] {1, -1, 3, -4}, NdArrays.doubles(half.predict(integers)));
    whole.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.STRING_VALUE);
    assertTrue(refusal(division.setInput(0, whole)).contains("only numbers can be explained"));
  }

  @Test
  void aNameMadeTwiceIsDamage() {
    assertTrue(
        refusal(graph(node("Relu", "y", "x"), node("Tanh", "y", "x"))).contains("there already"));
  }

  @Test
  void severalInputsAreNamed() {
    String message = refusal(graph(node("Add", "y", "x", "z")).addInput(info("z", 0, 4)));
    assertTrue(message.contains("2 inputs: x, z; name the one to explain"), message);
  }

  @Test
  void outputsAreChosenByName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("two.onnx");
    GraphProto.Builder two =
        graph(node("Relu", "y", "x"), node("Tanh", "t", "y")).addOutput(info("t", 0, 4));
    Files.write(file, model(two, 17));
    String several = assertThrows(InputException.class, () -> OnnxImporter.read(file)).getMessage();
    assertTrue(several.contains("the outputs y, t"), several);
    assertEquals(2, OnnxImporter.read(file, "y").nodes().size());
    Network whole = OnnxImporter.read(file, "t");
    assertEquals("block.Tanh", whole.output().name());
    String message =
        assertThrows(InputException.class, () -> OnnxImporter.read(file, "u")).getMessage();
    assertTrue(message.contains("no output 'u'; it has y, t"), message);
  }

  @Test
  void labelsAreNotTheOutput() {
    ValueInfoProto label =
        ValueInfoProto.newBuilder()
            .setName("label")
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(TensorProto.DataType.INT64_VALUE)))
            .build();
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(info("x", 0, 4))
            .addNode(node("Relu", "y", "x"))
            .addNode(node("ArgMax", "label", "y"))
            .addOutput(label)
            .addOutput(info("y", 0, 4));
    assertEquals("block.Relu", OnnxImporter.parse(model(graph, 17), "m").output().name());
  }

  @Test
  void emptyGraphAndForeignFiles(@TempDir Path folder) {
    assertTrue(refusal(graph()).contains("empty"));
    assertTrue(refusal("hello, world".getBytes(StandardCharsets.UTF_8)).contains("not an ONNX"));
    assertTrue(refusal(new byte[0]).contains("not an ONNX"));
    Path missing = folder.resolve("none.onnx");
    String message =
        assertThrows(InputException.class, () -> OnnxImporter.read(missing)).getMessage();
    assertTrue(message.contains("There is no file"), message);
    assertThrows(InputException.class, () -> OnnxImporter.read(folder));
  }

  @Test
  void outputsThatDoNotDependOnTheInput() {
    TensorProto one =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addFloatData(1)
            .build();
    String message = refusal(graph(node("Relu", "y", "w")).addInitializer(one));
    assertTrue(message.contains("does not depend"), message);
  }

  @Test
  void rowsMustNotMix() {
    NodeProto.Builder swap =
        node("Transpose", "y", "x")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("perm")
                    .setType(AttributeProto.AttributeType.INTS)
                    .addInts(1)
                    .addInts(0));
    assertTrue(refusal(graph(swap)).contains("batch as its first axis"));
    String whole = refusal(graph(node("ReduceMean", "y", "x")));
    assertTrue(whole.contains("batch axis"), whole);
  }

  @Test
  void recurrentOptionsThatAreRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(OnnxImporterTest.folder().resolve("tf-lstm.onnx"));
    ModelProto model = ModelProto.parseFrom(bytes);
    int place = -1;
    for (int i = 0; i < model.getGraph().getNodeCount(); i++) {
      place = model.getGraph().getNode(i).getOpType().equals("LSTM") ? i : place;
    }
    NodeProto lstm = model.getGraph().getNode(place);
    String weights = lstm.getInput(3);
    NodeProto peepholes = lstm.toBuilder().addInput(weights).build();
    assertTrue(refusal(changed(model, place, peepholes)).contains("peephole"));
    NodeProto states = lstm.toBuilder().setInput(5, weights).build();
    assertTrue(refusal(changed(model, place, states)).contains("initial state"));
    NodeProto cells = lstm.toBuilder().setOutput(0, "unused").addOutput(lstm.getOutput(0)).build();
    assertTrue(refusal(changed(model, place, cells)).contains("is not supported"));
  }

  private static byte[] changed(ModelProto model, int place, NodeProto node) {
    return model.toBuilder()
        .setGraph(model.getGraph().toBuilder().setNode(place, node))
        .build()
        .toByteArray();
  }

  @Test
  void everyTruncationIsAnInputException() throws IOException {
    for (String name : List.of("mlp", "tf-lstm", "transformer", "half-weights")) {
      byte[] bytes = Files.readAllBytes(OnnxImporterTest.folder().resolve(name + ".onnx"));
      for (int i = 0; i < 60; i++) {
        byte[] part = Arrays.copyOf(bytes, (int) ((long) bytes.length * i / 60));
        refusal(part);
      }
      for (int i = 1; i < 12; i++) {
        refusal(Arrays.copyOf(bytes, bytes.length - i));
      }
    }
  }

  @Test
  void damageIsNeverAnotherException() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (String name : List.of("mlp", "tf-lstm", "vgg", "shapes", "text-cnn", "rnn-options")) {
      byte[] bytes = Files.readAllBytes(OnnxImporterTest.folder().resolve(name + ".onnx"));
      for (int i = 0; i < 150; i++) {
        byte[] damaged = bytes.clone();
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        try {
          OnnxImporter.parse(damaged, "damaged");
        } catch (InputException e) {
          assertTrue(e.getMessage().length() > 20);
        }
      }
    }
  }

  @Test
  void weightsBesideTheFile(@TempDir Path folder) throws IOException {
    Path folderOfModels = OnnxImporterTest.folder();
    ModelProto model =
        ModelProto.parseFrom(Files.readAllBytes(folderOfModels.resolve("gru-last.onnx")));
    GraphProto.Builder graph = model.getGraph().toBuilder();
    java.io.ByteArrayOutputStream data = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      byte[] raw = tensor.getRawData().toByteArray();
      graph.setInitializer(
          i,
          tensor.toBuilder()
              .clearRawData()
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", "gru.data"))
              .addExternalData(entry("offset", String.valueOf(data.size())))
              .addExternalData(entry("length", String.valueOf(raw.length))));
      data.write(raw);
    }
    byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
    Path file = folder.resolve("gru.onnx");
    Files.write(file, bytes);
    assertTrue(refusal(bytes).contains("gru.data"));
    assertTrue(
        assertThrows(InputException.class, () -> OnnxImporter.read(file))
            .getMessage()
            .contains("cannot be read"));
    Files.write(folder.resolve("gru.data"), data.toByteArray());
    INDArray inputs = Npy.read(folderOfModels.resolve("gru-last.in.npy"));
    INDArray expected = Npy.read(folderOfModels.resolve("gru-last.out.npy"));
    double error = OnnxImporterTest.error(OnnxImporter.read(file).predict(inputs), expected);
    assertTrue(error < 1e-5);
    Files.write(folder.resolve("gru.data"), Arrays.copyOf(data.toByteArray(), data.size() / 2));
    assertThrows(InputException.class, () -> OnnxImporter.read(file));
    byte[] outside =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .replace("gru.data", "../a.dat")
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, outside);
    assertTrue(
        assertThrows(InputException.class, () -> OnnxImporter.read(file))
            .getMessage()
            .contains("outside of its folder"));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static NodeProto.Builder turned(String output, String input) {
    return node("Transpose", output, input)
        .addAttribute(integers("perm", AttributeProto.newBuilder(), 1, 0));
  }

  private static AttributeProto.Builder integers(
      String name, AttributeProto.Builder attribute, long... values) {
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.setName(name).setType(AttributeProto.AttributeType.INTS);
  }

  private static NodeProto.Builder equation(String output, String text) {
    return node("Einsum", output, "x", "x")
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("equation")
                .setS(org.nd4j.shade.protobuf.ByteString.copyFromUtf8(text)));
  }

  @Test
  void productsOfRowsWithOtherRowsAreRefused() {
    List<GraphProto.Builder> mixed =
        List.of(
            graph(turned("t", "x"), node("MatMul", "y", "x", "t")),
            graph(turned("t", "x"), node("MatMul", "g", "t", "x"), node("MatMul", "y", "x", "g")),
            graph(node("Gemm", "y", "x", "x").addAttribute(integer("transB", 1))),
            graph(
                node("Gemm", "g", "x", "x").addAttribute(integer("transA", 1)),
                node("MatMul", "y", "x", "g")),
            graph(equation("y", "bi,ci->bc")),
            graph(equation("g", "bi,bj->ij"), node("MatMul", "y", "x", "g")));
    for (GraphProto.Builder one : mixed) {
      assertTrue(refusal(one).contains("rows depend on each other"), refusal(one));
    }
  }

  @Test
  void sizesThatHoldTheBatchAreOfRows() {
    TensorProto sizes = integers("sizes", 2, 3, 8);
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(info("x", 2, 3, 4))
            .addInitializer(sizes)
            .addNode(node("Resize", "y", "x", "", "", "sizes"))
            .addOutput(info("y", 2, 3, 8));
    Network network = OnnxImporter.parse(model(graph, 17), "m.onnx");
    INDArray x =
        NdArrays.array(DataType.FLOAT, new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2}, 1, 3, 4);
    assertArrayEquals(
        new double[] {1, 1, 2, 2, 3, 3, 4, 4},
        Arrays.copyOf(NdArrays.doubles(network.predict(x)), 8));
  }

  @Test
  void placesWhereAConditionHoldsAreTakenOnePerRowAlone() {
    GraphProto.Builder places =
        graph(node("IsNaN", "m", "x"), node("NonZero", "p", "m"), node("Transpose", "t", "p"));
    GraphProto.Builder summed = places.clone().addNode(node("ReduceSum", "y", "t"));
    GraphProto.Builder cells = places.clone().addNode(node("GatherND", "y", "x", "t"));
    for (GraphProto.Builder one : List.of(summed, cells)) {
      assertTrue(refusal(one).contains("whose number is not known when the file is read"));
    }
  }
}
