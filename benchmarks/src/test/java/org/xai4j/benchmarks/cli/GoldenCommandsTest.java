package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;
import org.xai4j.core.testing.Goldens;

/** From model file to values through the command line, against PyTorch, Captum and Zennit. */
class GoldenCommandsTest {
  @ParameterizedTest
  @ValueSource(strings = {"cnn", "mlp", "lstm"})
  void predictEqualsPyTorch(String name, @TempDir Path folder) throws Exception {
    Path model = copy(name + "/" + name + ".onnx", folder);
    Path inputs = copy(name + "/inputs.npy", folder);
    Path output = folder.resolve("y.npy");
    run("predict", "--model", model, "--input", inputs, "--output", output);
    double error = Goldens.error(Goldens.array(name + "/logits_f64.npy"), Npy.read(output));
    assertTrue(error <= 1e-5, name + ": " + error);
  }

  @ParameterizedTest
  @CsvSource({
    "cnn,gradient,saliency_signed", "cnn,saliency,saliency_abs",
    "cnn,input-x-gradient,input_x_gradient", "cnn,integrated-gradients,ig_gausslegendre_50",
    "cnn,lrp-epsilon,zennit_epsilon_1e-6", "cnn,occlusion,occlusion_4x4_s2",
    "mlp,lrp-0,input_x_gradient", "mlp,lrp-epsilon,zennit_epsilon_1e-6",
    "mlp,integrated-gradients,ig_gausslegendre_50"
  })
  void explainEqualsThePeers(String name, String method, String golden, @TempDir Path folder)
      throws Exception {
    Path model = copy(name + "/" + name + ".onnx", folder);
    Path inputs = folder.resolve("first.npy");
    Npy.write(inputs, Goldens.first(Goldens.inputs(name, DataType.FLOAT), 8));
    Path output = folder.resolve("a.npy");
    run("explain", "--model", model, "--input", inputs, "--method", method, "--output", output);
    double error =
        Goldens.error(Goldens.array("ref/" + name + "/" + golden + ".npy"), Npy.read(output));
    assertTrue(error <= 1e-5, name + " " + method + ": " + error);
  }

  /** Values, or the points of a curve, of two stored attributions against Quantus. */
  @ParameterizedTest
  @CsvSource({
    "complexity,complexity,",
    "sparseness,sparseness,",
    "effective-complexity,effective_complexity,-P count=above-threshold -P epsilon=0.01",
    "faithfulness-estimate,faithfulness_estimate,-P features-in-step=28 -P output=logit",
    "pixel-flipping,pixel_flipping_curve,-P features-in-step=28",
    "pixel-flipping,selectivity,-P features-in-step=1 --groups grid:7x7",
    "aopc,region_perturbation_morf,-P steps=20 --groups grid:7x7",
    "aopc,region_perturbation_lerf,-P steps=20 -P order=lerf --groups grid:7x7",
    "pointing-game,pointing_game,--masks MASK",
    "relevance-rank-accuracy,relevance_rank_accuracy,--masks MASK",
    "relevance-mass-accuracy,relevance_mass_accuracy_abs,-P values=absolute --masks MASK",
    "attribution-localisation,attribution_localisation,-P values=absolute --masks MASK",
    "top-k-intersection,top_k_intersection,-P k=100 --masks MASK",
    "localisation-auc,auc_localisation,--masks MASK"
  })
  void evaluateEqualsQuantus(
      String metric, String golden, @Nullable String options, @TempDir Path folder)
      throws Exception {
    for (String attribution : List.of("saliency_signed", "input_x_gradient")) {
      JsonNode expected = golden(golden).get("values").get(attribution);
      List<List<String>> rows = scores(metric, attribution, options, folder);
      for (int i = 0; i < 8; i++) {
        double[] curve = curve(rows, i);
        if (expected.get(i).isArray()) {
          for (int p = 0; p < expected.get(i).size(); p++) {
            // The curve starts with the unperturbed prediction, which the peer leaves out.
            double value = expected.get(i).get(p).asDouble();
            assertEquals(value, curve[p + 1], 1e-4, golden + " row " + i + " point " + p);
          }
        } else {
          assertEquals(number(expected.get(i)), value(rows, i), 1e-4, golden + " row " + i);
        }
      }
    }
  }

  @Test
  void roadEqualsQuantus(@TempDir Path folder) throws Exception {
    for (String attribution : List.of("saliency_signed", "input_x_gradient")) {
      List<List<String>> rows =
          scores("road", attribution, "-P noise=0 -P percentages=10,20,30,50,70,90", folder);
      JsonNode expected = golden("road").get("values").get(attribution);
      int p = 0;
      for (String percentage : List.of("10", "20", "30", "50", "70", "90")) {
        double right = 0;
        for (int i = 0; i < 8; i++) {
          right += curve(rows, i)[p] / 8;
        }
        assertEquals(expected.get(percentage).asDouble(), right, 1e-9, percentage + " %");
        p++;
      }
    }
  }

  private static JsonNode golden(String entry) throws Exception {
    try (InputStream in = Goldens.class.getResourceAsStream("/goldens/metrics/quantus_cnn.json")) {
      return new ObjectMapper()
          .enable(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS)
          .readTree(in)
          .get(entry);
    }
  }

  private static double number(JsonNode node) {
    return node.isBoolean() ? (node.asBoolean() ? 1 : 0) : node.asDouble();
  }

  /** Scores a stored attribution of the first eight inputs of the convolutional network. */
  private static List<List<String>> scores(
      String metric, String attribution, @Nullable String options, Path folder) throws Exception {
    Path inputs = folder.resolve("first.npy");
    Npy.write(inputs, Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 8));
    Path attributions = folder.resolve(attribution + ".npy");
    Npy.write(
        attributions, Goldens.array("ref/cnn/" + attribution + ".npy").castTo(DataType.FLOAT));
    Path mask = folder.resolve("mask.npy");
    Npy.write(mask, Goldens.array("metrics/mask_disc_r8.npy").castTo(DataType.FLOAT));
    Path model = folder.resolve("cnn-cnn.onnx");
    if (!Files.exists(model)) {
      copy("cnn/cnn.onnx", folder);
    }
    Path output = folder.resolve("scores.csv");
    List<Object> words =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--model",
                model,
                "--input",
                inputs,
                "--attributions",
                attributions,
                "--metric",
                metric,
                "--output",
                output));
    if (options != null) {
      words.addAll(List.of(options.replace("MASK", mask.toString()).split(" ")));
    }
    run(words.toArray());
    return Csv.rows(output);
  }

  private static double value(List<List<String>> rows, int instance) {
    return rows.stream()
        .filter(r -> r.get(0).equals(String.valueOf(instance)) && r.get(2).isEmpty())
        .mapToDouble(r -> Double.parseDouble(r.get(3)))
        .findFirst()
        .orElseThrow();
  }

  private static double[] curve(List<List<String>> rows, int instance) {
    return rows.stream()
        .filter(r -> r.get(0).equals(String.valueOf(instance)) && !r.get(2).isEmpty())
        .mapToDouble(r -> Double.parseDouble(r.get(3)))
        .toArray();
  }

  private static void run(Object... arguments) {
    Ran ran = Ran.command(arguments);
    assertEquals(0, ran.code(), ran.err());
  }

  private static Path copy(String golden, Path folder) throws Exception {
    Path file = folder.resolve(golden.replace('/', '-'));
    try (InputStream in = Goldens.class.getResourceAsStream("/goldens/" + golden)) {
      Files.copy(in, file);
    }
    return file;
  }
}
