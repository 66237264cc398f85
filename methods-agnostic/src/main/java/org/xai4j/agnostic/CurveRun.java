package org.xai4j.agnostic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Curves;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;

/** What the methods share that draw a curve per column. */
final class CurveRun {
  private final Session<Predictor> session;
  private final Columns columns;
  private final double[] weights;
  private final Answers answers;

  private CurveRun(Session<Predictor> session, Target target) {
    this.session = session;
    columns = Columns.of(session.columns(), Session.rows(session.inputs()));
    answers = new Answers(session);
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
    InputException.check(
        asked.target().selection() != Target.Selection.ARGMAX
            && asked.target().classes().size() <= 2,
        "A curve is of one output for all rows; name it, for example: --target 1.");
    CurveRun run = new CurveRun(Session.open(method, model, inputs, asked), asked.target());
    TableSchema schema = run.columns.schema();
    int[] chosen =
        names.isEmpty()
            ? java.util.stream.IntStream.range(0, schema.width()).toArray()
            : names.stream().mapToInt(schema::index).toArray();
    Curves.Curve[] curves = new Curves.Curve[chosen.length];
    asked.progress().begin(measure, chosen.length);
    Chunks.run(
        chosen.length,
        new Execution(1, asked.execution().threads()),
        (from, to) -> {
          curves[(int) from] = draw.curve(run, chosen[(int) from]);
          asked.progress().advance(1);
        });
    asked.progress().end();
    return new Curves(measure, List.of(curves), run.session.cost(), run.session.provenance());
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
      double value = Columns.quantile(sorted, p / (points - 1.0));
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
}
