package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;

class ExtractCommandTest {
  @TempDir Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void trainsStoresExtractsAndDraws() throws Exception {
    Ran ran =
        Ran.command(
            "extract",
            "--language",
            "tomita2",
            "--network",
            "gru",
            "--updates",
            "800",
            "--save",
            file("n.npz"),
            "--method",
            "lstar",
            "--output",
            file("a.dot"),
            "--json",
            file("a.json"),
            "--png",
            file("a.png"),
            "--svg",
            file("a.svg"),
            "--relevance",
            "lrp-epsilon,random",
            "--quiet");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(
        ran.out().startsWith("states 3, equivalent to the language: yes, fidelity to the network "),
        ran.out());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("a.json").toFile());
    assertEquals(3, json.get("transitions").size());
    assertEquals("[0]", json.get("accepting").toString());
    assertEquals("lstar", json.at("/provenance/method").asText());
    assertEquals("tomita2", json.at("/provenance/request/language").asText());
    agrees(ran, json, "lrp-epsilon", "random");
    assertTrue(Files.size(folder.resolve("a.png")) > 1_000);
    assertTrue(Files.readString(folder.resolve("a.svg")).startsWith("<svg"));
    // The stored network is the same network: another language is refuted by a word.
    Ran stored =
        Ran.command(
            "extract",
            "--language",
            "parity",
            "--network",
            file("n.npz"),
            "--method",
            "kv",
            "--output",
            file("b.dot"));
    assertTrue(
        stored.out().contains("no (shortest difference b: language accept, automaton reject"),
        stored.out() + stored.err());
  }

  /** A line and an entry of the JSON for each method that was asked for. */
  private static void agrees(Ran ran, JsonNode json, String... methods) {
    List<String> lines = ran.out().strip().lines().toList();
    assertEquals(1 + methods.length, lines.size(), ran.out());
    for (int i = 0; i < methods.length; i++) {
      JsonNode entry = json.at("/relevance/" + i);
      assertEquals(methods[i], entry.get("method").asText());
      int words = entry.get("words").asInt();
      int split = entry.get("split").asInt();
      assertTrue(words > 50 && split > 0 && split <= words, entry.toString());
      String expected =
          String.format(
              Locale.ROOT,
              "%s: AUC for pivotal symbols %.2f (%d of %d words), rank correlation with the change"
                  + " %.2f (%d)",
              methods[i],
              entry.get("auc").asDouble(),
              split,
              words,
              entry.get("correlation").asDouble(),
              entry.get("correlated").asInt());
      assertEquals(expected, lines.get(1 + i));
    }
  }

  /** The weights of the ONNX model in a network of Deeplearning4j. */
  private static void writeDl4j(Path onnx, Path zip) throws Exception {
    Network source = ModelFiles.read(onnx);
    Recurrent lstm = layer(source, Recurrent.class);
    Dense dense = layer(source, Dense.class);
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new LastTimeStep(
                        new LSTM.Builder().nIn(2).nOut(8).activation(Activation.TANH).build()))
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(8)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(2))
                .build());
    model.init();
    model.setParam("0_W", reordered(lstm.inputWeights()));
    model.setParam("0_RW", reordered(lstm.recurrentWeights()));
    model.setParam("0_b", reordered(lstm.inputBias().add(lstm.recurrentBias()).reshape(1, 32)));
    model.setParam("1_W", dense.weights());
    model.setParam("1_b", dense.bias().reshape(1, 2));
    ModelSerializer.writeModel(model, zip.toFile(), false);
  }

  private static <L extends Layer> L layer(Network network, Class<L> type) {
    return network.nodes().stream()
        .map(Node::layer)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Blocks i, f, g, o to Deeplearning4j's g, f, o, i. */
  private static INDArray reordered(INDArray w) {
    INDArray[] blocks = new INDArray[4];
    int[] order = {2, 1, 3, 0};
    for (int i = 0; i < 4; i++) {
      blocks[i] =
          w.get(NDArrayIndex.all(), NDArrayIndex.interval(8L * order[i], 8L * order[i] + 8));
    }
    return Nd4j.concat(1, blocks).castTo(DataType.FLOAT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "h5", "zip"})
  void readsTheLanguageOutOfAModelOfOtherMaking(String format) throws Exception {
    Path onnx = Path.of("src/test/resources/recurrent/tomita4-lstm.onnx");
    Path model = onnx.resolveSibling("tomita4-lstm." + format);
    if (format.equals("zip")) {
      model = folder.resolve("tomita4-lstm.zip");
      writeDl4j(onnx, model);
    }
    for (String method : List.of("lstar", "weighted", "mmn")) {
      Ran ran =
          Ran.command(
              "extract",
              "--model",
              model.toString(),
              "--symbols",
              "a,b",
              "--language",
              "tomita4",
              "--method",
              method,
              "--output",
              file("m.dot"),
              "--json",
              file("m.json"),
              "--states",
              file("m.svg"),
              "--relevance",
              "input-x-gradient,feature-ablation");
      assertEquals(0, ran.code(), ran.err());
      assertTrue(
          ran.out().startsWith("states 4, equivalent to the language: yes, fidelity"),
          method + ": " + ran.out());
      JsonNode json = new ObjectMapper().readTree(folder.resolve("m.json").toFile());
      assertEquals("[0,1,2]", json.get("accepting").toString());
      assertEquals(method.equals("weighted"), json.has("weighted"));
      agrees(ran, json, "input-x-gradient", "feature-ablation");
      assertTrue(json.at("/relevance/1/auc").asDouble() > 0.9, json.at("/relevance").toString());
      String picture = Files.readString(folder.resolve("m.svg"));
      assertTrue(picture.contains(">q3</text>") && picture.contains(">q3  bbb  reject</text>"));
    }
  }

  @Test
  void whereRelevanceCannotBeComparedTheAutomatonIsWritten() throws Exception {
    MultiLayerNetwork tokens =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new EmbeddingSequenceLayer.Builder().nIn(2).nOut(2).build())
                .layer(new LastTimeStep(new LSTM.Builder().nIn(2).nOut(3).build()))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT).nIn(3).nOut(2).build())
                .build());
    tokens.init();
    ModelSerializer.writeModel(tokens, folder.resolve("tokens.zip").toFile(), false);
    String[][] cases = {
      {"token ids", "--model", file("tokens.zip"), "--symbols", "a,b"},
      {"same output", "--language", "tomita1", "--updates", "20", "--state-limit", "1"}
    };
    for (String[] options : cases) {
      String[] args = Arrays.copyOf(options, options.length + 8);
      args[0] = "extract";
      List<String> more =
          List.of("--output", file("w.dot"), "--json", file("w.json"), "--relevance", "saliency");
      for (int i = 0; i < more.size(); i++) {
        args[options.length + i] = more.get(i);
      }
      args[args.length - 2] = "--seed";
      args[args.length - 1] = "1";
      Ran ran = Ran.command((Object[]) args);
      assertEquals(2, ran.code(), ran.out() + ran.err());
      String last = ran.err().strip().lines().reduce((a, b) -> b).orElse("");
      assertTrue(last.contains(options[0]) && last.endsWith("."), ran.err());
      assertTrue(ran.out().startsWith("states "), ran.out());
      assertTrue(Files.deleteIfExists(folder.resolve("w.dot")));
      assertTrue(Files.deleteIfExists(folder.resolve("w.json")));
    }
  }

  /** Pictures are what their names say. */
  @Test
  void everyPictureHasTheBytesOfItsSuffix() throws Exception {
    String[] options = {
      "--svg", file("a.svg"), "--pdf", file("a.pdf"), "--png", file("a.png"), "--states", ""
    };
    for (String states : List.of("s.svg", "s.pdf", "s.png")) {
      options[7] = file(states);
      List<Object> args =
          new ArrayList<>(List.of("extract", "--language", "tomita1", "--updates", "20"));
      args.addAll(List.of("--output", file("a.dot")));
      args.addAll(List.of(options));
      Ran ran = Ran.command(args.toArray());
      assertEquals(0, ran.code(), ran.err());
    }
    for (String name : List.of("a", "s")) {
      String svg = Files.readString(folder.resolve(name + ".svg"));
      assertTrue(svg.startsWith("<svg "), svg);
      assertEquals("PNG", text(name + ".png", 1, 4));
      try (PDDocument document = Loader.loadPDF(folder.resolve(name + ".pdf").toFile())) {
        double width = Double.parseDouble(svg.replaceFirst("(?s)^.*? width=\"(\\d+)\".*$", "$1"));
        assertEquals(0.75 * width, document.getPage(0).getMediaBox().getWidth(), 1e-3);
        assertTrue(new PDFTextStripper().getText(document).contains("q0"));
      }
    }
  }

  private String text(String name, int from, int to) throws Exception {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  @Test
  void badInputIsOneSentenceAndCodeTwo() {
    for (String[] options :
        new String[][] {
          {"--language", "tomita9"},
          {"--language", "tomita1", "--network", "transformer"},
          {"--language", "tomita1", "--method", "lstarr"},
          {"--language", "tomita1", "--time-limit", "-1"},
          {"--network", "elman"},
          {"--network", "missing.npz"},
          {"--model", "mnist", "--symbols", "a,b"},
          {"--model", "mnist"},
          {"--language", "tomita1", "--states", "s.jpg"},
          {"--language", "tomita1", "--svg", "a.png"},
          {"--language", "tomita1", "--png", "a.PDF"},
          {"--language", "tomita1", "--pdf", "a.svg"},
          {"--language", "tomita1", "--json", "a.dot"},
          {"--language", "tomita1", "--relevance", "lrp-epsilom"},
          {"--language", "tomita1", "--relevance", "lrp-epsilon,anchors"}
        }) {
      String[] args = new String[options.length + 3];
      args[0] = "extract";
      System.arraycopy(options, 0, args, 1, options.length);
      args[args.length - 2] = "--output";
      args[args.length - 1] = file("x.dot");
      Ran ran = Ran.command((Object[]) args);
      assertEquals(2, ran.code(), String.join(" ", args) + ran.err());
      assertEquals(1, ran.err().strip().lines().count(), ran.err());
    }
  }
}
