package org.xai4j.benchmarks.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.experiment.AttributionStages;
import org.xai4j.benchmarks.experiment.Build;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.benchmarks.experiment.StageStore;
import org.xai4j.benchmarks.report.Page;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npz;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;

/**
 * One run of an experiment: what was asked, and where what is found goes. Stages are kept in the
 * run's folder and are not computed again for the same configuration, experiment and code.
 */
public final class StudyRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Experiment experiment;
  private final Settings settings;
  private final Path folder;
  private final Progress progress;
  private final Consumer<String> note;
  private final StageStore store;
  private final String build = Build.id();
  private final List<String> said = new ArrayList<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final Page page;

  StudyRun(
      Experiment experiment,
      Settings settings,
      Path folder,
      Progress progress,
      Consumer<String> note) {
    this.experiment = experiment;
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.note = note;
    store = new StageStore(folder);
    page = new Page(experiment.name(), experiment.title(), settings.quick());
  }

  /**
   * What is asked.
   *
   * @return the experiment, with the seed of this run
   */
  public Experiment experiment() {
    return experiment;
  }

  /**
   * How to run.
   *
   * @return quick or not, chunk, threads, engine, precision
   */
  public Settings settings() {
    return settings;
  }

  /**
   * Where files go.
   *
   * @return the run's folder
   */
  public Path folder() {
    return folder;
  }

  /**
   * Hears of finished steps.
   *
   * @return a listener; the study calls begin and end
   */
  public Progress progress() {
    return progress;
  }

  /**
   * Tells what is being done.
   *
   * @param what a few words
   */
  public void note(String what) {
    note.accept(what);
  }

  /**
   * The context of explanations in this run: the experiment's target, baseline and seed, the run's
   * execution and engine.
   *
   * @return the standard context otherwise
   */
  public Context context() {
    return Context.standard()
        .with(experiment.asked())
        .with(Baseline.parse(experiment.baseline()))
        .withSeed(experiment.seed())
        .with(settings.execution())
        .with(settings.engine());
  }

  /**
   * A parameter of the study.
   *
   * @param name key under {@code params}
   * @param otherwise if the experiment does not give it
   * @return its text
   */
  public String param(String name, String otherwise) {
    return experiment.params().getOrDefault(name, otherwise);
  }

  /**
   * A numeric parameter of the study.
   *
   * @param name key under {@code params}
   * @param otherwise if the experiment does not give it
   * @return its value
   * @throws InputException if it is no number
   */
  public double number(String name, double otherwise) {
    String text = param(name, "");
    try {
      return text.isEmpty() ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InputException(
          "The parameter " + name + " of the experiment is '" + text + "', which is no number.", e);
    }
  }

  /**
   * A result that is kept: computed unless the folder has it for the same configuration.
   *
   * @param <T> a record, or what else Jackson reads and writes
   * @param name of the stage, which names its file; may hold slashes
   * @param configuration all that the result depends on beside the experiment, its seed and the
   *     code
   * @param type of the result
   * @param compute makes it
   * @return the result
   */
  public <T> T stage(
      String name, Map<String, Object> configuration, Class<T> type, Supplier<T> compute) {
    Path file = folder.resolve("stages/" + name + ".json");
    String key = key(configuration);
    if (store.finished(name, key, file).isPresent()) {
      try {
        return JSON.readValue(WholeFile.read(file), type);
      } catch (IOException e) {
        note.accept("the stored " + name + " is damaged and made again");
      }
    }
    store.begin(name);
    T result = compute.get();
    byte[] bytes = StageStore.json(result).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(bytes));
    store.finish(name, key, file, Map.of("time", Provenance.now()));
    return result;
  }

  /**
   * Arrays that are kept: computed unless the folder has them for the same configuration.
   *
   * @param name of the stage, which names its file; may hold slashes
   * @param configuration all that they depend on beside the experiment, its seed and the code
   * @param compute makes them
   * @return the arrays by name
   */
  public Map<String, INDArray> arrays(
      String name, Map<String, Object> configuration, Supplier<Map<String, INDArray>> compute) {
    Path file = folder.resolve("arrays/" + name + ".npz");
    String stage = "arrays/" + name;
    String key = key(configuration);
    Optional<Map<String, INDArray>> stored =
        store.finished(stage, key, file).isPresent() ? read(file) : Optional.empty();
    if (stored.isPresent()) {
      return stored.get();
    }
    store.begin(stage);
    Map<String, INDArray> made = compute.get();
    Npz.write(file, made);
    store.finish(stage, key, file, Map.of("time", Provenance.now()));
    return made;
  }

  /**
   * An attribution that is kept: made unless the folder has it for the same method, model, data and
   * context.
   *
   * @param name of the stage, which names its file; may hold slashes
   * @param label names the method
   * @param explainer the method, which applies to the model
   * @param model explained
   * @param inputs the rows
   * @param context what is asked
   * @return the attribution
   */
  public AttributionStages.Kept attribution(
      String name,
      String label,
      AttributionExplainer<?> explainer,
      Network model,
      INDArray inputs,
      Context context) {
    return new AttributionStages(store, Map.of("xai4j", facts()), note)
        .explain(
            "arrays/" + name,
            folder.resolve("arrays/" + name + ".npz"),
            label,
            explainer,
            model,
            inputs,
            context);
  }

  private Optional<Map<String, INDArray>> read(Path file) {
    try {
      return Optional.of(Npz.read(file));
    } catch (InputException e) {
      note.accept("the stored " + file.getFileName() + " is damaged and made again");
      return Optional.empty();
    }
  }

  private String key(Map<String, Object> configuration) {
    Map<String, Object> all = new LinkedHashMap<>(configuration);
    all.put("xai4j", facts());
    return StageStore.key(all);
  }

  private Map<String, Object> asked() {
    return Map.of(
        "rows", settings.quick() ? experiment.quickRows() : experiment.rows(),
        "target", experiment.target(),
        "explain", experiment.explain(),
        "baseline", experiment.baseline(),
        "groups", experiment.groups());
  }

  /** What every result depends on. */
  private Map<String, Object> facts() {
    return Map.of(
        "build", build,
        "asked", asked(),
        "seed", experiment.seed(),
        "params", experiment.params(),
        "quick", settings.quick(),
        "engine", settings.engine().id(),
        "chunk", settings.execution().chunk(),
        "precision", settings.precision().toString());
  }

  /**
   * Writes {@code results.csv}.
   *
   * @param columns their names
   * @param rows texts and numbers, no times
   */
  public void results(List<String> columns, List<List<Object>> rows) {
    Csv.write(folder.resolve("results.csv"), columns, rows);
  }

  /**
   * Says something at the end of the run.
   *
   * @param line for the terminal
   */
  public void say(String line) {
    said.add(line);
  }

  /**
   * Adds to {@code provenance.json}: a model's hash, the data's digest, counts.
   *
   * @param key names it
   * @param value text, number, list or map
   */
  public void fact(String key, Object value) {
    facts.put(key, value);
  }

  /**
   * The report.
   *
   * @return its page, written when the study ends; a study that leaves it empty writes its own
   */
  public Page page() {
    return page;
  }

  /** Writes provenance and page; gives what was said. */
  List<String> finish() {
    if (!page.isEmpty()) {
      Map<String, Object> map = new LinkedHashMap<>(facts());
      map.putAll(facts);
      map.put("experiment", experiment.describe());
      map.put("environment", Provenance.environment(settings.engine().id()));
      map.put("time", Provenance.now());
      byte[] json = StageStore.json(map).getBytes(StandardCharsets.UTF_8);
      WholeFile.write(folder.resolve("provenance.json"), out -> out.write(json));
      page.write(folder.resolve("report.html"), map);
    }
    List<String> all = new ArrayList<>(store.remade());
    all.addAll(said);
    return all;
  }
}
