package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.plot.Plot;
import org.xai4j.benchmarks.plot.PlotData;
import org.xai4j.benchmarks.plot.PlotFile;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.text.TextWord;
import org.xai4j.core.words.SeriesAxis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws one chart of the attributions of rows. */
@Command(
    name = "plot",
    description =
        "Explains rows with one method and draws a chart of the values as a picture of its own.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PlotCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(
      paramLabel = "PLOT",
      description =
          "waterfall, force, beeswarm, bar, dependence or decision for tables, image, text, series,"
              + " or head for electrodes.")
  private String plot = "";

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private TableInput input = new TableInput();

  @Option(
      names = "--method",
      defaultValue = "kernel-shap",
      paramLabel = "ID",
      description = "The method (default: ${DEFAULT-VALUE}); see: xai4j methods.")
  private String method = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.svg|pdf|png",
      description = "The picture: .svg, .pdf for a page of its size, or .png.")
  private Path output = Path.of("");

  @Option(
      names = "--feature",
      paramLabel = "NAME",
      description = "The column whose dependence is drawn (default: the most important one).")
  private String feature = "";

  @Option(
      names = "--shown",
      paramLabel = "N",
      defaultValue = "12",
      description = "Features with a name of their own (default: ${DEFAULT-VALUE}).")
  private int shown;

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "NAME,...",
      description = "Names of a series' channels, electrodes or symbols.")
  private List<String> channels = List.of();

  @Option(
      names = "--time",
      paramLabel = "START:STEP:UNIT",
      description = "The times of a series' steps, as in 0:4:ms (default: positions).")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--width",
      paramLabel = "PIXELS",
      defaultValue = "800",
      description = "Width of the picture (default: ${DEFAULT-VALUE}).")
  private int width;

  @Mixin private RequestOptions request = new RequestOptions();
  @Mixin private RunOptions run = new RunOptions();

  PlotCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Plot kind = Plot.parse(plot);
    axis();
    InputException.check(
        shown >= 1 && width >= 100 && width <= 20_000,
        "A plot names at least 1 feature and is 100 to 20000 pixels wide, not %d and %d.",
        shown,
        width);
    OutputFile.format(output, PlotFile.FORMATS);
    Explainer<?> explainer =
        Registry.load("method", Explainer.class).create(method, request.parameters());
    input.beside(model.path());
    OutputFile.apart(output, read());
    Model whole = input.hold(model.read(run, input::lengths));
    request.requireProbability(whole);
    INDArray inputs = input.readFinite(whole);
    request.requireBaseline(inputs);
    kind.check(inputs);
    Context context =
        input.complete(request.tabular(run, run.progress(streams)), request.baseline(), whole);
    Attribution attribution = attribution(explainer, whole, inputs, context);
    TableSchema schema =
        input
            .schema()
            .orElseGet(() -> TableSchema.numbers((int) (inputs.length() / inputs.size(0))));
    boolean tokens = inputs.rank() == 2 && whole instanceof Network n && n.tokens();
    List<List<TextWord>> words =
        tokens ? input.wordsOrTokens(whole, inputs, attribution.values()) : List.of();
    PlotData data =
        new PlotData(
            method,
            attribution,
            inputs,
            explainer instanceof PredictorExplainer,
            whole.layout(),
            schema,
            words,
            feature,
            shown,
            axis());
    PlotFile.write(output, kind.draw(data), width);
    if (!run.quiet()) {
      input.say(streams.err());
      model.say(run, streams.err());
      streams.out().printf("%s of %s; wrote %s%n", kind.id(), method, output);
    }
    return 0;
  }

  private SeriesAxis axis() {
    List<String> names = channels.isEmpty() ? input.channels() : channels;
    return time.map(text -> SeriesAxis.parse(names, text))
        .orElseGet(() -> SeriesAxis.positions(names));
  }

  private List<Path> read() {
    List<Path> read = new ArrayList<>(input.paths());
    read.add(model.path());
    return read;
  }

  private <M extends Predictor> Attribution attribution(
      Explainer<M> explainer, Model whole, INDArray inputs, Context context) {
    Explanation found = explainer.explain(explainer.take(whole), inputs, context);
    if (found instanceof Attribution attribution) {
      return attribution;
    }
    throw new InputException(
        "The method "
            + method
            + " gives no value per feature, so there is nothing to plot; take one such as"
            + " kernel-shap.");
  }
}
