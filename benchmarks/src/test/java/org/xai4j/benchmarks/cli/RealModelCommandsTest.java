package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.Npz;

/** Commands on models as people bring them from PyTorch and Hugging Face. */
class RealModelCommandsTest {
  @TempDir Path folder;

  private Path resource(String name) throws IOException {
    Path copy = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
    try (InputStream in = RealModelCommandsTest.class.getResourceAsStream(name)) {
      Files.write(copy, Objects.requireNonNull(in, name).readAllBytes());
    }
    return copy;
  }

  /** The arrays of a model as files: NAME=FILE,.... */
  private String inputs(String model) throws IOException {
    Map<String, INDArray> arrays = Npz.read(resource("/onnx-real/" + model + ".npz"));
    for (String name : List.of("input_ids", "attention_mask")) {
      Npy.write(folder.resolve(name + ".npy"), Objects.requireNonNull(arrays.get(name)));
    }
    return "input_ids="
        + folder.resolve("input_ids.npy")
        + ",attention_mask="
        + folder.resolve("attention_mask.npy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gradient",
        "integrated-gradients",
        "smoothgrad",
        "lrp-epsilon",
        "deep-lift",
        "attention-rollout",
        "kernel-shap",
        "lime",
        "feature-ablation"
      })
  void maskedPositionsAreExactlyZero(String method) throws IOException {
    Path model = resource("/onnx-real/bert-sdpa.onnx");
    String inputs = inputs("bert-sdpa");
    Path output = folder.resolve("a.npy");
    Ran ran =
        Ran.command(
            "explain", "--model", model, "--input", inputs, "--method", method, "--output", output);
    assertEquals(0, ran.code(), ran.err());
    double[] mask = NdArrays.doubles(Npy.read(folder.resolve("attention_mask.npy")));
    double[] values = NdArrays.doubles(Npy.read(output));
    int others = 0;
    for (int i = 0; i < values.length; i++) {
      if (mask[i] == 0) {
        assertEquals(0, Math.abs(values[i]), 0, method + " at " + i);
      } else {
        others += values[i] != 0 ? 1 : 0;
      }
    }
    assertTrue(others >= 9, method + ": " + others);
  }

  @Test
  void heldValuesAreThoseOfTheRow() throws IOException {
    Path model = resource("/onnx-real/gpt2-sdpa.onnx");
    String inputs = inputs("gpt2-sdpa");
    Path all = folder.resolve("all.npy");
    assertEquals(0, explain(model, inputs, all, "all").code());
    INDArray together = Npy.read(all);
    for (int row = 0; row < 3; row++) {
      Path one = folder.resolve("one.npy");
      assertEquals(0, explain(model, inputs, one, String.valueOf(row)).code());
      double[] alone = NdArrays.doubles(Npy.read(one));
      assertArrayEquals(NdArrays.rows(together)[row], alone, 1e-6);
    }
    Path npz = resource("/onnx-real/gpt2-sdpa.npz");
    Ran extra = explain(model, npz.toString(), all, "all");
    assertEquals(2, extra.code());
    assertTrue(extra.err().contains("no input 'y'"), extra.err());
  }

  private static Ran explain(Path model, String inputs, Path output, String rows) {
    return Ran.command(
        "explain",
        "--model",
        model,
        "--input",
        inputs,
        "--method",
        "integrated-gradients",
        "--rows",
        rows.equals("all") ? "0-2" : rows,
        "--output",
        output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deletion", "completeness", "random-logit", "epc"})
  void metricsTakeTheHeldValuesOfTheRow(String metric) throws IOException {
    Path model = resource("/onnx-real/bert-sdpa.onnx");
    String inputs = inputs("bert-sdpa");
    Path values = folder.resolve("a.npy");
    assertEquals(0, explain(model, inputs, values, "all").code());
    List<String> together = scores(model, inputs, values, metric, "0-2");
    for (int row = 0; row < 3; row++) {
      assertEquals(0, explain(model, inputs, values, String.valueOf(row)).code());
      List<String> alone = scores(model, inputs, values, metric, String.valueOf(row));
      String own = row + ",";
      List<String> within = together.stream().filter(line -> line.startsWith(own)).toList();
      assertEquals(alone.size(), within.size());
      for (int line = 0; line < alone.size(); line++) {
        assertEquals(value(alone.get(line)), value(within.get(line)), 1e-5, within.get(line));
      }
    }
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
  }

  /** The lines of the scores without the header. */
  private List<String> scores(
      Path model, String inputs, Path attributions, String metric, String rows) throws IOException {
    Path output = folder.resolve("scores.csv");
    Ran ran =
        Ran.command(
            "evaluate",
            "--model",
            model,
            "--input",
            inputs,
            "--rows",
            rows,
            "--attributions",
            attributions,
            "--metric",
            metric,
            "--method",
            "integrated-gradients",
            "--output",
            output);
    assertEquals(0, ran.code(), ran.err());
    String record = Files.readString(Path.of(output + ".json"));
    assertEquals(rows.contains("-"), record.contains("held:attention_mask"));
    List<String> lines = Files.readAllLines(output);
    return lines.subList(1, lines.size());
  }

  @Test
  void quantisedNumbersAreToldOnce() throws IOException {
    Path model = resource("/onnx-real/int8-qdq.onnx");
    Path x = folder.resolve("x.npy");
    Npy.write(x, Objects.requireNonNull(Npz.read(resource("/onnx-real/int8-qdq.npz")).get("x")));
    Path output = folder.resolve("a.npy");
    Ran ran =
        Ran.command(
            "explain", "--model", model, "--input", x, "--method", "deep-lift", "--output", output);
    assertEquals(0, ran.code());
    assertEquals(2, ran.err().split("dequantised weights", -1).length, ran.err());
  }

  @Test
  void missingInputsAreAssumedOrNamed() throws IOException {
    Path model = resource("/onnx-real/bert-sdpa.onnx");
    inputs("bert-sdpa");
    Path output = folder.resolve("p.npy");
    Ran ran =
        Ran.command(
            "predict",
            "--model",
            model,
            "--input",
            folder.resolve("input_ids.npy"),
            "--output",
            output);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.err().contains("'attention_mask' is not given and is held at 1"), ran.err());
  }

  @Test
  void sentencesGiveWords() throws IOException {
    Path model = resource("/onnx-real/distilbert-sdpa.onnx");
    resource("/tokenizers/wordlevel.json");
    Path small = folder.resolve("tokenizer.json");
    Files.writeString(
        small,
        "{\"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\", \"vocab\":"
            + " {\"[PAD]\": 0, \"[UNK]\": 1, \"a\": 2, \"fine\": 3, \"film\": 4, \"##s\": 5}},"
            + " \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}}");
    Path words = folder.resolve("words.csv");
    Path output = folder.resolve("a.npy");
    Ran ran =
        Ran.command(
            "explain",
            "--model",
            model,
            "--text",
            "a fine films",
            "--method",
            "integrated-gradients",
            "--output",
            output,
            "--words",
            words,
            "--say",
            "en");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("“films” ("), ran.out());
    List<String> lines = Files.readAllLines(words);
    assertEquals(4, lines.size(), lines.toString());
    assertTrue(lines.get(3).startsWith("0,films,7,12,"), lines.get(3));
    double[] values = NdArrays.doubles(Npy.read(output));
    // film and ##s are one word.
    assertEquals(values[2] + values[3], Double.parseDouble(lines.get(3).split(",")[4]), 1e-9);
    assertEquals(0, values[4]);
    Path svg = folder.resolve("words.svg");
    Ran drawn =
        Ran.command(
            "plot",
            "text",
            "--model",
            model,
            "--text",
            "a fine films",
            "--method",
            "integrated-gradients",
            "--output",
            svg);
    assertEquals(0, drawn.code(), drawn.err());
    assertTrue(Files.readString(svg).contains(">films</text>"));
    Ran none =
        Ran.command(
            "explain",
            "--model",
            model,
            "--text",
            "a",
            "--tokenizer",
            folder.resolve("none.json"),
            "--method",
            "gradient",
            "--output",
            output);
    assertEquals(2, none.code());
    assertTrue(none.err().contains("There is no tokenizer"), none.err());
  }

  @Test
  void tokensOfAContinuationAreExplained() throws IOException {
    Path model = resource("/onnx-real/gpt2lm-eager.onnx");
    Path output = folder.resolve("a.npy");
    String method = "integrated-gradients";
    List<Object> command = new ArrayList<>(List.of("explain", "--model", model));
    command.addAll(List.of("--method", method, "--output", output, "--png", folder));
    List<Object> ids = new ArrayList<>(command);
    ids.addAll(List.of("--input", inputs("gpt2lm-eager"), "--rows", "0", "--continuation", "3"));
    Ran ran = Ran.command(ids.toArray());
    assertEquals(0, ran.code(), ran.err());
    assertArrayEquals(new long[] {3, 6}, Npy.read(output).shape());
    assertEquals(3, ran.out().lines().filter(line -> line.contains(" <- #10 ")).count());
    BufferedImage map = ImageIO.read(folder.resolve(method + "-continuation.png").toFile());
    assertEquals(2 * map.getHeight(), map.getWidth());
    Files.writeString(
        folder.resolve("tokenizer.json"),
        "{\"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\", \"vocab\":"
            + " {\"[PAD]\": 0, \"[UNK]\": 1, \"a\": 2, \"fine\": 3, \"film\": 4, \"##s\": 5}},"
            + " \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}}");
    command.addAll(List.of("--text", "a fine", "--continuation", " films"));
    Ran text = Ran.command(command.toArray());
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains("film <- a "), text.out());
    assertTrue(text.out().lines().anyMatch(l -> l.startsWith("s <- a ") && l.contains("  film ")));
    double[][] values = NdArrays.rows(Npy.read(output));
    assertEquals(2, values.length);
    assertEquals(0, values[0][2]);
    assertTrue(values[1][2] != 0 && values[1][3] == 0);
    command.addAll(List.of("--say", "en"));
    Ran said = Ran.command(command.toArray());
    assertEquals(2, said.code());
    assertTrue(said.err().contains("without --say"), said.err());
  }

  @Test
  void segmentationsAreExplainedAtPlaces() throws IOException {
    Path model = resource("/onnx-real/unet-bilinear.onnx");
    Map<String, INDArray> arrays = Npz.read(resource("/onnx-real/unet-bilinear.npz"));
    Path input = folder.resolve("x.npy");
    Npy.write(input, Objects.requireNonNull(arrays.get("x")));
    double[][] scores = NdArrays.rows(Objects.requireNonNull(arrays.get("y")));
    double[][] base = NdArrays.rows(arrays.get("x").mul(0));
    Path zeros = folder.resolve("zeros.npy");
    Npy.write(zeros, NdArrays.array(arrays.get("x").dataType(), base[0], 1, 3, 8, 8));
    Path none = folder.resolve("none.npy");
    assertEquals(
        0, Ran.command("predict", "--model", model, "--input", zeros, "--output", none).code());
    double[] empty = NdArrays.doubles(Npy.read(none));
    for (String target : List.of("1@3,4", "0-2@mean")) {
      Path output = folder.resolve("a.npy");
      Ran ran =
          Ran.command(
              "explain",
              "--model",
              model,
              "--input",
              input,
              "--method",
              "deep-lift",
              "--target",
              target,
              "--output",
              output);
      assertEquals(0, ran.code(), ran.err());
      double[][] values = NdArrays.rows(Npy.read(output));
      for (int i = 0; i < values.length; i++) {
        double sum = 0;
        for (double value : values[i]) {
          sum += value;
        }
        assertEquals(score(target, scores[i]) - score(target, empty), sum, 1e-4);
      }
    }
    Ran bare =
        Ran.command(
            "explain",
            "--model",
            model,
            "--input",
            input,
            "--method",
            "gradient",
            "--output",
            folder.resolve("b.npy"));
    assertEquals(2, bare.code());
    assertTrue(bare.err().contains("name a place behind the target"), bare.err());
  }

  /** What is explained, of outputs [3, 8, 8]. */
  private static double score(String target, double[] outputs) {
    if (target.equals("1@3,4")) {
      return outputs[64 + 3 * 8 + 4];
    }
    double sum = 0;
    for (int p = 0; p < 64; p++) {
      sum += (outputs[p] - outputs[128 + p]) / 64;
    }
    return sum;
  }

  @Test
  void modelsAreSummarisedForPrograms() throws IOException {
    Path model = resource("/onnx-real/bert-eager.onnx");
    Ran ran = Ran.command("inspect", "--json", "--model", model);
    assertEquals(0, ran.code(), ran.err());
    JsonNode tree = new ObjectMapper().readTree(ran.out());
    assertEquals("input_ids", tree.path("inputs").path(0).path("name").asText());
    assertTrue(tree.path("inputs").path(0).path("tokens").asBoolean());
    assertEquals("held", tree.path("inputs").path(1).path("role").asText());
    assertEquals(3, tree.path("outputShape").path(0).asInt());
    assertTrue(tree.path("multiplications").asDouble() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.pt", "m.safetensors", "m.tflite", "saved_model.pb"})
  void otherToolsFilesNameTheCommandThatConvertsThem(String name) {
    Ran ran = Ran.command("inspect", "--model", folder.resolve(name));
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("export") || ran.err().contains("tf2onnx.convert"), ran.err());
  }
}
