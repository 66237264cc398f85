package org.xai4j.benchmarks.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.OneHot;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.run.InputException;
import org.xai4j.core.text.TextWord;
import org.xai4j.core.words.SeriesAxis;

/**
 * What a plot is drawn from.
 *
 * @param method the method's id, for the descriptions
 * @param attribution of the rows
 * @param inputs the rows [n, …]
 * @param grouped whether the method gives the value of a category to each of its columns
 * @param layout of the images
 * @param schema names the columns of a table
 * @param words of each text with their relevance; empty where the input is no text
 * @param feature the column whose dependence is drawn; empty for the most important one
 * @param shown features with a name of their own
 * @param axis names of the channels and times of the steps of a series
 */
public record PlotData(
    String method,
    Attribution attribution,
    INDArray inputs,
    boolean grouped,
    ImageLayout layout,
    TableSchema schema,
    List<List<TextWord>> words,
    String feature,
    int shown,
    SeriesAxis axis) {
  /** Copies the list. */
  public PlotData {
    words = List.copyOf(words);
  }

  /**
   * The features of a table: its columns, and one for each category written one-hot.
   *
   * @param names of the features
   * @param values attributions [n][features]
   * @param columns a column of each feature
   */
  record Features(List<String> names, double[][] values, List<Integer> columns) {}

  /**
   * The features of the rows.
   *
   * @throws InputException if the rows are no table
   */
  Features features() {
    InputException.check(
        inputs.rank() == 2 && attribution.values().rank() == 2,
        "This plot draws the columns of tables, not inputs of shape %s; take image or text.",
        Arrays.toString(inputs.shape()));
    double[][] all = NdArrays.rows(attribution.values());
    List<String> names = new ArrayList<>();
    List<Integer> columns = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (int c = 0; c < all[0].length; c++) {
      int column = c;
      List<OneHot> of =
          schema.groups().stream().filter(group -> group.columns().contains(column)).toList();
      if (of.isEmpty()) {
        names.add(schema.columns().get(c).words());
        values.add(Arrays.stream(all).mapToDouble(row -> row[column]).toArray());
        columns.add(c);
      } else if (of.get(0).columns().get(0) == c) {
        List<Integer> members = of.get(0).columns();
        names.add(of.get(0).name());
        values.add(
            Arrays.stream(all)
                .mapToDouble(
                    row ->
                        grouped
                            ? row[column]
                            : members.stream().mapToDouble(member -> row[member]).sum())
                .toArray());
        columns.add(c);
      }
    }
    double[][] rows = new double[all.length][names.size()];
    for (int f = 0; f < names.size(); f++) {
      for (int i = 0; i < rows.length; i++) {
        rows[i][f] = values.get(f)[i];
      }
    }
    return new Features(names, rows, columns);
  }

  /** The features' names with their values in the one row. */
  List<String> told(Features features) {
    double[] row = NdArrays.rows(inputs)[0];
    List<String> told = new ArrayList<>();
    for (int f = 0; f < features.names().size(); f++) {
      int first = features.columns().get(f);
      int column =
          schema.groups().stream()
              .filter(group -> group.columns().contains(first))
              .flatMap(group -> group.columns().stream())
              .filter(member -> row[member] == 1)
              .findFirst()
              .orElse(first);
      boolean category = schema.groups().stream().anyMatch(g -> g.columns().contains(first));
      TableSchema.Column shownColumn = schema.columns().get(column);
      told.add(
          features.names().get(f)
              + " = "
              + (category ? shownColumn.words() : shownColumn.show(row[column])));
    }
    return told;
  }

  /**
   * The base values.
   *
   * @throws InputException if the method's values start from none
   */
  double[] bases() {
    return attribution
        .trust()
        .base()
        .orElseThrow(
            () ->
                new InputException(
                    "The values of "
                        + method
                        + " do not lead from a base value to the score; draw bar or beeswarm, or take"
                        + " a method such as kernel-shap."));
  }

  /**
   * One series as rows of channels.
   *
   * @param rows [1, c, time], in the model's layout, or [1, 1, channels, time]
   * @throws InputException if they are no series
   */
  double[][] channels(INDArray rows) {
    INDArray first = rows.rank() > 2 ? layout.toChannelsFirst(rows) : rows;
    InputException.check(
        first.rank() == 3 || (first.rank() == 4 && first.size(1) == 1),
        "This plot draws series [1, channels, time], not values of shape %s.",
        Arrays.toString(rows.shape()));
    int steps = (int) first.size(first.rank() - 1);
    double[] flat = NdArrays.doubles(first);
    double[][] channels = new double[flat.length / steps][];
    for (int c = 0; c < channels.length; c++) {
      channels[c] = Arrays.copyOfRange(flat, c * steps, (c + 1) * steps);
    }
    return channels;
  }

  /** The times from one step to before another. */
  String span(int from, int to) {
    String text =
        Numbers.brief(axis.start() + axis.step() * from)
            + " to "
            + Numbers.brief(axis.start() + axis.step() * (to - 1));
    return axis.unit().isEmpty() ? text : text + " " + axis.unit();
  }
}
