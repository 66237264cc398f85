package org.xai4j.benchmarks.cli;

import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.model.Network;
import picocli.CommandLine.Option;

/** The model of a command. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "A .zip (Deeplearning4j), .h5 (Keras) or .onnx file, or a shipped model's id.")
  private String model = "";

  /** Made by the parser. */
  ModelOption() {}

  Network read(RunOptions run) {
    return Models.read(model).as(run.precision());
  }
}
