package org.xai4j.benchmarks.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.xai4j.benchmarks.data.ModelRuntime;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.importer.onnx.OnnxRequest;
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
          "A .zip (Deeplearning4j), .keras or .h5 (Keras) or .onnx file, trees as .txt (LightGBM),"
              + " .json or .ubj (XGBoost, CatBoost), .zip or .mojo (H2O), or a shipped model's id.")
  private String model = "";

  @Option(
      names = {"--model-output", "--output-name"},
      paramLabel = "NAME",
      description = "The output to explain, for an ONNX or Keras model with several.")
  private Optional<String> output = Optional.empty();

  @Option(
      names = "--explain-input",
      paramLabel = "NAME",
      description =
          "The input to explain, for an ONNX or Keras model with several; the others are held at what"
              + " --input gives for them (default: the one that carries the content).")
  private Optional<String> input = Optional.empty();

  @Option(
      names = "--length",
      paramLabel = "N",
      description =
          "Fixes the free lengths of an ONNX or Keras model, where it is not right for all (default: free, or"
              + " that of the input).")
  private Optional<Long> length = Optional.empty();

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
    return read(run, Map::of);
  }

  /**
   * Reads the model; where it is not right for all lengths, for those of the input.
   *
   * @param rows gives the shapes of the input's rows by name
   */
  Model read(RunOptions run, Supplier<Map<String, List<Long>>> rows) {
    OnnxRequest request = new OnnxRequest(input, output, Map.of());
    OnnxRequest asked = length.map(request::withLength).orElse(request);
    if (run.runtime().isPresent()) {
      InputException.check(
          length.isEmpty(),
          "--length is for models that are read, not for --engine %s.",
          run.runtime().get());
      Model opened = ModelRuntime.of(run.runtime().get()).open(path(), input, output);
      return layout.map(text -> opened.with(ImageLayout.parse(text))).orElse(opened);
    }
    Model read;
    try {
      read = Models.model(model, asked);
    } catch (InputException e) {
      Map<String, List<Long>> lengths =
          length.isEmpty() && model.matches(".*\\.(onnx|h5|keras)") ? rows.get() : Map.of();
      if (lengths.isEmpty()) {
        throw e;
      }
      read = Models.model(model, asked.withRows(lengths));
    }
    Model typed = read.as(run.precision());
    return layout.map(text -> typed.with(ImageLayout.parse(text))).orElse(typed);
  }

  /** Says what of the file the model is not to the bit. */
  void say(RunOptions run, PrintStream err) {
    if (run.runtime().isEmpty() && model.endsWith(".onnx") && OnnxImporter.quantised(path())) {
      err.println(
          "xai4j: The file holds quantised numbers; the network of its dequantised weights is taken,"
              + " whose activations are cut to the range of their codes but not rounded (--engine"
              + " onnxruntime predicts with the rounding).");
    }
  }

  /** A model of which a network is needed. */
  static Network network(Model model, String what) {
    if (model instanceof Network network) {
      return network;
    }
    throw new InputException(what + " takes networks only, but the model is " + model.kind() + ".");
  }
}
