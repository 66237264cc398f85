package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Activation.Function;
import org.xai4j.core.layer.PRelu;
import org.xai4j.core.layer.Softmax;

/** Activation functions, in layers of their own and at the end of others. */
final class KerasActivations {
  private KerasActivations() {}

  static void register(Map<String, KerasLayer> all) {
    all.put("Activation", c -> add(c, c.x(), c.conf().json().path("activation"), false));
    all.put("ReLU", KerasActivations::relu);
    all.put(
        "LeakyReLU",
        c -> {
          double slope = c.conf().number("alpha", c.conf().number("negative_slope", 0.3));
          return single(c, new Activation(Function.LEAKY_RELU, slope, 0));
        });
    all.put("ELU", c -> single(c, new Activation(Function.ELU, c.conf().number("alpha", 1), 0)));
    all.put(
        "ThresholdedReLU",
        c -> single(c, new Activation(Function.THRESHOLDED_RELU, c.conf().number("theta", 1), 0)));
    all.put("PReLU", c -> c.x().at(c.to().add(new PRelu(c.weights().get(0)), plain(c))));
    all.put(
        "Softmax",
        c -> {
          int axis = c.conf().whole("axis", -1);
          if (c.x().mask() >= 0) {
            throw c.conf().refused("is called with a mask");
          }
          return c.x().at(c.to().add(new Softmax(axis, false), plain(c)));
        });
  }

  private static int plain(KerasCall c) {
    return c.to().plain(c.x());
  }

  private static KerasTensor single(KerasCall c, Activation layer) {
    return c.x().same(c.to().add(layer, c.x().node()));
  }

  private static KerasTensor relu(KerasCall c) {
    double max = c.conf().number("max_value", Double.POSITIVE_INFINITY);
    double threshold = c.conf().number("threshold", 0);
    double slope = c.conf().number("negative_slope", 0);
    boolean bounded = max < Double.POSITIVE_INFINITY;
    if ((threshold != 0 && (bounded || slope != 0)) || (bounded && slope != 0)) {
      throw c.conf().refused("has a threshold, a slope and a largest value together");
    }
    if (threshold != 0) {
      return single(c, new Activation(Function.THRESHOLDED_RELU, threshold, 0));
    }
    if (slope != 0) {
      return single(c, new Activation(Function.LEAKY_RELU, slope, 0));
    }
    return single(c, bounded ? new Activation(Function.CLIP, 0, max) : Activation.relu());
  }

  /**
   * Adds an activation function.
   *
   * @param function its name or configuration
   * @param fused whether it is the end of another layer
   */
  static KerasTensor add(KerasCall c, KerasTensor x, JsonNode function, boolean fused) {
    String name = name(function);
    boolean logarithm = name.equals("log_softmax");
    if (name.equals("linear")) {
      return x;
    }
    if (logarithm || name.equals("softmax")) {
      Softmax softmax = new Softmax(x.turned() ? 1 : -1, logarithm);
      return x.same(fused ? c.to().activate(softmax, x.node()) : c.to().add(softmax, x.node()));
    }
    Activation single =
        single(name, c.conf().keras3())
            .orElseThrow(() -> c.conf().refused("has the activation " + name));
    return x.same(fused ? c.to().activate(single, x.node()) : c.to().add(single, x.node()));
  }

  /** The function of a recurrent layer's gate or candidate. */
  static Activation recurrent(KerasCall c, String key, String other) {
    JsonNode function = c.conf().json().path(key);
    String name = function.isMissingNode() ? other : name(function);
    return name.equals("linear")
        ? new Activation(Function.LEAKY_RELU, 1, 0)
        : single(name, c.conf().keras3())
            .orElseThrow(() -> c.conf().refused("has the activation " + name));
  }

  /** A function's name; functions and layers may stand as objects. */
  private static String name(JsonNode function) {
    if (function.isMissingNode() || function.isNull()) {
      return "linear";
    }
    JsonNode config = function.path("config");
    String name =
        function.isTextual()
            ? function.asText()
            : config.isTextual() ? config.asText() : function.path("class_name").asText();
    return name.equals("ReLU") ? "relu" : StoredWeights.snake(name);
  }

  private static Optional<Activation> single(String name, boolean keras3) {
    return Optional.ofNullable(
        switch (name) {
          case "relu" -> Activation.relu();
          case "relu6" -> new Activation(Function.CLIP, 0, 6);
          case "leaky_relu" -> new Activation(Function.LEAKY_RELU, 0.2, 0);
          case "sigmoid" -> Activation.of(Function.SIGMOID);
          case "tanh" -> Activation.of(Function.TANH);
          case "softplus" -> Activation.of(Function.SOFTPLUS);
          case "softsign", "soft_sign" -> Activation.of(Function.SOFTSIGN);
          case "elu" -> new Activation(Function.ELU, 1, 0);
          case "celu" -> new Activation(Function.CELU, 1, 0);
          case "selu" -> Activation.of(Function.SELU);
          case "exponential", "exp" -> Activation.of(Function.EXP);
          case "gelu" -> Activation.of(Function.GELU);
          case "silu", "swish" -> Activation.of(Function.SILU);
          case "mish" -> Activation.of(Function.MISH);
          // Keras 2 has max(min(0.2·x + 0.5, 1), 0), Keras 3 a sixth for the fifth.
          case "hard_sigmoid" -> new Activation(Function.HARD_SIGMOID, keras3 ? 1 / 6.0 : 0.2, 0.5);
          case "hard_silu", "hard_swish" -> Activation.of(Function.HARD_SWISH);
          case "hard_tanh" -> new Activation(Function.CLIP, -1, 1);
          case "hard_shrink" -> new Activation(Function.SHRINK, 0.5, 0);
          case "soft_shrink" -> new Activation(Function.SHRINK, 0.5, 0.5);
          default -> null;
        });
  }
}
