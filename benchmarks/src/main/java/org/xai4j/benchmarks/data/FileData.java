package org.xai4j.benchmarks.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npz;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.run.InputException;

/**
 * Rows of one's own as a data set: an {@code .npz} file with {@code inputs} [n, …], images and
 * signals with channels first, and {@code labels} [n], the class of each row, where they are known.
 *
 * @param id the file
 * @param name what the rows are called
 * @param kind what the rows are
 * @param test all rows; without known classes every row is of class 0
 * @param labelled whether the classes are known
 * @param columns what the columns of a table mean
 */
public record FileData(
    String id,
    String name,
    Kind kind,
    Samples test,
    boolean labelled,
    Optional<TableSchema> columns)
    implements Dataset {
  /** The setting {@code labels} of labels that are what the model answers. */
  public static final String ANSWERS = "answers";

  /** The most classes that labels may name. */
  private static final int CLASSES = 100_000;

  private static final String INPUTS = "inputs";
  private static final String LABELS = "labels";

  /**
   * Reads a file.
   *
   * @param file as {@link #write} writes it
   * @param settings may hold {@code task} (image, table, text, series), {@code classes} (names by
   *     number, comma between), {@code columns} (a schema's file, or names) {@code labels}: {@code
   *     answers} where they are the model's own, and {@code rows-of}, a name
   * @return the data set
   * @throws InputException if the file holds no such arrays, or a setting is none
   */
  public static FileData read(Path file, Map<String, String> settings) {
    Map<String, INDArray> arrays = Npz.read(file);
    InputException.check(
        arrays.containsKey(INPUTS),
        "The data %s need an array 'inputs' of rows [n, …]; they hold %s.",
        file,
        arrays.keySet());
    INDArray inputs = Objects.requireNonNull(arrays.get(INPUTS));
    InputException.check(
        inputs.rank() > 1,
        "The array 'inputs' of %s needs rows [n, …], not the shape %s.",
        file,
        Arrays.toString(inputs.shape()));
    int n = (int) inputs.size(0);
    int[] labels = new int[n];
    INDArray given = arrays.get(LABELS);
    if (given != null) {
      double[] flat = NdArrays.doubles(given);
      InputException.check(
          flat.length == n, "The data %s hold %d rows but %d labels.", file, n, flat.length);
      for (int i = 0; i < n; i++) {
        InputException.check(
            flat[i] == Math.rint(flat[i]) && flat[i] >= 0 && flat[i] < CLASSES,
            "Label %d in %s is %s; give classes from 0 on.",
            i,
            file,
            flat[i]);
        labels[i] = (int) flat[i];
      }
    }
    int count = 1 + Arrays.stream(labels).max().orElse(0);
    Kind kind = kind(settings.getOrDefault("task", ""), inputs);
    return new FileData(
        file.toString(),
        settings.getOrDefault("rows-of", String.valueOf(file.getFileName())),
        kind,
        new Samples(inputs, labels, classes(settings.getOrDefault("classes", ""), count)),
        given != null && !ANSWERS.equals(settings.get(LABELS)),
        columns(settings.getOrDefault("columns", ""), inputs));
  }

  private static Kind kind(String task, INDArray inputs) {
    return switch (task) {
      case "image" -> Kind.IMAGE;
      case "table" -> Kind.TABLE;
      case "text", "series" -> Kind.SEQUENCE;
      case "" -> inputs.rank() == 4 ? Kind.IMAGE : inputs.rank() == 2 ? Kind.TABLE : Kind.SEQUENCE;
      default ->
          throw new InputException(
              "The task '" + task + "' is not one of image, table, text and series.");
    };
  }

  private static List<String> classes(String names, int count) {
    List<String> given =
        names.isEmpty() ? List.of() : Arrays.stream(names.split(",")).map(String::strip).toList();
    return IntStream.range(0, Math.max(count, given.size()))
        .mapToObj(c -> c < given.size() ? given.get(c) : String.valueOf(c))
        .toList();
  }

  private static Optional<TableSchema> columns(String text, INDArray inputs) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.toLowerCase(Locale.ROOT).endsWith(".json")) {
      return Optional.of(TableSchema.readJson(Path.of(text)));
    }
    List<TableSchema.Column> columns =
        Arrays.stream(text.split(",")).map(String::strip).map(TableSchema.Column::number).toList();
    InputException.check(
        inputs.rank() == 2 && inputs.size(1) == columns.size(),
        "%d columns are named, but the rows have the shape %s.",
        columns.size(),
        Arrays.toString(inputs.shape()));
    return Optional.of(new TableSchema("", List.of(), columns));
  }

  /**
   * Writes rows as {@link #read} reads them.
   *
   * @param file overwritten
   * @param inputs [n, …]
   * @param labels class of each row, where known
   */
  public static void write(Path file, INDArray inputs, Optional<int[]> labels) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put(INPUTS, inputs);
    labels.ifPresent(
        of ->
            arrays.put(
                LABELS,
                NdArrays.array(
                    DataType.DOUBLE, Arrays.stream(of).asDoubleStream().toArray(), of.length)));
    Npz.write(file, arrays);
  }

  @Override
  public String noun() {
    String what =
        switch (kind) {
          case IMAGE -> "images";
          case TABLE -> "rows";
          case SEQUENCE -> "sequences";
        };
    return what + " of " + name;
  }
}
