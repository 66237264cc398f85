package org.xai4j.benchmarks.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.training.TableLearner;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.fairness.Outcomes;
import org.xai4j.evaluation.fairness.ProtectedGroups;

/**
 * Reads what is audited.
 *
 * @param model that was read
 * @param scorer its probabilities, on the engine wanted
 * @param modelName shown
 * @param input a .csv file, or the id of a data set for its test rows
 * @param labels column of the labels; empty for a data set
 * @param train a .csv file of the same columns; empty for none, or the data set's own
 * @param columns a schema's file, or names of the model's columns; empty to tell by the table
 * @param protectedOnes attributes, as {@link Attribute} reads them
 * @param favourable class that is yes; empty for the second of two
 * @param threshold from which a regression is yes
 * @param learner trains again without some columns
 */
public record SubjectReader(
    Model model,
    Predictor scorer,
    String modelName,
    String input,
    String labels,
    Optional<Path> train,
    String columns,
    List<String> protectedOnes,
    String favourable,
    Optional<Double> threshold,
    TableLearner learner) {
  /** Copies the list. */
  public SubjectReader {
    protectedOnes = List.copyOf(protectedOnes);
  }

  private static Optional<Dataset> dataset(String input) {
    return input.matches("[a-z0-9-]+") && !Files.exists(Path.of(input))
        ? Optional.of(Datasets.get(input))
        : Optional.empty();
  }

  /** Labels as texts, and what they are called. */
  private record Told(RawTable table, TableSchema schema, double[][] values, List<String> labels) {}

  /**
   * Reads model, rows and groups.
   *
   * @return what is audited
   * @throws InputException if a column is missing, the table does not fit the model, labels are not
   *     told, or an attribute has one group only
   */
  public AuditSubject read() {
    InputException.check(
        model.inputShape().size() == 1,
        "An audit takes models of table rows, but %s takes rows of shape %s.",
        modelName,
        model.inputShape());
    cut();
    Optional<Dataset> dataset = dataset(input);
    Told told = dataset.map(this::stored).orElseGet(() -> table(Path.of(input)));
    Optional<Told> before =
        dataset.isPresent() ? dataset.flatMap(this::training) : train.map(this::table);
    List<String> notes = new ArrayList<>();
    boolean regression = model.regression();
    List<String> classes =
        regression ? List.of() : classes(told, before, outputs(told.values()), notes);
    int yes = regression ? 1 : favourable(classes);
    Yes asked = new Yes(scorer, model.type(), yes, cut());
    String name = regression ? "at least " + cut() : classes.get(yes);
    notes.add(
        "Yes is "
            + (regression ? "a value of at least " + cut() : "the class “" + name + "”")
            + ". "
            + told.values().length
            + " rows of "
            + told.table().name()
            + ".");
    List<Attribute> attributes = Attribute.all(protectedOnes);
    List<ProtectedGroups> groups =
        attributes.stream().map(a -> a.of(told.table(), told.schema())).toList();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", modelName);
    facts.put("model hash", model.hash());
    facts.put("data", told.table().name());
    facts.put("data hash", Digest.of(NdArrays.array(model.type(), told.values())));
    facts.put("favourable", name);
    return new AuditSubject(
        "Audit of " + modelName + " on " + told.table().name(),
        told.schema(),
        asked,
        name,
        rows(told, asked, classes),
        before.map(b -> rows(b, asked, classes)),
        groups,
        attributes.stream().map(a -> seen(a.columns(told.table(), told.schema()), told)).toList(),
        learner,
        facts,
        notes);
  }

  /** The columns of the model that hold an attribute, with those of their one-hot groups. */
  private static List<Integer> seen(List<String> columns, Told told) {
    List<String> names = told.schema().columns().stream().map(TableSchema.Column::name).toList();
    return told.schema().units().stream()
        .filter(unit -> unit.stream().anyMatch(c -> columns.contains(names.get(c))))
        .flatMap(List::stream)
        .sorted()
        .toList();
  }

  private double cut() {
    if (!model.regression()) {
      InputException.check(
          threshold.isEmpty(), "--threshold is for regressions, but the model has classes.");
      return Double.NaN;
    }
    return threshold.orElseThrow(
        () ->
            new InputException(
                "The model is a regression; say from which value on its answer is favourable, as"
                    + " in --threshold 0.5."));
  }

  private Told stored(Dataset dataset) {
    TableSchema schema =
        dataset
            .columns()
            .orElseThrow(
                () ->
                    new InputException(
                        "The data set '" + input + "' is no table; an audit takes tables."));
    return told(dataset.id(), schema, dataset.test());
  }

  private Optional<Told> training(Dataset dataset) {
    return dataset
        .train()
        .flatMap(
            rows -> dataset.columns().map(schema -> told(dataset.id() + " (train)", schema, rows)));
  }

  private static Told told(String name, TableSchema schema, Samples samples) {
    double[][] values = NdArrays.rows(samples.inputs());
    return new Told(
        RawTable.of(name, schema, values),
        schema,
        values,
        Arrays.stream(samples.labels()).mapToObj(samples.classes()::get).toList());
  }

  private Told table(Path file) {
    InputException.check(
        file.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".csv"),
        "An audit takes a table in a .csv file or the id of a data set, not %s.",
        file);
    InputException.check(
        !labels.isEmpty(), "Name the column of %s that holds the labels with --labels.", file);
    RawTable raw = RawTable.read(file);
    List<String> told = raw.column(labels);
    for (int i = 0; i < told.size(); i++) {
      InputException.check(
          !told.get(i).isEmpty(), "Row %d of %s has no label in '%s'.", i, file, labels);
    }
    TableSchema schema = schema(raw);
    Attribute.all(protectedOnes).forEach(attribute -> attribute.columns(raw, schema));
    return new Told(raw, schema, raw.numbers(schema, model.missing()), told);
  }

  private TableSchema schema(RawTable raw) {
    if (columns.endsWith(".json")) {
      return TableSchema.readJson(Path.of(columns));
    }
    List<String> names =
        new ArrayList<>(
            columns.isEmpty()
                ? raw.columns().stream().filter(c -> !c.equals(labels)).toList()
                : Arrays.stream(columns.split(",")).map(String::strip).toList());
    long width = model.inputShape().get(0);
    if (columns.isEmpty() && width >= 0 && names.size() != width) {
      // The model may not see the attributes.
      TableSchema none = new TableSchema("", List.of(), List.of());
      Attribute.all(protectedOnes).forEach(a -> names.removeAll(a.columns(raw, none)));
    }
    InputException.check(
        width < 0 || names.size() == width,
        "The model takes %d columns, but %d are left of %s: %s; choose them with --columns.",
        width,
        names.size(),
        raw.name(),
        String.join(", ", names));
    List<TableSchema.Column> all =
        names.stream()
            .map(
                column -> {
                  raw.column(column).stream()
                      .filter(cell -> !cell.isEmpty() && !RawTable.number(cell))
                      .filter(cell -> !cell.equalsIgnoreCase("nan"))
                      .findFirst()
                      .ifPresent(
                          text -> {
                            throw new InputException(
                                "The column '"
                                    + column
                                    + "' of "
                                    + raw.name()
                                    + " holds the text '"
                                    + text
                                    + "', but the model takes numbers; describe its categories in a"
                                    + " schema (--columns SCHEMA.json), or leave it out (--columns"
                                    + " NAMES).");
                          });
                  return TableSchema.Column.number(column);
                })
            .toList();
    return new TableSchema("", List.of(), all);
  }

  private int outputs(double[][] rows) {
    double[][] one =
        NdArrays.rows(scorer.predict(NdArrays.array(model.type(), new double[][] {rows[0]})));
    return one[0].length;
  }

  /** The names of the classes, in the order of the outputs. */
  private List<String> classes(Told told, Optional<Told> before, int outputs, List<String> notes) {
    int wanted = Math.max(2, outputs);
    List<String> known = told.schema().classes();
    if (known.isEmpty()) {
      List<String> all = new ArrayList<>(told.labels());
      before.ifPresent(b -> all.addAll(b.labels()));
      known = named(all.stream().distinct().sorted().toList(), wanted, notes);
    }
    InputException.check(
        known.size() == wanted,
        "The model tells %d classes, but the labels are %s; give other labels with --labels.",
        wanted,
        String.join(", ", known));
    return known;
  }

  private List<String> named(List<String> distinct, int wanted, List<String> notes) {
    if (distinct.stream().allMatch(RawTable::number)) {
      InputException.check(
          distinct.stream()
              .mapToDouble(Double::parseDouble)
              .allMatch(v -> v == Math.rint(v) && v >= 0 && v < wanted),
          "The column '%s' holds the labels %s; the model has the classes 0 to %d.",
          labels,
          String.join(", ", distinct.stream().limit(8).toList()),
          wanted - 1);
      return java.util.stream.IntStream.range(0, wanted).mapToObj(String::valueOf).toList();
    }
    notes.add(
        "The labels are texts and taken for the model's outputs in the order of their names: "
            + String.join(", ", distinct)
            + "; a schema (--columns) may name another order.");
    return distinct;
  }

  private int favourable(List<String> classes) {
    if (favourable.isEmpty()) {
      InputException.check(
          classes.size() == 2,
          "Of %d classes (%s), name the favourable one with --favourable.",
          classes.size(),
          String.join(", ", classes));
      return 1;
    }
    int index = classes.indexOf(favourable);
    InputException.check(
        index >= 0,
        "There is no class '%s' to be favourable; there are %s.",
        favourable,
        String.join(", ", classes));
    return index;
  }

  private AuditRows rows(Told told, Yes yes, List<String> classes) {
    Yes.Said said = yes.ask(told.values());
    int[] truth = new int[told.labels().size()];
    for (int i = 0; i < truth.length; i++) {
      String label = told.labels().get(i);
      if (yes.regression()) {
        InputException.check(
            RawTable.number(label),
            "Row %d of %s has the label '%s', but the model is a regression and needs numbers.",
            i,
            told.table().name(),
            label);
        truth[i] = Double.parseDouble(label) >= yes.threshold() ? 1 : 0;
      } else {
        int index = classes.indexOf(plain(label));
        InputException.check(
            index >= 0,
            "Row %d of %s has the label '%s', which is none of %s.",
            i,
            told.table().name(),
            label,
            String.join(", ", classes));
        truth[i] = index == yes.favourable() ? 1 : 0;
      }
    }
    return new AuditRows(
        told.values(),
        new Outcomes(yes.regression() ? new double[0] : said.scores(), said.answers(), truth));
  }

  /** 1.0 is 1. */
  private static String plain(String label) {
    return label.matches("\\d+\\.0*") ? label.substring(0, label.indexOf('.')) : label;
  }
}
