package org.xai4j.benchmarks.cli;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.Attribution;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Explanation;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Explains rows with one method. */
@Command(
    name = "explain",
    description = "Explains the rows of an input with one method.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
  /** Smaller pictures are enlarged to about this many pixels. */
  private static final int PICTURE = 224;

  private final Streams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Rows: .npy, .npz, .csv or a picture.")
  private Path input = Path.of("");

  @Option(
      names = "--method",
      required = true,
      paramLabel = "ID",
      description = "The method; see: xai4j methods.")
  private String method = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "A.npy",
      description = "Attributions of the input's shape; A.npy.json tells how they were made.")
  private Path output = Path.of("");

  @Option(names = "--png", paramLabel = "DIR", description = "Also draws each row as a picture.")
  private Path png = Path.of("");

  @Mixin private RequestOptions request = new RequestOptions();
  @Mixin private RunOptions run = new RunOptions();

  ExplainCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Explainer<?> explainer =
        Registry.load("method", Explainer.class).create(method, request.parameters());
    Context context = request.context(run, run.progress(streams));
    Network network = model.read(run);
    INDArray inputs = Inputs.read(input, network);
    Explanation explanation = explain(explainer, network, inputs, context);
    if (explanation instanceof Attribution attribution) {
      Npy.write(output, attribution.values());
      if (!png.toString().isEmpty()) {
        draw(attribution.values(), inputs);
      }
      summarise(attribution);
    }
    byte[] json = explanation.provenance().toJson().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(Path.of(output + ".json"), out -> out.write(json));
    return 0;
  }

  private static <M extends Predictor> Explanation explain(
      Explainer<M> explainer, Network network, INDArray inputs, Context context) {
    return explainer.explain(explainer.modelType().cast(network), inputs, context);
  }

  private void draw(INDArray values, INDArray inputs) {
    long side = Math.max(values.size(values.rank() - 1), values.size(values.rank() - 2));
    int factor = (int) Math.max(1, PICTURE / Math.max(1, side));
    List<BufferedImage> pictures =
        Heatmap.standard().withEnlarge(factor).withOverlay(0.15).draw(values, inputs);
    for (int i = 0; i < pictures.size(); i++) {
      Heatmap.write(
          png.resolve(String.format(Locale.ROOT, "%s-%04d.png", method, i)), pictures.get(i));
    }
  }

  private void summarise(Attribution attribution) {
    if (run.quiet()) {
      return;
    }
    String residual =
        attribution
            .residuals()
            .map(r -> Arrays.stream(r).map(Math::abs).max().orElse(0))
            .map(r -> String.format(Locale.ROOT, ", largest residual %.3g", r))
            .orElse("");
    streams
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d rows in %.2f s%s; wrote %s%n",
            method,
            attribution.values().size(0),
            attribution.cost().seconds(),
            residual,
            output);
  }
}
