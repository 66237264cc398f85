package org.xai4j.benchmarks.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.FileData;
import org.xai4j.benchmarks.experiment.Comparison;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Task;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A comparison on a model and rows of one's own: what an experiment file says, as options. */
final class OwnOptions {
  /** Rows explained unless there are fewer, and in a quick run. */
  private static final int ROWS = 200;

  private static final int QUICK = 32;

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private TableInput input = new TableInput();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "The class of each row, from 0 on: .npy, .npz or a .csv of one column (default: the"
              + " column that --label names, if it holds classes; else not known).")
  private Optional<Path> labels = Optional.empty();

  @Option(
      names = "--task",
      paramLabel = "KIND",
      description = "image, table, text or series (default: told by the model's input).")
  private Optional<String> task = Optional.empty();

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "ID,…",
      description = "What is compared (default: what suits the task).")
  private List<String> methods = List.of();

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "ID,…",
      description = "What scores the methods (default: what suits the task).")
  private List<String> metrics = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "WHAT",
      description = "What stands for absent features (default: mean for tables, else zeros).")
  private Optional<String> baseline = Optional.empty();

  @Option(
      names = "--groups",
      paramLabel = "WHAT",
      description = "Which elements form one feature (default: what suits the task).")
  private Optional<String> groups = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "CLASS",
      description = "The output to explain: argmax, a class or a contrast (default: argmax).")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--explain",
      paramLabel = "WHAT",
      description = "logit or probability (default: logit).")
  private Optional<String> explain = Optional.empty();

  @Option(
      names = "--save",
      paramLabel = "FILE.yaml",
      description =
          "Writes the comparison as an experiment, and its rows beside it as .npz, to be changed"
              + " and run with: xai4j compare FILE.yaml.")
  private Optional<Path> save = Optional.empty();

  /** Made by the parser. */
  OwnOptions() {}

  /** Whether a model of one's own is to be compared. */
  boolean given() {
    return model.given();
  }

  /** A name for the run: of model and rows. */
  String name() {
    String rows = input.paths().stream().findFirst().map(OwnOptions::stem).orElseGet(input::given);
    return stem(model.path()) + "-on-" + rows;
  }

  /** The name of a file without its suffix, fit for other files. */
  static String stem(Path path) {
    String name = String.valueOf(path.getFileName());
    int end = name.lastIndexOf('.');
    String stem = end > 0 ? name.substring(0, end) : name;
    return stem.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "x");
  }

  /**
   * Reads model and rows, and writes the rows where the experiment finds them again.
   *
   * @param run precision
   * @param folder of the run
   * @param err gets what was changed on the way
   * @return the comparison
   */
  Experiment experiment(RunOptions run, Path folder, PrintStream err) {
    InputException.check(
        !input.given().isEmpty(),
        "Name the rows to explain with --input, for the model %s.",
        model.path());
    save.ifPresent(
        file ->
            InputException.check(
                file.toString().matches("(?i).*\\.ya?ml"),
                "The experiment is written as YAML; name a .yaml file, not %s.",
                file));
    Model read = model.read(run);
    Task kind = task.map(Task::parse).orElseGet(() -> Task.of(read));
    INDArray rows = input.readFinite(read);
    if (!run.quiet()) {
      input.say(err);
    }
    Optional<int[]> known = labels((int) rows.size(0));
    known.ifPresent(all -> requireClasses(run, read, rows, all));
    boolean image = read.inputShape().size() == 3;
    Path data = save.map(file -> beside(file)).orElse(folder.resolve("data.npz"));
    FileData.write(
        data,
        image ? read.layout().toChannelsFirst(rows) : rows,
        known.or(() -> Optional.of(answers(run, read, rows))));
    Map<String, String> params = new LinkedHashMap<>(model.settings());
    run.runtime().ifPresent(id -> params.put(Comparison.RUNTIME, id));
    params.put("task", kind.toString());
    params.put("rows-of", String.valueOf(Path.of(input.given()).getFileName()));
    if (known.isEmpty()) {
      params.put("labels", FileData.ANSWERS);
    }
    input.schema().ifPresent(schema -> params.put("columns", columns(schema)));
    params.putAll(input.settings());
    return new Experiment(
        Experiment.COMPARISON,
        name(),
        "Which explainer tells best what " + stem(model.path()) + " sees?",
        absolute(data),
        model.path().toFile().exists() ? absolute(model.path()) : model.path().toString(),
        Math.min(ROWS, (int) rows.size(0)),
        Math.min(QUICK, (int) rows.size(0)),
        target.orElse("argmax"),
        explain.orElse("logit"),
        baseline.orElse(kind.baseline()),
        groups.orElse(kind.groups()),
        0,
        chosen(methods, kind.methods(read)),
        chosen(metrics, kind.metrics()),
        params);
  }

  /** Writes the comparison where that is asked for. */
  void save(Experiment experiment) {
    save.ifPresent(
        file ->
            Experiments.write(
                file,
                experiment
                    .with(experiment.name(), near(file, experiment.model()))
                    .withData(near(file, experiment.data()))));
  }

  /** A file below the folder of another by its path from there, so that both may be moved. */
  private static String near(Path yaml, String name) {
    Path folder = Path.of(absolute(yaml)).getParent();
    Path file = Path.of(name);
    return folder != null && file.startsWith(folder) ? folder.relativize(file).toString() : name;
  }

  private static Path beside(Path yaml) {
    return yaml.resolveSibling(stem(yaml) + ".npz");
  }

  private static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  private static String columns(TableSchema schema) {
    return String.join(",", schema.columns().stream().map(TableSchema.Column::name).toList());
  }

  /** Named ones keep the settings that the task gives them. */
  private static List<Experiment.Choice> chosen(
      List<String> ids, List<Experiment.Choice> standard) {
    if (ids.isEmpty()) {
      return standard;
    }
    return ids.stream()
        .map(
            id ->
                standard.stream()
                    .filter(choice -> choice.id().equals(id))
                    .findFirst()
                    .orElse(new Experiment.Choice(id, id, Map.of(), "", "")))
        .toList();
  }

  private Optional<int[]> labels(int rows) {
    if (labels.isEmpty()) {
      return input.labels();
    }
    Path file = labels.get();
    double[] flat = NdArrays.doubles(ArrayFiles.read(file));
    InputException.check(
        flat.length == rows, "%s holds %d labels, but there are %d rows.", file, flat.length, rows);
    return Optional.of(
        Arrays.stream(flat)
            .mapToInt(
                value -> {
                  InputException.check(
                      value == Math.rint(value) && value >= 0 && value < Integer.MAX_VALUE,
                      "%s holds the label %s; give classes from 0 on.",
                      file,
                      value);
                  return (int) value;
                })
            .toArray());
  }

  /** Labels are classes that the model can answer. */
  private static void requireClasses(RunOptions run, Model model, INDArray rows, int[] labels) {
    if (model.regression()) {
      return;
    }
    INDArray row = rows.get(NDArrayIndex.interval(0, 1)).dup('c');
    long outputs = Context.standard().with(run.engine()).predictor(model).predict(row).length();
    long classes = Math.max(2, outputs);
    int largest = Arrays.stream(labels).max().orElse(0);
    InputException.check(
        largest < classes,
        "The labels go up to %d, but the model tells %d classes apart; give classes from 0 to %d.",
        largest,
        classes,
        classes - 1);
  }

  /** What the model answers, so that few rows stand for all of its classes. */
  private static int[] answers(RunOptions run, Model model, INDArray rows) {
    if (model.regression()) {
      return new int[(int) rows.size(0)];
    }
    double[] scores =
        NdArrays.doubles(Context.standard().with(run.engine()).predictor(model).predict(rows));
    int width = scores.length / (int) rows.size(0);
    int[] answers = new int[(int) rows.size(0)];
    for (int i = 0; i < answers.length; i++) {
      answers[i] =
          width == 1 ? (scores[i] > 0.5 ? 1 : 0) : Numeric.argmax(scores, i * width, width);
    }
    return answers;
  }
}
