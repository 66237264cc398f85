package org.xai4j.agnostic.effects;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;

/** What the methods share that draw a curve per column. */
final class CurveRun {
  private final Session<Predictor> session;
  private final Columns columns;
  private final double[] weights;
  private final ModelAnswers answers;

  private CurveRun(Session<Predictor> session, Target target) {
    this.session = session;
    columns = Columns.of(session.columns(), NdArrays.rows(session.inputs()));
    answers = new ModelAnswers(session);
    INDArray first = session.scorer().predict(session.row(0));
    weights = target.resolve(first, 0).weights()[0];
  }

  /** Draws one curve. */
  @FunctionalInterface
  interface Draw {
    Curves.Curve curve(CurveRun run, int column);
  }

  static Curves explain(
      Explainer<Predictor> method,
      String measure,
      List<String> names,
      Predictor model,
      INDArray inputs,
      Context asked,
      Draw draw) {
    return explain(method, measure, names, List.of(), 0, model, inputs, asked, draw);
  }

  /** The same with surfaces over pairs of columns, "one:other", of so many points a side. */
  static Curves explain(
      Explainer<Predictor> method,
      String measure,
      List<String> names,
      List<String> pairs,
      int points,
      Predictor model,
      INDArray inputs,
      Context asked,
      Draw draw) {
    Session<Predictor> session = Session.open(method, model, inputs, asked);
    InputException.check(
        asked.target().selection() == Target.Selection.ARGMAX
            ? session.regression()
            : asked.target().classes().size() <= 2,
        "A curve is of one output for all rows; name a class as the target.");
    CurveRun run = new CurveRun(session, asked.target());
    TableSchema schema = run.columns.schema();
    int[] chosen =
        names.isEmpty()
            ? java.util.stream.IntStream.range(0, schema.width()).toArray()
            : names.stream().mapToInt(schema::index).toArray();
    int[][] couples = pairs.stream().map(p -> couple(schema, p)).toArray(int[][]::new);
    Curves.Curve[] curves = new Curves.Curve[chosen.length];
    Curves.Surface[] surfaces = new Curves.Surface[couples.length];
    asked.progress().begin(measure, chosen.length + couples.length);
    Chunks.run(
        chosen.length + couples.length,
        new Execution(1, asked.execution().threads()),
        (from, to) -> {
          int i = (int) from;
          if (i < chosen.length) {
            curves[i] = draw.curve(run, chosen[i]);
          } else {
            int[] couple = couples[i - chosen.length];
            surfaces[i - chosen.length] = run.surface(couple[0], couple[1], points);
          }
          asked.progress().advance(1);
        });
    asked.progress().end();
    return new Curves(
        measure, List.of(curves), List.of(surfaces), run.session.cost(), run.session.provenance());
  }

  private static int[] couple(TableSchema schema, String pair) {
    String[] names = pair.split(":");
    InputException.check(
        names.length == 2 && !names[0].equals(names[1]),
        "The pair '%s' does not name two columns, as in age:duration.",
        pair);
    return new int[] {schema.index(names[0]), schema.index(names[1])};
  }

  Columns columns() {
    return columns;
  }

  /** The scores of the target for rows. */
  double[] scores(double[][] rows) {
    double[][] outputs = answers.scores(rows);
    double[] scores = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < weights.length; c++) {
        scores[i] += weights[c] * outputs[i][c];
      }
    }
    return scores;
  }

  /** The rows with one value in a column. */
  double[][] with(int column, double value) {
    double[][] changed = new double[columns.rows().length][];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = columns.rows()[i].clone();
      changed[i][column] = value;
    }
    return changed;
  }

  /** All categories, or different quantiles of a number from the least to the largest. */
  double[] grid(int column, int points) {
    if (columns.categorical(column)) {
      double[] labels = new double[columns.schema().columns().get(column).labels().size()];
      Arrays.setAll(labels, i -> i);
      return labels;
    }
    double[] sorted = columns.sorted(column);
    List<Double> grid = new ArrayList<>();
    for (int p = 0; p < points; p++) {
      double value = Numeric.quantile(sorted, p / (points - 1.0));
      if (grid.isEmpty() || value > grid.get(grid.size() - 1)) {
        grid.add(value);
      }
    }
    return grid.stream().mapToDouble(v -> v).toArray();
  }

  /** Share of the data with each category, or in the cell that ends at each value. */
  double[] shares(int column, double[] grid) {
    double[] shares = new double[grid.length];
    for (double[] row : columns.rows()) {
      int cell = 0;
      while (cell < grid.length - 1 && row[column] > grid[cell]) {
        cell++;
      }
      shares[cell] += 1.0 / columns.rows().length;
    }
    return shares;
  }

  /** Heights of each row at each value of a column, averaged for the mean curve. */
  Curves.Curve expectations(int column, int points, boolean keepRows) {
    double[] grid = grid(column, points);
    double[][] heights = new double[columns.rows().length][grid.length];
    double[] mean = new double[grid.length];
    for (int p = 0; p < grid.length; p++) {
      double[] scores = scores(with(column, grid[p]));
      for (int i = 0; i < scores.length; i++) {
        heights[i][p] = scores[i];
        mean[p] += scores[i] / scores.length;
      }
    }
    return new Curves.Curve(
        column,
        columns.schema().columns().get(column).name(),
        grid,
        mean,
        keepRows ? heights : new double[0][],
        shares(column, grid));
  }

  /** The mean score of all rows with every pair of values in two columns. */
  private Curves.Surface surface(int first, int second, int points) {
    double[] across = grid(first, points);
    double[] up = grid(second, points);
    double[][] mean = new double[across.length][up.length];
    for (int p = 0; p < across.length; p++) {
      for (int q = 0; q < up.length; q++) {
        double[][] changed = with(first, across[p]);
        for (double[] row : changed) {
          row[second] = up[q];
        }
        mean[p][q] = Arrays.stream(scores(changed)).average().orElse(0);
      }
    }
    return new Curves.Surface(
        first,
        second,
        across,
        up,
        mean,
        interaction(mean, weights(first, across), weights(second, up)));
  }

  private double[] weights(int column, double[] grid) {
    double[] weights = shares(column, grid);
    if (!columns.categorical(column)) {
      Arrays.fill(weights, 1.0 / grid.length);
    }
    return weights;
  }

  /** The share of a surface's variation that no sum of two curves gives; 0 for a flat one. */
  static double interaction(double[][] heights, double[] across, double[] up) {
    double[] first = new double[across.length];
    double[] second = new double[up.length];
    double all = 0;
    for (int p = 0; p < across.length; p++) {
      for (int q = 0; q < up.length; q++) {
        first[p] += up[q] * heights[p][q];
        second[q] += across[p] * heights[p][q];
        all += across[p] * up[q] * heights[p][q];
      }
    }
    double together = 0;
    double variation = 0;
    for (int p = 0; p < across.length; p++) {
      for (int q = 0; q < up.length; q++) {
        double rest = heights[p][q] - first[p] - second[q] + all;
        double whole = heights[p][q] - all;
        together += across[p] * up[q] * rest * rest;
        variation += across[p] * up[q] * whole * whole;
      }
    }
    return variation > 0 ? together / variation : 0;
  }
}
