package org.xai4j.benchmarks.study;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.core.array.Host;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.registry.Registry;

/**
 * Draws the same few pictures as every method explains them, one PNG file per method, with the
 * completeness error where a method promises completeness. The parameter {@code all: true} adds all
 * methods that are not listed.
 */
public final class GalleryStudy implements Study {
  private static final int ENLARGE = 2;

  /** Made by the {@code ServiceLoader}. */
  public GalleryStudy() {}

  @Override
  public String id() {
    return "gallery";
  }

  @Override
  public void run(StudyRun run) {
    Experiment experiment = run.experiment();
    Network model = Models.read(experiment.model()).as(run.settings().precision());
    Samples all = Datasets.get(experiment.data()).test();
    Samples samples = all.select(all.balanced(experiment.rows()));
    INDArray inputs = model.accept(samples.inputs());
    List<String> columns =
        Arrays.stream(samples.labels()).mapToObj(samples.classes()::get).toList();
    Map<String, List<byte[]>> rows = new LinkedHashMap<>();
    rows.put("input", Heatmap.inputs(inputs, ENLARGE).stream().map(Heatmap::png).toList());
    List<List<Object>> errors = new ArrayList<>();
    List<String> left = new ArrayList<>();
    List<Experiment.Choice> choices = choices(experiment);
    run.progress().begin("pictures", choices.size());
    for (Experiment.Choice choice : choices) {
      run.note(choice.label());
      draw(run, choice, model, inputs)
          .ifPresentOrElse(
              drawn -> {
                rows.put(choice.label(), drawn.pictures());
                drawn.error().ifPresent(e -> errors.add(List.of(choice.label(), e)));
              },
              () -> left.add(choice.label()));
      run.progress().advance(1);
    }
    run.progress().end();
    run.results(List.of("method", "completeness_error"), errors);
    run.fact("model", model.hash());
    run.fact("data", Digest.of(inputs));
    run.page()
        .lead("The same inputs as every method explains them, each picture on its own scale.")
        .heading("Pictures")
        .gallery(columns, rows)
        .heading("Completeness")
        .text(
            "Largest difference between the sum of a row's values and what it should be, relative"
                + " to the explained score, for the methods that promise a sum.")
        .table(List.of("method", "relative error"), errors);
    if (!left.isEmpty()) {
      run.page().text("Not applicable to this model: " + String.join(", ", left) + ".");
    }
    run.say(
        "Drew " + (rows.size() - 1) + " methods; pictures: " + run.folder().resolve("pictures"));
  }

  private record Drawn(List<byte[]> pictures, Optional<Double> error) {}

  private static List<Experiment.Choice> choices(Experiment experiment) {
    if (!Boolean.parseBoolean(experiment.params().getOrDefault("all", "false"))) {
      return experiment.methods();
    }
    List<Experiment.Choice> choices = new ArrayList<>();
    for (Explainer<?> explainer : registry().all()) {
      String id = Registry.info(explainer).id();
      List<Experiment.Choice> own =
          experiment.methods().stream().filter(c -> c.id().equals(id)).toList();
      choices.addAll(
          own.isEmpty() ? List.of(new Experiment.Choice(id, id, Map.of(), "", "")) : own);
    }
    return choices;
  }

  @SuppressWarnings("rawtypes") // the service is looked up by its raw class
  private static Registry<Explainer> registry() {
    return Registry.load("method", Explainer.class);
  }

  private static Optional<Drawn> draw(
      StudyRun run, Experiment.Choice choice, Network model, INDArray inputs) {
    return registry().create(choice.id(), choice.params()) instanceof AttributionExplainer<?> e
        ? draw(run, choice, e, model, inputs)
        : Optional.empty();
  }

  private static <M extends Predictor> Optional<Drawn> draw(
      StudyRun run,
      Experiment.Choice choice,
      AttributionExplainer<M> explainer,
      Network model,
      INDArray inputs) {
    Experiment experiment = run.experiment();
    Context context =
        run.context()
            .with(Baseline.parse(or(choice.baseline(), experiment.baseline())))
            .with(FeatureGroups.parse(or(choice.groups(), experiment.groups())));
    M typed = explainer.modelType().cast(model);
    if (explainer.unsuitable(context.target().view(typed), inputs).isPresent()) {
      return Optional.empty();
    }
    Map<String, INDArray> arrays =
        run.arrays(
            choice.label(),
            Map.of(
                "method", choice.id(),
                "parameters", Registry.parameters(explainer),
                "baseline", context.baseline().toString(),
                "groups", context.groups().toString(),
                "target", context.target().toString(),
                "model", model.hash(),
                "data", Digest.of(inputs)),
            () -> arrays(explainer.explain(typed, inputs, context)));
    INDArray values = Objects.requireNonNull(arrays.get("attributions"));
    List<BufferedImage> drawn = Heatmap.standard().withEnlarge(ENLARGE).draw(values, inputs);
    Heatmap.write(run.folder().resolve("pictures/" + choice.label() + ".png"), strip(drawn));
    return Optional.of(new Drawn(drawn.stream().map(Heatmap::png).toList(), error(arrays)));
  }

  /** The pictures side by side. */
  private static BufferedImage strip(List<BufferedImage> pictures) {
    int width = pictures.get(0).getWidth();
    BufferedImage strip =
        new BufferedImage(
            width * pictures.size(), pictures.get(0).getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < pictures.size(); i++) {
      strip.getGraphics().drawImage(pictures.get(i), i * width, 0, null);
    }
    return strip;
  }

  private static String or(String own, String common) {
    return own.isEmpty() ? common : own;
  }

  private static Map<String, INDArray> arrays(Attribution attribution) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("attributions", attribution.values());
    attribution
        .residuals()
        .ifPresent(
            residuals -> {
              double[] relative = new double[residuals.length];
              Arrays.setAll(
                  relative, i -> Math.abs(residuals[i]) / Math.abs(attribution.scores()[i]));
              arrays.put("errors", Host.array(DataType.DOUBLE, relative, relative.length));
            });
    return arrays;
  }

  private static Optional<Double> error(Map<String, INDArray> arrays) {
    return Optional.ofNullable(arrays.get("errors"))
        .map(e -> Arrays.stream(Host.doubles(e)).max().orElse(Double.NaN));
  }
}
