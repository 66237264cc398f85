package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
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
  private final StandardStreams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private TableInput input = new TableInput();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Written, as .npy, .npz, .csv, .parquet or .json.")
  private Path output = Path.of("");

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "The layer whose output is written; see: xai4j inspect.")
  private String layer = "";

  @Mixin private RunOptions run = new RunOptions();

  PredictCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    OutputFile.format(output, OutputFile.ARRAYS);
    input.beside(model.path());
    List<Path> read = new ArrayList<>(input.paths());
    read.add(model.path());
    OutputFile.apart(output, read);
    Model whole = input.hold(model.read(run, input::lengths));
    Model part = layer.isEmpty() ? whole : upTo(ModelOption.network(whole, "--layer"));
    INDArray inputs = input.read(whole);
    if (!run.quiet()) {
      input.say(streams.err());
      model.say(run, streams.err());
    }
    Predictor scorer = Context.standard().with(run.engine()).predictor(part);
    Progress progress = run.progress(streams);
    Gathered outputs = new Gathered(inputs.size(0));
    progress.begin("predict", inputs.size(0));
    Chunks.run(
        inputs.size(0),
        // Rows with values of their own stay with these.
        !(part instanceof Network network) || network.uniform()
            ? run.execution()
            : new Execution((int) inputs.size(0), run.execution().threads()),
        (from, to) -> {
          outputs.put(from, scorer.predict(inputs.get(NDArrayIndex.interval(from, to))));
          progress.advance(to - from);
        });
    progress.end();
    OutputFile.write(output, outputs.get(), Optional.empty(), "outputs", false);
    if (!run.quiet()) {
      streams.out().println("Wrote " + output + " " + Arrays.toString(outputs.get().shape()));
    }
    return 0;
  }

  private Network upTo(Network network) {
    return network.upTo(network.node(layer));
  }
}
