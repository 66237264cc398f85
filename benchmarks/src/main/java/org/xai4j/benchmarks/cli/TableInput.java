package org.xai4j.benchmarks.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import picocli.CommandLine.Option;

/**
 * The rows of a command: of a file, or the test rows of a data set; and what their columns mean.
 */
final class TableInput {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE|DATA",
      description = "Rows: .npy, .npz, .csv, a picture, or a data set's id for its test rows.")
  private String input = "";

  @Option(
      names = "--rows",
      paramLabel = "LIST",
      description = "Only these rows, from 0, for example 0,3,5-9 (default: all).")
  private String rows = "";

  @Option(
      names = "--columns",
      paramLabel = "SCHEMA.json",
      description =
          "Names, categories and units of a table's columns; a data set's are known by its id.")
  private Optional<Path> columns = Optional.empty();

  /** Made by the parser. */
  TableInput() {}

  private Optional<Dataset> dataset() {
    return input.matches("[a-z0-9-]+") && !Files.exists(Path.of(input))
        ? Optional.of(Datasets.get(input))
        : Optional.empty();
  }

  /** What the columns mean, if that is known. */
  Optional<TableSchema> schema() {
    return columns.isPresent()
        ? columns.map(TableSchema::readJson)
        : dataset().flatMap(Dataset::columns);
  }

  /** The rows asked for, as the model takes them. */
  INDArray read(Network model) {
    INDArray all =
        dataset().isPresent() ? model.accept(dataset().get().test().inputs()) : file(input, model);
    if (rows.isEmpty()) {
      return all;
    }
    INDArray[] parts =
        chosen((int) all.size(0)).stream()
            .map(i -> all.get(NDArrayIndex.interval(i, i + 1)))
            .toArray(INDArray[]::new);
    return Nd4j.concat(0, parts);
  }

  private INDArray file(String file, Network model) {
    Optional<TableSchema> schema = schema();
    return schema.isPresent() && file.endsWith(".csv")
        ? model.accept(schema.get().read(Path.of(file)))
        : Inputs.read(Path.of(file), model);
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
  Context complete(Context context, String baseline, Network model) {
    Context known = schema().map(context::with).orElse(context);
    if (baseline.endsWith(".csv")) {
      return known.with(new Baseline.Rows(file(baseline, model), baseline));
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
    return known.with(new Baseline.Rows(model.accept(train.select(some).inputs()), baseline));
  }
}
