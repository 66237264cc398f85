package org.xai4j.benchmarks.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.Recipe;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.benchmarks.scale.Shared;
import org.xai4j.benchmarks.scale.Workers;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.Npy;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.Scores;

/**
 * The stages of a comparison: those that the folder does not have are done by workers, here or on a
 * cluster, and kept by this process as they come. Each is kept once, however often it was tried.
 */
final class StageRun implements AutoCloseable {
  private final Experiment experiment;
  private final Settings settings;
  private final Path folder;
  private final Compared compared;
  private final StageStore store;
  private final AttributionStages attributions;
  private final Progress progress;
  private final Workers workers;
  private @Nullable Shared<Compared> shared;

  StageRun(
      Experiment experiment,
      Settings settings,
      Path folder,
      Compared compared,
      StageStore store,
      AttributionStages attributions,
      Progress progress) {
    this.experiment = experiment;
    this.settings = settings;
    this.folder = folder;
    this.compared = compared;
    this.store = store;
    this.attributions = attributions;
    this.progress = progress;
    workers = settings.place().open(experiment.name(), attributions.note());
  }

  /** What workers have in common; sent when the first of them needs it. */
  private Shared<Compared> shared() {
    Shared<Compared> known = shared;
    if (known == null) {
      Recipe<Compared> recipe =
          settings.place().local()
              ? threads -> compared
              : ComparedRecipe.of(experiment, settings, compared.samples());
      known = workers.share(recipe);
      shared = known;
    }
    return known;
  }

  private INDArray inputs(ExplainWork.Stage stage) {
    return (stage.examples() ? compared.examples() : compared.samples()).inputs();
  }

  private Map<String, Object> configuration(Experiment.Choice method, INDArray inputs) {
    return attributions.configuration(
        Compared.explainer(method), compared.model(), inputs, method.in(compared.context()));
  }

  /**
   * Explains.
   *
   * @param stages each of which applies to the model
   * @return the attributions by the stage's name
   */
  Map<String, AttributionStages.Kept> explain(List<ExplainWork.Stage> stages) {
    Map<String, AttributionStages.Kept> kept = new LinkedHashMap<>();
    Map<String, String> keys = new LinkedHashMap<>();
    List<ExplainWork.Stage> missing = new ArrayList<>();
    for (ExplainWork.Stage stage : stages) {
      String key = StageStore.key(configuration(stage.method(), inputs(stage)));
      Optional<AttributionStages.Kept> found = attributions.find(stage.name(), file(stage), key);
      keys.put(stage.name(), key);
      if (found.isPresent()) {
        kept.put(stage.name(), found.get());
        progress.advance(1);
      } else {
        missing.add(stage);
      }
    }
    if (missing.isEmpty()) {
      return kept;
    }
    int parts = settings.place().parts(workers);
    List<ExplainWork> works = new ArrayList<>();
    for (ExplainWork.Stage stage : missing) {
      ranges(stage, parts).forEach(range -> works.add(new ExplainWork(shared(), stage, range)));
    }
    Map<String, AttributionParts> arrived = new LinkedHashMap<>();
    workers.run(
        works,
        part -> {
          ExplainWork.Stage stage = part.stage();
          AttributionParts all =
              arrived.computeIfAbsent(stage.name(), name -> new AttributionParts());
          all.add(part);
          if (all.rows() == inputs(stage).size(0)) {
            String key = keys.getOrDefault(stage.name(), "");
            kept.put(stage.name(), attributions.keep(stage.name(), file(stage), key, all.joined()));
            arrived.remove(stage.name());
            progress.advance(1);
          }
        },
        Progress.SILENT);
    return kept;
  }

  private Path file(ExplainWork.Stage stage) {
    return folder.resolve(stage.name() + ".npz");
  }

  /** The rows of a stage in parts. */
  private List<RowRange> ranges(ExplainWork.Stage stage, int parts) {
    List<RowRange> all = List.of(new RowRange(0, inputs(stage).size(0)));
    return parts == 1 || stage.examples()
        ? all
        : compared.cuts(stage.method()).map(cuts -> cuts.split(all, parts)).orElse(all);
  }

  /**
   * Scores.
   *
   * @param stages each of which applies
   * @param values attributions by label of the method
   * @return the scores by the stage's name, and which of them were there
   */
  Map<String, Kept> score(List<ScoreWork.Stage> stages, Map<String, INDArray> values) {
    Map<String, Kept> kept = new LinkedHashMap<>();
    Map<String, String> keys = new LinkedHashMap<>();
    Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
    List<ScoreWork.Stage> missing = new ArrayList<>();
    for (ScoreWork.Stage stage : stages) {
      Map<String, Object> configuration =
          configurations.computeIfAbsent(
              stage.method().label(), label -> configuration(stage.method(), values));
      String key = key(stage, configuration);
      Optional<Scores> found =
          store.finished(stage.name(), key, file(stage)).flatMap(entry -> read(file(stage)));
      keys.put(stage.name(), key);
      if (found.isPresent()) {
        kept.put(stage.name(), new Kept(found.get(), true));
        progress.advance(1);
      } else {
        missing.add(stage);
      }
    }
    Map<String, Shared<INDArray>> sent = new LinkedHashMap<>();
    List<ScoreWork> works = new ArrayList<>();
    for (ScoreWork.Stage stage : missing) {
      Shared<INDArray> array =
          sent.computeIfAbsent(
              stage.method().label(), label -> workers.share(recipe(value(values, label))));
      works.add(new ScoreWork(shared(), array, stage));
    }
    workers.run(
        works,
        part -> {
          ScoreWork.Stage stage = part.stage();
          store.begin(stage.name());
          ScoreFile.write(file(stage), stage.metric().label(), part.scores());
          String key = keys.getOrDefault(stage.name(), "");
          store.finish(stage.name(), key, file(stage), Map.of("time", Provenance.now()));
          kept.put(stage.name(), new Kept(part.scores(), false));
          progress.advance(1);
        },
        Progress.SILENT);
    return kept;
  }

  /**
   * Scores of a stage.
   *
   * @param scores made now or before
   * @param reused whether they were there
   */
  record Kept(Scores scores, boolean reused) {}

  private Map<String, Object> configuration(
      Experiment.Choice method, Map<String, INDArray> values) {
    Map<String, Object> map = configuration(method, compared.samples().inputs());
    map.put("attributions", Digest.of(value(values, method.label())));
    return map;
  }

  private static INDArray value(Map<String, INDArray> values, String label) {
    return java.util.Objects.requireNonNull(values.get(label));
  }

  private static String key(ScoreWork.Stage stage, Map<String, Object> configuration) {
    Map<String, Object> all = new LinkedHashMap<>(configuration);
    all.put("metric", stage.metric().id());
    all.put("metric-parameters", RecordText.of(Compared.metric(stage.metric())));
    return StageStore.key(all);
  }

  private Recipe<INDArray> recipe(INDArray array) {
    if (settings.place().local()) {
      return threads -> array;
    }
    byte[] bytes = Npy.bytes(array);
    return threads -> Npy.parse(bytes, "the attributions");
  }

  private Path file(ScoreWork.Stage stage) {
    return folder.resolve(stage.name() + ".csv");
  }

  /** Stored scores, or nothing if their file cannot be read. */
  private static Optional<Scores> read(Path file) {
    try {
      return Optional.of(ScoreFile.read(file));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
