package org.xai4j.benchmarks.cli;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Option;

/** How a command runs: the options that every command with a model takes. */
final class RunOptions {
  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "float32 or float64 (default: ${DEFAULT-VALUE}).")
  private String precision = "float32";

  @Option(
      names = "--engine",
      paramLabel = "ID",
      defaultValue = "nd4j",
      description = "What runs the networks: nd4j (default: ${DEFAULT-VALUE}).")
  private String engine = "nd4j";

  @Option(
      names = "--chunk",
      paramLabel = "ROWS",
      defaultValue = "64",
      description =
          "Rows run at once by one thread; bounds the memory (default: ${DEFAULT-VALUE}).")
  private int chunk = 64;

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
      case "float32" -> DataType.FLOAT;
      case "float64" -> DataType.DOUBLE;
      default ->
          throw new InputException("The precision '" + precision + "' is not float32 or float64.");
    };
  }

  Engine engine() {
    Engine standard = Engine.standard();
    if (!engine.equals(standard.id())) {
      throw new InputException(
          "There is no engine '"
              + engine
              + "'"
              + Registry.suggestion(engine, List.of(standard.id()))
              + "; there is "
              + standard.id()
              + ".");
    }
    return standard;
  }

  Execution execution() {
    InputException.check(threads >= 0, "The number of threads is 0 or more, not %d.", threads);
    return new Execution(chunk, threads == 0 ? Execution.standard().threads() : threads);
  }

  boolean quiet() {
    return quiet;
  }

  Progress progress(Streams streams) {
    return quiet ? Progress.SILENT : new ConsoleProgress(streams.err(), ConsoleProgress.terminal());
  }
}
