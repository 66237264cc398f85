package org.xai4j.benchmarks.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.NamedInputs;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.explorer.ReadText;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Table;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.SeveralInputs;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.text.TextWord;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The rows of a command: of a file, or the test rows of a data set; and what their columns mean.
 */
final class TableInput {
  @Option(
      names = "--input",
      paramLabel = "FILE|DATA|NAME=FILE,...",
      description =
          "Rows: .npy, .npz, .csv, a picture, or a data set's id for its test rows; for a model of"
              + " several inputs NAME=FILE.npy,NAME=FILE.npy,... or an .npz with an array for"
              + " each.")
  private String input = "";

  @Option(
      names = "--rows",
      paramLabel = "LIST",
      description = "Only these rows, from 0, for example 0,3,5-9 (default: all).")
  private String rows = "";

  @Option(
      names = "--columns",
      paramLabel = "SCHEMA.json|NAMES",
      description =
          "Names, categories and units of a table's columns (a data set's are known by its id), or"
              + " the columns of a .csv file that the model takes, in its order: age,income.")
  private String columns = "";

  @Option(
      names = "--label",
      paramLabel = "NAME",
      description = "The column of a .csv file that holds the labels; it is left out.")
  private Optional<String> label = Optional.empty();

  @Mixin private PictureOptions pictures = new PictureOptions();

  @Mixin private TextOptions texts = new TextOptions();

  private final List<String> notes = new ArrayList<>();
  private Optional<TableSchema> header = Optional.empty();

  /** Made by the parser. */
  TableInput() {}

  /** Tells where the model lies, for the tokenizer beside it. */
  void beside(Path model) {
    texts.beside(model);
    InputException.check(
        !input.isEmpty() || !texts.all(input).isEmpty(),
        "The input is missing; give --input, or --text for a language model.");
  }

  /** The texts of the rows asked for; none where the input is something else. */
  List<String> texts() {
    List<String> all = texts.all(input);
    return rows.isEmpty() || all.isEmpty()
        ? all
        : chosen(all.size()).stream().map(all::get).toList();
  }

  /** How texts are read. */
  TextOptions language() {
    return texts;
  }

  /** The words of rows of tokens: of texts, of a data set, or the tokens' numbers. */
  List<List<TextWord>> wordsOrTokens(Model model, INDArray inputs, INDArray values) {
    return texts().isEmpty()
        ? TextOptions.tokens(inputs, values, dataset().map(Dataset::tokenNames).orElse(List.of()))
        : texts.words(texts(), model.inputShape().get(0), values);
  }

  /** The names of a series' channels or symbols, where they are known. */
  List<String> channels() {
    return dataset().map(Dataset::channels).orElse(List.of());
  }

  /** The data set whose test rows are the input. */
  Optional<Dataset> dataset() {
    return input.matches("[a-z0-9-]+") && !Files.exists(Path.of(input))
        ? Optional.of(Datasets.get(input))
        : Optional.empty();
  }

  /** The files of the input; none for a data set. */
  List<Path> paths() {
    if (input.isEmpty() || !texts.all(input).isEmpty()) {
      return input.isEmpty() ? List.of() : List.of(Path.of(input));
    }
    return dataset().isPresent() ? List.of() : NamedInputs.parse(input).paths();
  }

  /** The shapes of rows by name of the input, by which a model's free lengths are fixed. */
  Map<String, List<Long>> lengths() {
    if (!texts().isEmpty()) {
      return Map.of("*", List.of(texts.longest(texts())));
    }
    return dataset().isPresent() ? Map.of() : NamedInputs.parse(input).rows();
  }

  /**
   * A model with its other inputs held at what is given for them, for the rows asked for.
   *
   * @throws InputException if one is missing
   */
  Model hold(Model model) {
    if (!texts().isEmpty()) {
      Network network = ModelOption.network(model, "A text");
      return held(texts.arrays(texts(), network, notes), network);
    }
    boolean several = dataset().isEmpty() && NamedInputs.parse(input).several();
    if (!several && (!(model instanceof SeveralInputs known) || known.open().isEmpty())) {
      return model;
    }
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    if (dataset().isEmpty()) {
      NamedInputs.parse(input).arrays().forEach((name, array) -> arrays.put(name, chosen(array)));
    }
    return held(arrays, NamedInputs.several(model));
  }

  /**
   * One text as a row, and a model of texts with what belongs to that row beside it.
   *
   * @param text any
   * @param model as it was read, its other inputs open
   */
  ReadText read(String text, Model model) {
    Network network = ModelOption.network(model, "A text");
    Map<String, INDArray> arrays = texts.arrays(List.of(text), network, new ArrayList<>());
    SeveralInputs held = held(arrays, network);
    return new ReadText(
        held,
        held.accept(NamedInputs.explained(arrays, network)),
        texts.encode(text, network.inputShape().get(0)).tokens());
  }

  private SeveralInputs held(Map<String, INDArray> arrays, SeveralInputs model) {
    INDArray explained = arrays.isEmpty() ? read(model) : NamedInputs.explained(arrays, model);
    return NamedInputs.held(arrays, explained, model, notes);
  }

  /** The input as it was named. */
  String given() {
    return input;
  }

  /**
   * The classes of the rows that were read: of a data set, or of the column that --label names.
   *
   * @throws InputException if that column holds anything but classes from 0 on
   */
  Optional<int[]> labels() {
    Optional<int[]> all =
        dataset()
            .map(data -> data.test().labels())
            .or(
                () ->
                    label.map(name -> Csv.read(Path.of(input), name).labels()).map(this::classes));
    return rows.isEmpty()
        ? all
        : all.map(of -> chosen(of.length).stream().mapToInt(row -> of[row]).toArray());
  }

  private int[] classes(List<String> texts) {
    return texts.stream()
        .mapToInt(
            text -> {
              InputException.check(
                  text.strip().matches("\\d{1,6}(\\.0*)?"),
                  "The column '%s' of %s holds '%s'; give classes from 0 on, or name them in a file"
                      + " with --labels.",
                  label.orElse(""),
                  input,
                  text);
              return (int) Double.parseDouble(text.strip());
            })
        .toArray();
  }

  /** How the input was prepared, for the provenance; empty if it was not. */
  Map<String, String> settings() {
    return pictures.prepared();
  }

  /** Says what was changed on the way without having been asked for. */
  void say(PrintStream err) {
    notes.forEach(note -> err.println("xai4j: " + note));
  }

  /** What the columns mean, if that is known; for the names in a file's header, once it is read. */
  Optional<TableSchema> schema() {
    if (columns.endsWith(".json")) {
      return Optional.of(TableSchema.readJson(Path.of(columns)));
    }
    Optional<TableSchema> known = dataset().flatMap(Dataset::columns);
    return known.isPresent() ? known : header;
  }

  /** The rows asked for, as the model takes them. */
  INDArray read(Model model) {
    if (!texts().isEmpty()) {
      Network network = ModelOption.network(model, "A text");
      Map<String, INDArray> encoded = texts.arrays(texts(), network, new ArrayList<>());
      return model.accept(NamedInputs.explained(encoded, network));
    }
    if (dataset().isPresent()) {
      return chosen(stored(model, dataset().get().test().inputs()));
    }
    Map<String, INDArray> arrays = NamedInputs.parse(input).arrays();
    return chosen(
        arrays.isEmpty()
            ? file(input, model)
            : model.accept(NamedInputs.explained(arrays, NamedInputs.several(model))));
  }

  /** The rows asked for of all. */
  private INDArray chosen(INDArray all) {
    if (rows.isEmpty() || all.size(0) == 1) {
      return all;
    }
    INDArray[] parts =
        chosen((int) all.size(0)).stream()
            .map(i -> all.get(NDArrayIndex.interval(i, i + 1)))
            .toArray(INDArray[]::new);
    return Nd4j.concat(0, parts);
  }

  /**
   * The rows asked for, without NaN and infinite values, which cannot be explained.
   *
   * @throws InputException if there are some; the message counts rows as the file does
   */
  INDArray readFinite(Model model) {
    return finite(read(model), 0, model);
  }

  /**
   * The file whose rows the model takes as they stand there, all of them.
   *
   * @return nothing where rows are chosen or prepared, or come from elsewhere
   */
  Optional<Path> file() {
    boolean plain =
        rows.isEmpty()
            && label.isEmpty()
            && (columns.isEmpty() || columns.endsWith(".json"))
            && pictures.prepared().isEmpty()
            && !input.isEmpty()
            && texts().isEmpty()
            && dataset().isEmpty();
    return plain && input.toLowerCase(Locale.ROOT).endsWith(".npy") && Files.exists(Path.of(input))
        ? Optional.of(Path.of(input))
        : Optional.empty();
  }

  /**
   * Checks that a cluster can read the rows as they stand there, all of them.
   *
   * @return the names of the columns that the model takes; empty for all
   */
  List<String> requirePlain() {
    InputException.check(
        rows.isEmpty()
            && !columns.endsWith(".json")
            && pictures.prepared().isEmpty()
            && input.matches("(?i).+\\.(npy|parquet|csv|avro)"),
        "A cluster reads all rows of .npy, .parquet, .csv and .avro files as they are, not %s; leave"
            + " --rows, --columns FILE.json and the options of pictures out.",
        input);
    return columns.isEmpty()
        ? List.of()
        : Arrays.stream(columns.split(",")).map(String::strip).toList();
  }

  /** The column that holds labels. */
  Optional<String> label() {
    return label;
  }

  /**
   * Rows of the input as the model takes them, without NaN and infinite values.
   *
   * @param read [m, …] of the file
   * @param first index of the first row
   * @throws InputException if they do not fit the model or cannot be explained
   */
  INDArray accept(INDArray read, long first, Model model) {
    return finite(model.accept(read), first, model);
  }

  private INDArray finite(INDArray read, long first, Model model) {
    List<Integer> numbers = rows.isEmpty() ? List.of() : chosen(Integer.MAX_VALUE);
    double[] flat = NdArrays.doubles(read);
    int width = flat.length / (int) read.size(0);
    for (int i = 0; i < flat.length; i++) {
      if (!Double.isFinite(flat[i]) && !(model.missing() && Double.isNaN(flat[i]))) {
        long row = numbers.isEmpty() ? first + i / width : numbers.get(i / width);
        String where = read.rank() == 2 ? " in " + place(i % width) : "";
        throw new InputException(
            "Row "
                + row
                + " of the input "
                + input
                + " holds "
                + flat[i]
                + where
                + "; give finite numbers.");
      }
    }
    return read;
  }

  /** Rows of a data set, whose images have channels first, as the model takes them. */
  private static INDArray stored(Model model, INDArray rows) {
    boolean image = model.inputShape().size() == 3 && rows.rank() == 4;
    return model.accept(image ? model.layout().fromChannelsFirst(rows) : rows);
  }

  private String place(int column) {
    return schema()
        .map(s -> "the column '" + s.columns().get(column).name() + "'")
        .orElse("column " + column);
  }

  private INDArray file(String file, Model model) {
    Path path = Path.of(file);
    String lower = file.toLowerCase(Locale.ROOT);
    InputException.check(
        !lower.matches(".+\\.(parquet|avro)") && !(lower.endsWith(".csv") && large(path)),
        "The table %s is read part by part on Spark, not in this process: explain it with --on"
            + " local[1] and an --output that ends in .parquet, or give .npy.",
        file);
    if (!lower.endsWith(".csv")) {
      InputException.check(
          label.isEmpty() && (columns.isEmpty() || columns.endsWith(".json")),
          "--label and --columns choose columns of a .csv file, but the input is %s.",
          file);
      return model.accept(pictures.read(path, model, notes));
    }
    if (columns.endsWith(".json")) {
      return model.accept(TableSchema.readJson(Path.of(columns)).read(path));
    }
    List<String> chosen =
        columns.isEmpty()
            ? List.of()
            : Arrays.stream(columns.split(",")).map(String::strip).toList();
    Table table = Csv.read(path, label, chosen, model.missing());
    long width = table.values().size(1);
    List<Long> shape = model.inputShape();
    InputException.check(
        shape.size() != 1 || shape.get(0) < 0 || shape.get(0) == width,
        "The model takes %d columns, but %s has %d: %s; choose with --columns, or name the labels"
            + " with --label.",
        shape.isEmpty() ? 0 : shape.get(0),
        file,
        width,
        String.join(", ", table.columns()));
    if (!table.named() && doubtful(table.values())) {
      notes.add(
          "The first line of "
              + file
              + " holds numbers and is read as a row; if it names the columns, put a letter into"
              + " one of the names.");
    }
    if (table.named() && header.isEmpty()) {
      header = Optional.of(TableSchema.numbers(table.columns()));
    }
    return model.accept(table.values());
  }

  /** Whether no array of bytes can hold a file. */
  private static boolean large(Path file) {
    try {
      return Files.size(file) > Integer.MAX_VALUE - 8;
    } catch (IOException e) {
      // Said when it is read.
      return false;
    }
  }

  /** Whether a first line of numbers could be names: years in a row, or a name like NaN. */
  private static boolean doubtful(INDArray table) {
    double[] first = NdArrays.doubles(table.getRow(0));
    boolean years = first.length > 1;
    boolean finite = true;
    for (int c = 0; c < first.length; c++) {
      finite &= Double.isFinite(first[c]);
      years &= first[c] >= 1000 && (c == 0 || first[c] == first[c - 1] + 1);
    }
    return years || !finite;
  }

  private static INDArray finite(INDArray rows, String baseline, Model model) {
    double[] flat = NdArrays.doubles(rows);
    for (int i = 0; i < flat.length; i++) {
      InputException.check(
          Double.isFinite(flat[i]) || (model.missing() && Double.isNaN(flat[i])),
          "The baseline %s holds %s in row %d; give finite numbers.",
          baseline,
          flat[i],
          rows.rank() == 0 ? 0 : i / (flat.length / rows.size(0)));
    }
    return rows;
  }

  private List<Integer> chosen(int count) {
    TreeSet<Integer> chosen = new TreeSet<>();
    for (String part : rows.split(",")) {
      InputException.check(
          part.strip().matches("\\d{1,9}(-\\d{1,9})?"),
          "The rows '%s' are not a list such as 0,3,5-9.",
          rows);
      int[] ends = Arrays.stream(part.strip().split("-")).mapToInt(Integer::parseInt).toArray();
      InputException.check(
          ends[ends.length - 1] < count,
          "Row %d is out of range: the input has the rows 0 to %d.",
          ends[ends.length - 1],
          count - 1);
      for (int i = ends[0]; i <= ends[ends.length - 1]; i++) {
        chosen.add(i);
      }
    }
    InputException.check(!chosen.isEmpty(), "The rows '%s' name no row.", rows);
    return List.copyOf(chosen);
  }

  /** A context with the columns, and with training rows as the baseline where those are named. */
  Context complete(Context context, String baseline, Model model) {
    Context asked = context.with(context.groups().on(model));
    Context known = schema().map(asked::with).orElse(asked);
    if (baseline.endsWith(".csv")) {
      return known.with(
          new Baseline.Rows(finite(file(baseline, model), baseline, model), baseline));
    }
    if (context.baseline() instanceof Baseline.Rows given) {
      finite(given.rows(), baseline, model);
    }
    if (!baseline.matches("train(:[1-9]\\d{0,8})?")) {
      return known;
    }
    Samples train =
        dataset()
            .flatMap(Dataset::train)
            .orElseThrow(
                () ->
                    new InputException(
                        "The baseline '"
                            + baseline
                            + "' names training rows, but the input '"
                            + input
                            + "' is no data set that has some."));
    int count =
        baseline.equals("train")
            ? train.labels().length
            : Math.min(train.labels().length, Integer.parseInt(baseline.substring(6)));
    int[] order =
        SplitRandom.of(context.seed()).split("baseline").permutation(train.labels().length);
    int[] some = Arrays.copyOf(order, count);
    Arrays.sort(some);
    return known.with(new Baseline.Rows(stored(model, train.select(some).inputs()), baseline));
  }
}
