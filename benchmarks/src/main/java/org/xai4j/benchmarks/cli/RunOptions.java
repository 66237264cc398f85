package org.xai4j.benchmarks.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.data.ModelRuntime;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.tensor.Rounding;
import picocli.CommandLine.Option;

/** How a command runs: the options that every command with a model takes. */
final class RunOptions {
  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description =
          "float32, float64, or, with the engine cuda, tf32 or bf16: float32 with factors of"
              + " products rounded to 10 or 7 bits (default: ${DEFAULT-VALUE}).")
  private String precision = "float32";

  @Option(
      names = "--engine",
      paramLabel = "ID",
      defaultValue = "auto",
      description =
          "What runs the networks: auto, cuda (an NVIDIA GPU), onednn (single precision), nd4j, or"
              + " onnxruntime for any ONNX file and methods that only ask for predictions"
              + " (default: ${DEFAULT-VALUE}).")
  private String engine = "auto";

  @Option(
      names = "--chunk",
      paramLabel = "ROWS",
      defaultValue = "64",
      description = "Rows explained at once by one thread, at most (default: ${DEFAULT-VALUE}).")
  private int chunk = 64;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "",
      description =
          "Memory for the values of networks, such as 512m or 2g; by default an eighth of the"
              + " machine's, at most 1g.")
  private String memory = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Worker threads; 0 for one per processor (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  /** Made by the parser. */
  RunOptions() {}

  DataType precision() {
    return switch (precision) {
      case "float32", "tf32", "bf16" -> DataType.FLOAT;
      case "float64" -> DataType.DOUBLE;
      default ->
          throw new InputException(
              "The precision '" + precision + "' is not float32, float64, tf32 or bf16.");
    };
  }

  private Optional<Rounding> rounding() {
    return Arrays.stream(Rounding.values()).filter(r -> r.id().equals(precision)).findFirst();
  }

  Engine engine() {
    InputException.check(
        runtime().isEmpty() || rounding().isEmpty(),
        "The engine %s does not round to %s; use the precision float32 or the engine cuda.",
        engine,
        precision);
    String id = engine + rounding().map(r -> "-" + r.id()).orElse("");
    Engine chosen = runtime().isPresent() ? Engine.standard() : Engines.of(id);
    return memory.isEmpty() ? chosen : chosen.within(memory());
  }

  /** The bytes that networks may take; 0 if none were named. */
  long memory() {
    return memory.isEmpty() ? 0 : bytes(memory);
  }

  /** The library that runs the model file, if it is not to be read into a network. */
  Optional<String> runtime() {
    return Optional.of(engine).filter(ModelRuntime.KNOWN::contains);
  }

  private static long bytes(String size) {
    InputException.check(
        size.matches("[1-9][0-9]{0,5}[kmg]"),
        "The memory '%s' is not a size such as 512m or 2g.",
        size);
    long number = Long.parseLong(size.substring(0, size.length() - 1));
    return number << (10 * ("kmg".indexOf(size.charAt(size.length() - 1)) + 1));
  }

  Execution execution() {
    InputException.check(threads >= 0, "The number of threads is 0 or more, not %d.", threads);
    return new Execution(chunk, threads == 0 ? Execution.standard().threads() : threads);
  }

  boolean quiet() {
    return quiet;
  }

  /** Says what is being done, one line each. */
  Consumer<String> says(StandardStreams streams) {
    return quiet ? what -> {} : what -> streams.err().println("xai4j: " + what);
  }

  Progress progress(StandardStreams streams) {
    return quiet ? Progress.SILENT : new ConsoleProgress(streams.err(), ConsoleProgress.terminal());
  }
}
