package org.xai4j.benchmarks.study;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.experiment.AttributionStages;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.web.LiveRows;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
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
    Map<String, INDArray> maps = new LinkedHashMap<>();
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
                maps.put(choice.label(), drawn.values());
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
        .live(live(run.context().target().toString(), inputs, columns, maps))
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

  private record Drawn(List<byte[]> pictures, INDArray values, Optional<Double> error) {}

  private static LiveRows live(
      String target, INDArray inputs, List<String> names, Map<String, INDArray> maps) {
    LiveRows live = new LiveRows();
    for (int i = 0; i < names.size(); i++) {
      Map<String, double[]> own = new LinkedHashMap<>();
      for (Map.Entry<String, INDArray> map : maps.entrySet()) {
        own.put(map.getKey(), LiveRows.summed(row(map.getValue(), i)));
      }
      live.picture(
          names.get(i),
          (int) inputs.size(inputs.rank() - 1),
          LiveRows.summed(row(inputs, i)),
          List.of(new LiveRows.Answer(target, own)));
    }
    return live;
  }

  private static INDArray row(INDArray array, int index) {
    return array.get(NDArrayIndex.interval(index, index + 1));
  }

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
    Context context = choice.in(run.context().with(FeatureGroups.parse(run.experiment().groups())));
    if (!explainer.modelType().isInstance(model)) {
      return Optional.empty();
    }
    M typed = explainer.take(model);
    if (explainer.unsuitable(context.target().view(typed), inputs).isPresent()) {
      return Optional.empty();
    }
    AttributionStages.Kept kept =
        run.attribution(choice.label(), choice.label(), explainer, model, inputs, context);
    INDArray values = kept.values();
    List<BufferedImage> drawn = Heatmap.standard().withEnlarge(ENLARGE).draw(values, inputs);
    Heatmap.write(run.folder().resolve("pictures/" + choice.label() + ".png"), strip(drawn));
    return Optional.of(new Drawn(drawn.stream().map(Heatmap::png).toList(), values, error(kept)));
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

  /** The largest completeness error, relative to the row's score. */
  private static Optional<Double> error(AttributionStages.Kept kept) {
    double[] scores = NdArrays.doubles(kept.scores());
    return kept.residuals()
        .map(NdArrays::doubles)
        .map(
            residuals ->
                IntStream.range(0, residuals.length)
                    .mapToDouble(i -> Math.abs(residuals[i]) / Math.abs(scores[i]))
                    .max()
                    .orElse(Double.NaN));
  }
}
