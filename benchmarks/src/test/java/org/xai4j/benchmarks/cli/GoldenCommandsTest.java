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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;
import org.xai4j.core.testing.Goldens;

/** From model file to values through the command line, against PyTorch, Captum, SHAP and Zennit. */
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

  @Test
  void layersEqualPyTorch(@TempDir Path folder) throws Exception {
    Path inputs = folder.resolve("first.npy");
    Npy.write(inputs, Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 8));
    Path output = folder.resolve("y.npy");
    Path model = copy("cnn/cnn.onnx", folder);
    run("predict", "--model", model, "--input", inputs, "--layer", "conv2", "--output", output);
    INDArray expected = Goldens.array("ref/cnn/layer_activation_conv2.npy");
    assertTrue(Goldens.error(expected, Npy.read(output)) <= 1e-5);
  }

  /**
   * Reference, then what explain is told; FILES stands for the reference's folder, ROWS for a part
   * of a file in it.
   */
  static Stream<String> explanations() {
    return """
        cnn/saliency_signed gradient
        mlp/saliency_signed gradient
        cnn/saliency_abs saliency
        mlp/saliency_abs saliency
        cnn/input_x_gradient input-x-gradient
        mlp/input_x_gradient input-x-gradient
        cnn/ig_gausslegendre_50 integrated-gradients
        mlp/ig_gausslegendre_50 integrated-gradients
        mlp/ig_gausslegendre_500 integrated-gradients -P steps=500
        cnn/ig_gausslegendre_50_meanbaseline integrated-gradients --baseline FILES/baseline_mean.npy --precision float64
        mlp/ig_gausslegendre_50_meanbaseline integrated-gradients --baseline FILES/baseline_mean.npy
        cnn/ig_gausslegendre_50_nomult integrated-gradients -P multiply=false --precision float64
        mlp/ig_gausslegendre_50_nomult integrated-gradients -P multiply=false
        mlp/deep_lift_multipliers deep-lift -P multiply=false
        cnn/ig_riemann_left_50 integrated-gradients -P quadrature=left
        mlp/ig_riemann_left_50 integrated-gradients -P quadrature=left
        cnn/ig_riemann_right_50 integrated-gradients -P quadrature=right
        mlp/ig_riemann_right_50 integrated-gradients -P quadrature=right
        cnn/guided_backprop guided-backprop
        mlp/guided_backprop guided-backprop
        cnn/zennit_guided_backprop guided-backprop
        mlp/zennit_guided_backprop guided-backprop
        cnn/deconvolution deconvnet
        mlp/deconvolution deconvnet
        cnn/zennit_deconvnet deconvnet
        mlp/zennit_deconvnet deconvnet
        mlp/deep_lift deep-lift
        mlp/deep_lift_meanbaseline deep-lift --baseline FILES/baseline_mean.npy
        cnn/deep_lift_own_zero deep-lift
        cnn/deep_lift_own_meanbaseline deep-lift --baseline FILES/baseline_mean.npy
        cnn/shap_deep_zero_baseline deep-shap
        mlp/shap_deep deep-shap --baseline FILES/background.npy
        mlp/deep_lift_shap deep-shap --baseline ROWS/background.npy:0:16
        cnn/deep_lift_own_16bg deep-shap --baseline ROWS/inputs.npy:8:24
        cnn/gradcam_conv2 grad-cam -P layer=conv2 -P raw=true -P relu=false
        cnn/gradcam_conv2_relu grad-cam -P layer=conv2 --raw
        cnn/gradcam_relu2 grad-cam -P layer=relu2 -P raw=true -P relu=false
        cnn/gradcam_relu2_relu grad-cam -P layer=relu2 -P raw=true
        cnn/gradcam_conv2_relu_up_bilinear grad-cam -P layer=conv2
        cnn/gradcam_conv2_relu_up_nearest grad-cam -P layer=conv2 -P enlarge=nearest
        cnn/guided_gradcam_conv2_bilinear guided-grad-cam -P layer=conv2
        cnn/guided_gradcam_conv2 guided-grad-cam -P layer=conv2 -P enlarge=nearest
        cnn/smoothgrad_fixednoise smoothgrad -P samples=10 -P noise-file=FILES/NOISE
        mlp/smoothgrad_fixednoise smoothgrad -P samples=10 -P noise-file=FILES/NOISE
        mlp/smoothgrad_sq_fixednoise smoothgrad-squared -P samples=10 -P noise-file=FILES/NOISE
        cnn/smoothgrad_ixg_fixednoise smoothgrad -P samples=10 -P base=input-x-gradient -P noise-file=FILES/NOISE
        mlp/smoothgrad_ixg_fixednoise smoothgrad -P samples=10 -P base=input-x-gradient -P noise-file=FILES/NOISE
        cnn/vargrad_fixednoise vargrad -P samples=10 -P noise-file=FILES/NOISE
        cnn/layer_gradxact_conv2 input-x-gradient --layer conv2
        cnn/layer_conductance_relu2 layer-conductance -P layer=relu2 --precision float64
        cnn/neuron_gradient_fc1_0 gradient --target fc1:0
        cnn/occlusion_4x4_s2 occlusion
        cnn/feature_ablation_pixel feature-ablation
        cnn/feature_ablation_7x7 feature-ablation --groups FILES/superpixels_7x7.npy
        mlp/feature_ablation feature-ablation
        mlp/input_x_gradient lrp-0
        mlp/lrp_captum_epsilon_1e-9 lrp-epsilon -P epsilon=1e-9
        mlp/lrp_captum_epsilon_0.01 lrp-epsilon -P epsilon=0.01
        mlp/lrp_captum_epsilon_0.25 lrp-epsilon -P epsilon=0.25
        cnn/zennit_epsilon_1e-6 lrp-epsilon
        mlp/zennit_epsilon_1e-6 lrp-epsilon
        cnn/zennit_epsilon_0.25 lrp-epsilon -P epsilon=0.25
        mlp/zennit_epsilon_0.25 lrp-epsilon -P epsilon=0.25
        cnn/zennit_all_zplus lrp-z-plus
        mlp/zennit_all_zplus lrp-z-plus
        mlp/zennit_all_wsquare lrp-w-square
        cnn/zennit_all_flat lrp-flat
        mlp/zennit_all_flat lrp-flat
        cnn/zennit_all_alpha2beta1 lrp-alpha-beta
        cnn/zennit_all_gamma0_25 lrp-gamma
        cnn/zennit_all_gamma0_25 lrp -P rules=gamma
        cnn/zennit_epsilon_plus lrp-epsilon-plus
        cnn/zennit_epsilon_plus_flat lrp-epsilon-plus-flat
        cnn/zennit_epsilon_alpha2_beta1 lrp-epsilon-alpha2-beta1
        cnn/zennit_epsilon_gamma_box lrp-epsilon-gamma-box
        cnn/zennit_excitation_backprop excitation-backprop -P bias=absorbed
        mlp/zennit_excitation_backprop excitation-backprop -P bias=absorbed
        cnn/zennit_beta_smooth lrp -P composite=relu:beta-smooth(beta=10);default:gradient;start:one
        lstm/lrp_arras_epsilon_1e-3 lrp-recurrent
        mlp/zennit_beta_smooth lrp -P composite=relu:beta-smooth(beta=10);default:gradient;start:one
        cnn/zennit_conv_gamma0.25_fc_eps lrp -P composite=convolution:gamma(gamma=0.25)
        cnn/zennit_conv_zplus_fc_eps lrp -P composite=convolution:z-plus
        cnn/zennit_conv_zplus_nobias_fc_eps lrp -P composite=convolution:z-plus(bias=ignored)
        cnn/zennit_conv_alpha1beta0_fc_eps lrp -P composite=convolution:alpha-beta(alpha=1,beta=0)
        """
        .lines();
  }

  @ParameterizedTest
  @MethodSource("explanations")
  void explainEqualsThePeers(String line, @TempDir Path folder) throws Exception {
    String[] words = line.split(" ");
    String name = words[0].substring(0, words[0].indexOf('/'));
    Path model = copy(name + "/" + name + ".onnx", folder);
    Path inputs = folder.resolve("first.npy");
    Npy.write(inputs, Goldens.first(Goldens.inputs(name, DataType.FLOAT), 8));
    Path output = folder.resolve("a.npy");
    List<Object> arguments =
        new ArrayList<>(
            List.of("explain", "--model", model, "--input", inputs, "--output", output));
    arguments.addAll(List.of("--method", words[1]));
    for (String word : List.of(words).subList(2, words.length)) {
      int files = word.indexOf("FILES/");
      if (files >= 0) {
        String file = word.substring(files + 5).replace("NOISE", "smoothgrad_noise_s0.1_n10.npy");
        arguments.add(word.substring(0, files) + copy(name + file, folder));
      } else if (word.startsWith("ROWS/")) {
        arguments.add(rows(name, word.substring(5).split(":"), folder));
      } else if (word.startsWith("composite=")) {
        arguments.add("composite=" + composite(word.substring(10), folder));
      } else {
        arguments.add(word);
      }
    }
    run(arguments.toArray());
    INDArray expected = Goldens.array("ref/" + words[0] + ".npy");
    double error = Goldens.error(expected, Npy.read(output));
    assertTrue(error <= 1e-5, line + ": " + error);
  }

  /** Rows of a reference's file, from one to before another, as a file. */
  private static Path rows(String name, String[] which, Path folder) {
    int from = Integer.parseInt(which[1]);
    int to = Integer.parseInt(which[2]);
    Path file = folder.resolve("rows.npy");
    INDArray all = Goldens.array(name + "/" + which[0]);
    Npy.write(file, all.get(NDArrayIndex.interval(from, to)).castTo(DataType.FLOAT));
    return file;
  }

  /** A composite file of rules by layer type, for example {@code convolution:z-plus}. */
  private static Path composite(String text, Path folder) throws Exception {
    StringBuilder rules = new StringBuilder("rules:\n");
    StringBuilder rest = new StringBuilder();
    for (String part : text.split(";")) {
      String[] pair = part.split(":");
      if (pair[0].equals("default") || pair[0].equals("start")) {
        rest.append(pair[0]).append(": ").append(pair[1]).append('\n');
      } else {
        rules.append("  - {type: ").append(pair[0]).append(", rule: '");
        rules.append(pair[1]).append("'}\n");
      }
    }
    if (rest.indexOf("default") < 0) {
      rest.append("default: epsilon(epsilon=1e-6)\n");
    }
    return Files.writeString(folder.resolve("composite.yaml"), rules.append(rest));
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
