package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.Npy;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Gathered;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a model's outputs. */
@Command(
    name = "predict",
    description = "Writes the outputs of a model, or of one of its layers.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Rows: .npy, .npz, .csv or a picture.")
  private Path input = Path.of("");

  @Option(names = "--output", required = true, paramLabel = "Y.npy", description = "Written.")
  private Path output = Path.of("");

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "The layer whose output is written; see: xai4j inspect.")
  private String layer = "";

  @Mixin private RunOptions run = new RunOptions();

  PredictCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Network whole = model.read(run);
    Network network = layer.isEmpty() ? whole : whole.upTo(whole.node(layer));
    INDArray inputs = Inputs.read(input, whole);
    Engine engine = run.engine();
    Progress progress = run.progress(streams);
    Gathered outputs = new Gathered(inputs.size(0));
    progress.begin("predict", inputs.size(0));
    Chunks.run(
        inputs.size(0),
        run.execution(),
        (from, to) -> {
          outputs.put(from, engine.predict(network, inputs.get(NDArrayIndex.interval(from, to))));
          progress.advance(to - from);
        });
    progress.end();
    Npy.write(output, outputs.get());
    if (!run.quiet()) {
      streams.out().println("Wrote " + output + " " + Arrays.toString(outputs.get().shape()));
    }
    return 0;
  }
}
