package org.xai4j.benchmarks.cli;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.cli.output.OptionNames;
import org.xai4j.benchmarks.scale.CarriedFiles;
import org.xai4j.benchmarks.scale.ExplainRows;
import org.xai4j.benchmarks.scale.RowCuts;
import org.xai4j.benchmarks.scale.RowRun;
import org.xai4j.benchmarks.scale.ScaleOptions;
import org.xai4j.benchmarks.scale.TableJob;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.benchmarks.training.StudentModel;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.NpyRows;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Continuation;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.explanation.UnfinishedException;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.picture.Heatmap;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.text.TextWord;
import org.xai4j.lrp.Conservation;
import org.xai4j.lrp.RelevanceExplainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Explains rows with one method. */
@Command(
    name = "explain",
    description = "Explains the rows of an input with one method.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
  /** Smaller pictures are enlarged to about this many pixels. */
  private static final int PICTURE = 224;

  private static final List<String> CONSERVATION =
      List.of("layer", "type", "relevance_in", "relevance_out", "absorbed");

  private static final List<String> FORMATS =
      List.of("npy", "npz", "csv", "parquet", "json", "zip");

  private final StandardStreams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ModelOption model = new ModelOption();

  @Mixin private TableInput input = new TableInput();

  @Option(
      names = "--method",
      required = true,
      paramLabel = "ID",
      description = "The method; see: xai4j methods.")
  private String method = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description =
          "Attributions as .npy, .npz, .csv, .parquet or .json, of the input's shape, with"
              + " FILE.json telling how they were made; other explanations as .json, .csv or"
              + " .parquet, a student of distillation also as .zip.")
  private Path output = Path.of("");

  @Option(
      names = "--tidy",
      description =
          "A .csv or .parquet of attributions has a line per value (row, feature or axes, value),"
              + " not per row.")
  private boolean tidy;

  @Option(
      names = "--png",
      paramLabel = "DIR",
      description = "A folder for a picture of each row; charts as SVG, PDF or PNG: xai4j plot.")
  private Path png = Path.of("");

  @Mixin private SayOptions say = new SayOptions();

  @Option(
      names = "--words",
      paramLabel = "FILE.csv",
      description = "Also the words of texts with their relevance, the sum over their tokens.")
  private Optional<Path> words = Optional.empty();

  @Option(
      names = "--conservation",
      paramLabel = "T.csv",
      description =
          "Also the relevance each layer receives, passes on and absorbs, for relevance propagation.")
  private Optional<Path> conservation = Optional.empty();

  @Option(
      names = "--raw",
      description = "Activation maps keep their layer's resolution; the same as -P raw=true.")
  private boolean raw;

  @Mixin private RequestOptions request = new RequestOptions();
  @Mixin private ScaleOptions scale = new ScaleOptions();
  @Mixin private RunOptions run = new RunOptions();

  ExplainCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    return scale.submit().orElseGet(this::here);
  }

  /** With this process as the driver. */
  private int here() {
    Explainer<?> explainer = explainer();
    say.check(explainer);
    if (!scale.place().local() && output.toString().endsWith(".parquet")) {
      inTable(explainer);
      return 0;
    }
    String format = OutputFile.format(output, FORMATS);
    InputException.check(
        !tidy || OutputFile.TABLES.contains(format),
        "--tidy is for tables; name a .csv or .parquet file as the output, not %s.",
        output);
    input.beside(model.path());
    OutputFile.apart(output, read());
    Model read = model.read(run, input::lengths);
    if (inRows(explainer, read)) {
      return 0;
    }
    Model whole = input.hold(read);
    request.requireProbability(whole);
    explainer.take(whole);
    INDArray inputs = input.readFinite(whole);
    request.requireBaseline(inputs);
    if (!run.quiet()) {
      input.say(streams.err());
      model.say(run, streams.err());
    }
    Context context =
        input.complete(request.tabular(run, run.progress(streams)), request.baseline(), whole);
    Optional<Continuation> steps = input.language().continuation(input.texts(), inputs);
    if (steps.isPresent()) {
      continued(
          explainer, ModelOption.network(whole, "A continuation"), inputs, context, steps.get());
      return 0;
    }
    conservation.ifPresent(
        file -> Csv.write(file, CONSERVATION, conservation(explainer, whole, inputs, context)));
    Explanation explanation;
    try {
      explanation = explain(explainer, whole, inputs, context);
    } catch (UnfinishedException e) {
      ExplanationFiles.write(output, e.finished(), columns(inputs), input.settings(), tidy);
      throw e;
    }
    if (explanation instanceof Surrogate surrogate && output.toString().endsWith(".zip")) {
      long[] shape = Arrays.copyOfRange(inputs.shape(), 1, inputs.rank());
      StudentModel.write(output, surrogate, shape);
    } else {
      write(explanation, whole, inputs);
    }
    if (explanation instanceof Attribution attribution && !png.toString().isEmpty()) {
      draw(whole, attribution.values(), inputs);
    }
    if (explanation instanceof Attribution attribution && !input.texts().isEmpty()) {
      long length = whole.inputShape().get(0);
      tell(
          input.language().words(input.texts(), length, attribution.values()),
          attribution.values());
    }
    summarise(explanation, inputs.size(0));
    return 0;
  }

  /** Explains each token of a continuation: a row of values, and of the picture, for each. */
  private void continued(
      Explainer<?> explainer, Network whole, INDArray ids, Context context, Continuation steps) {
    if (!(explainer instanceof AttributionExplainer<?> attributes)
        || say.asked()
        || conservation.isPresent()) {
      throw new InputException(
          "The tokens of a continuation are explained by methods that give a number for each token,"
              + " without --say and --conservation.");
    }
    Attribution all = steps.explain(attributes, whole, ids, context);
    ExplanationFiles.write(output, all, columns(ids), input.settings(), tidy);
    TextOptions language = input.language();
    List<List<TextWord>> before = language.steps(input.texts(), ids, steps, all.values());
    words.ifPresent(file -> TextOptions.write(file, before));
    if (!png.toString().isEmpty()) {
      INDArray map = all.values().reshape(1, all.values().size(0), all.values().size(1));
      int factor = (int) Math.max(8, PICTURE / map.size(2));
      BufferedImage picture = Heatmap.standard().withEnlarge(factor).draw(map, map).get(0);
      Heatmap.write(png.resolve(method + "-continuation.png"), picture);
    }
    if (!run.quiet()) {
      List<String> produced = language.produced(input.texts(), ids, steps);
      for (int k = 0; k < produced.size(); k++) {
        streams.out().println(produced.get(k) + " <- " + line(before.get(k)));
      }
    }
    summarise(all, all.values().size(0));
  }

  private static String line(List<TextWord> words) {
    return String.join(
        "  ",
        words.stream()
            .map(w -> String.format(Locale.ROOT, "%s %+.3g", w.text(), w.value()))
            .toList());
  }

  /** Writes the explanation; its sentences, too, where they are asked for. */
  private void write(Explanation explanation, Model whole, INDArray inputs) {
    TableSchema columns = columns(inputs);
    if (!say.asked()) {
      ExplanationFiles.write(output, explanation, columns, input.settings(), tidy);
      return;
    }
    SayOptions.Told told;
    try {
      told = say.tell(explanation, whole, inputs, columns, input);
    } catch (InputException e) {
      ExplanationFiles.write(output, explanation, columns, input.settings(), tidy);
      throw e;
    }
    ExplanationFiles.write(output, explanation, columns, input.settings(), tidy, told.json());
    told.lines().forEach(streams.out()::println);
  }

  private Explainer<?> explainer() {
    if (raw) {
      request.parameters().put("raw", "true");
    }
    return Registry.load("method", Explainer.class).create(method, request.parameters());
  }

  /** The method and the model for rows that are given elsewhere. */
  ExplainRows<?> rows() {
    input.beside(model.path());
    Model whole = model.read(run, input::lengths);
    request.requireProbability(whole);
    return rows((AttributionExplainer<?>) explainer(), whole);
  }

  private ExplainRows<?> rows(AttributionExplainer<?> explainer, Model whole) {
    return ExplainRows.of(
        explainer,
        whole,
        input.complete(request.tabular(run, Progress.SILENT), request.baseline(), whole));
  }

  /**
   * Explains rows block by block where they can be explained for themselves, and are many or a
   * cluster is asked for.
   *
   * @return false where all rows are to be explained at once
   */
  private boolean inRows(Explainer<?> explainer, Model whole) {
    Optional<Path> file = input.file();
    WorkPlace place = scale.place();
    boolean alone =
        file.isPresent()
            && output.toString().endsWith(".npy")
            && values(explainer)
            && request.parameters().values().stream().noneMatch(v -> v.endsWith(".npy"));
    InputException.check(
        alone || place.local(),
        "Only attributions of all rows are made on a cluster, of an .npy file as .npy or of any table"
            + " as .parquet, and without --png, --say and --conservation; leave --on out.");
    if (!alone) {
      return false;
    }
    try (NpyRows array = NpyRows.open(file.orElseThrow())) {
      if (place.local() && array.size() < 2 * RowCuts.least(run.execution().chunk())) {
        return false;
      }
      request.requireProbability(whole);
      ExplainRows<?> rows = rows((AttributionExplainer<?>) explainer, whole);
      Optional<String> together = rows.together(array.size());
      InputException.check(
          together.isEmpty() || place.local(),
          "The rows cannot be explained on a cluster, because %s; leave --on out.",
          together.orElse(""));
      if (together.isPresent()) {
        return false;
      }
      inRows(rows, whole, file.orElseThrow());
      return true;
    }
  }

  /** Whether nothing is asked but one number per element. */
  private boolean values(Explainer<?> explainer) {
    return explainer instanceof AttributionExplainer
        && png.toString().isEmpty()
        && !say.asked()
        && conservation.isEmpty()
        && words.isEmpty();
  }

  /** What was typed behind the command's name. */
  private List<String> words() {
    List<String> typed = spec.commandLine().getParseResult().originalArgs();
    return typed.subList(typed.indexOf(spec.name()) + 1, typed.size());
  }

  /** Explains rows on any file system into a table there. */
  private void inTable(Explainer<?> explainer) {
    InputException.check(
        values(explainer) && !tidy,
        "A table of a cluster holds attributions alone; leave --png, --say, --words, --tidy and"
            + " --conservation out, or --on.");
    List<String> columns = input.requirePlain();
    Model whole = model.read(run);
    request.requireProbability(whole);
    ExplainRows<?> rows = rows((AttributionExplainer<?>) explainer, whole);
    rows.together(0)
        .ifPresent(
            why -> {
              throw new InputException(
                  "The rows cannot be explained on a cluster, because "
                      + why
                      + "; leave --on out.");
            });
    // As it was typed: a path would lose the slashes of a URI.
    String target = spec.findOption("--output").stringValues().get(0);
    List<Path> apart = List.of(Path.of(input.given()), output);
    TableJob job =
        new TableJob(
            input.given(),
            columns,
            input.label(),
            target,
            whole.missing(),
            request.baseline().equals("mean"),
            rows,
            run.execution().chunk(),
            run.precision(),
            CarriedFiles.digest(words(), apart),
            mean -> ExplainRecipe.of(words(), apart, mean),
            done -> ExplanationFiles.described(done.provenance(), done.summary().warning()));
    RowRun.Done done = scale.place().explain(job, run.progress(streams), run.says(streams));
    done.summary().warning().map(OptionNames::in).ifPresent(streams.err()::println);
    if (!run.quiet()) {
      said(done.rows(), Optional.of(done.seconds()), done.summary().largest());
    }
  }

  private void inRows(ExplainRows<?> rows, Model whole, Path file) {
    List<String> words = words();
    List<Path> apart = List.of(file, output, model.path());
    RowRun all =
        new RowRun(
            rows,
            (some, first) -> input.accept(some, first, whole),
            run.execution().chunk(),
            CarriedFiles.digest(words, apart),
            mean -> ExplainRecipe.of(words, List.of(file, output), mean));
    RowRun.Done done =
        all.npy(file, output, scale.place(), run.progress(streams), run.says(streams));
    ExplanationFiles.beside(output, done.provenance(), done.summary().warning(), input.settings());
    done.summary().warning().map(OptionNames::in).ifPresent(streams.err()::println);
    if (!run.quiet()) {
      said(done.rows(), Optional.of(done.seconds()), done.summary().largest());
    }
  }

  /** The files that are read, none of which may be the output. */
  private List<Path> read() {
    List<Path> read = new ArrayList<>(input.paths());
    read.add(model.path());
    if (request.baseline().endsWith(".npy") || request.baseline().endsWith(".csv")) {
      read.add(Path.of(request.baseline()));
    }
    return read;
  }

  private List<List<Object>> conservation(
      Explainer<?> explainer, Model whole, INDArray inputs, Context context) {
    if (!(explainer instanceof RelevanceExplainer relevance)) {
      throw new InputException(
          "The method "
              + method
              + " propagates no relevance; leave --conservation out or take a method such as"
              + " lrp-epsilon.");
    }
    Conservation table =
        Conservation.measure(
            ModelOption.network(whole, "--conservation"), relevance.rules(), inputs, context);
    List<List<Object>> rows = new ArrayList<>();
    table
        .rows()
        .forEach(r -> rows.add(List.of(r.layer(), r.type(), r.in(), r.out(), r.absorbed())));
    return rows;
  }

  private TableSchema columns(INDArray inputs) {
    return input
        .schema()
        .orElseGet(() -> TableSchema.numbers((int) (inputs.length() / inputs.size(0))));
  }

  private static <M extends Predictor> Explanation explain(
      Explainer<M> explainer, Model whole, INDArray inputs, Context context) {
    return explainer.explain(explainer.take(whole), inputs, context);
  }

  private void draw(Model whole, INDArray given, INDArray rows) {
    boolean images = request.layer().isEmpty() && rows.rank() == 4;
    INDArray values = images ? whole.layout().toChannelsFirst(given) : given;
    INDArray inputs = images ? whole.layout().toChannelsFirst(rows) : rows;
    long side = Math.max(values.size(values.rank() - 1), values.size(values.rank() - 2));
    int factor = (int) Math.max(1, PICTURE / Math.max(1, side));
    List<BufferedImage> pictures =
        Heatmap.standard().withEnlarge(factor).withOverlay(0.15).draw(values, inputs);
    for (int i = 0; i < pictures.size(); i++) {
      Heatmap.write(
          png.resolve(String.format(Locale.ROOT, "%s-%04d.png", method, i)), pictures.get(i));
    }
  }

  /** Words out, not ids. */
  private void tell(List<List<TextWord>> told, INDArray values) {
    words.ifPresent(file -> TextOptions.write(file, told));
    for (List<TextWord> text :
        run.quiet() || values.rank() != 2 ? List.<List<TextWord>>of() : told) {
      streams.out().println(line(text));
    }
  }

  private void summarise(Explanation explanation, long rows) {
    if (explanation instanceof Attribution attribution) {
      attribution.warning().map(OptionNames::in).ifPresent(streams.err()::println);
    }
    if (run.quiet()) {
      return;
    }
    if (explanation instanceof Attribution attribution) {
      said(
          rows,
          Optional.of(attribution.cost().seconds()),
          attribution.residuals().map(r -> Arrays.stream(r).map(Math::abs).max().orElse(0)));
    } else {
      said(rows, Optional.empty(), Optional.empty());
    }
  }

  private void said(long rows, Optional<Double> seconds, Optional<Double> residual) {
    // As it was typed: a path would lose the slashes of a URI.
    String written = spec.findOption("--output").stringValues().get(0);
    streams
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d rows%s%s; wrote %s%n",
            method,
            rows,
            seconds.map(s -> String.format(Locale.ROOT, " in %.2f s", s)).orElse(""),
            residual.map(r -> String.format(Locale.ROOT, ", largest residual %.3g", r)).orElse(""),
            written);
  }
}
