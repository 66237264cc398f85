package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Option;

/** The model of a command. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description =
          "A .zip (Deeplearning4j), .h5 (Keras) or .onnx file, trees as .txt (LightGBM), .json or .ubj"
              + " (XGBoost, CatBoost), or a shipped model's id.")
  private String model = "";

  @Option(
      names = "--model-output",
      paramLabel = "NAME",
      description = "The output to explain, for an ONNX model with several.")
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--layout",
      paramLabel = "nchw|nhwc",
      description =
          "Where the channels of the model's images stand: before height and width, or last"
              + " (default: as inspect shows, told by the model's layers).")
  private Optional<String> layout = Optional.empty();

  /** Made by the parser. */
  ModelOption() {}

  /** The model as it was given: a file, or an id that is none. */
  Path path() {
    return Path.of(model);
  }

  /** Whether a model was named. */
  boolean given() {
    return !model.isEmpty();
  }

  /** Output and layout, where they were named. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    output.ifPresent(name -> settings.put("model-output", name));
    layout.ifPresent(text -> settings.put("layout", text));
    return settings;
  }

  Model read(RunOptions run) {
    Model read = Models.model(model, output).as(run.precision());
    return layout.map(text -> read.with(ImageLayout.parse(text))).orElse(read);
  }

  /** A model of which a network is needed. */
  static Network network(Model model, String what) {
    if (model instanceof Network network) {
      return network;
    }
    throw new InputException(what + " takes networks only, but the model is " + model.kind() + ".");
  }
}
