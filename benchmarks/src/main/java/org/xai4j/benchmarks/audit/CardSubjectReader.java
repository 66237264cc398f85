package org.xai4j.benchmarks.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.experiment.Task;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * Reads what a card that is no audit is of.
 *
 * @param name of the model
 * @param model that was read
 * @param input an array file, a .csv table or a data set's id
 * @param labels a column of the table, or a file of one label per row; may be empty
 * @param columns of a table that the model takes, commas between, or a schema's file; may be empty
 * @param training what is known of the model's training
 */
public record CardSubjectReader(
    String name,
    Model model,
    String input,
    String labels,
    String columns,
    Map<String, String> training) {
  /**
   * Whether an audit of a table gives the card: a classifier of table rows, or a regression with a
   * threshold.
   *
   * @param model that was read
   * @param input rows
   * @param threshold whether one was given
   * @return false for pictures, texts, series, arrays and regressions
   */
  public static boolean audited(Model model, String input, boolean threshold) {
    boolean tokens = model instanceof Network network && network.tokens();
    boolean array = input.toLowerCase(Locale.ROOT).matches(".*\\.np[yz]");
    return model.inputShape().size() == 1
        && !tokens
        && !array
        && (threshold || !model.regression());
  }

  /**
   * Reads the rows.
   *
   * @return what the card is of
   * @throws InputException if rows or labels do not fit
   */
  public CardSubject read() {
    Task task = model instanceof Network network ? Task.of(network) : Task.TABLE;
    if (input.matches("[a-z0-9-]+") && !Files.exists(Path.of(input))) {
      return stored(Datasets.get(input), task);
    }
    if (input.toLowerCase(Locale.ROOT).endsWith(".csv")) {
      return table(task);
    }
    INDArray rows = model.accept(ArrayFiles.read(Path.of(input)));
    Optional<double[]> truth =
        labels.isEmpty()
            ? Optional.empty()
            : Optional.of(NdArrays.doubles(ArrayFiles.read(Path.of(labels))));
    return subject(task, rows, truth, List.of(), Optional.empty(), false);
  }

  private CardSubject stored(Dataset data, Task task) {
    Samples test = data.test();
    boolean image = task == Task.IMAGE && test.inputs().rank() == 4;
    INDArray rows = image ? model.layout().fromChannelsFirst(test.inputs()) : test.inputs();
    double[] truth = Arrays.stream(test.labels()).asDoubleStream().toArray();
    return subject(
        task,
        model.accept(rows),
        data.labelled() ? Optional.of(truth) : Optional.empty(),
        test.classes(),
        data.columns(),
        !training.isEmpty());
  }

  private CardSubject table(Task task) {
    RawTable raw = RawTable.read(Path.of(input));
    Optional<double[]> truth =
        labels.isEmpty() ? Optional.empty() : Optional.of(numbers(raw, labels));
    TableSchema schema =
        columns.endsWith(".json")
            ? TableSchema.readJson(Path.of(columns))
            : new TableSchema(
                "",
                List.of(),
                (columns.isEmpty()
                        ? raw.columns().stream().filter(c -> !c.equals(labels))
                        : Arrays.stream(columns.split(",")).map(String::strip))
                    .map(TableSchema.Column::number)
                    .toList());
    long width = model.inputShape().get(0);
    InputException.check(
        width < 0 || schema.width() == width,
        "The model takes %d columns, but %d are left of %s; choose them with --columns, and name the"
            + " labels with --labels.",
        width,
        schema.width(),
        raw.name());
    INDArray rows = NdArrays.array(model.type(), raw.numbers(schema, model.missing()));
    return subject(task, rows, truth, List.of(), Optional.of(schema), false);
  }

  private static double[] numbers(RawTable raw, String column) {
    return raw.column(column).stream()
        .mapToDouble(
            cell -> {
              InputException.check(
                  RawTable.number(cell),
                  "The column '%s' of %s holds '%s'; the card of this model needs numbers there.",
                  column,
                  raw.name(),
                  cell);
              return Double.parseDouble(cell);
            })
        .toArray();
  }

  private CardSubject subject(
      Task task,
      INDArray rows,
      Optional<double[]> truth,
      List<String> classes,
      Optional<TableSchema> schema,
      boolean apart) {
    truth.ifPresent(
        known -> {
          InputException.check(
              known.length == rows.size(0),
              "There are %d labels, but %d rows.",
              known.length,
              rows.size(0));
          InputException.check(
              model.regression() || Arrays.stream(known).allMatch(v -> v >= 0 && v == Math.rint(v)),
              "The labels of a classifier are classes from 0 on; --labels holds something else.");
        });
    return new CardSubject(name, model, task, input, rows, apart, truth, classes, schema, training);
  }
}
