package org.xai4j.agnostic.effects;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Accumulated local effects: a number is cut at quantiles z₀ &lt; … &lt; z_K; in each cell the mean
 * of f(x with z_k) − f(x with z_{k−1}) over the rows that lie in it is the local effect, and the
 * curve is their sum up to z_k, moved so that its mean over the rows is 0 (each cell at the mean of
 * its two ends). A row only moves within its cell, so correlated columns are not torn apart. For
 * categories the rows of two neighbours make the step between them; neighbours are those whose rows
 * are most alike in the other columns, or those of neighbouring labels.
 *
 * @param cells of a number
 * @param columns names of those to draw; none for all
 * @param order of categories
 */
@Info(
    id = "ale",
    title = "Accumulated local effects",
    summary = "Local changes of the score along a column, accumulated.",
    reference = "Apley and Zhu 2020, arXiv:1612.08468")
public record AccumulatedEffects(
    @Param(value = "cells of a number", min = 1, max = 10_000) int cells,
    @Param("columns to draw, by default all") List<String> columns,
    @Param("order of categories") Order order)
    implements Explainer<Predictor> {
  /** Which categories are neighbours. */
  public enum Order {
    /** Those whose rows are alike in the other columns. */
    SIMILARITY,
    /** Those that stand beside each other in the description of the column. */
    LABELS
  }

  /** 20 cells, all columns, similar categories beside each other. */
  public AccumulatedEffects() {
    this(20, List.of());
  }

  /**
   * Similar categories beside each other.
   *
   * @param cells of a number
   * @param columns names of those to draw; none for all
   */
  public AccumulatedEffects(int cells, List<String> columns) {
    this(cells, columns, Order.SIMILARITY);
  }

  /** Copies the list. */
  public AccumulatedEffects {
    columns = List.copyOf(columns);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Curves explain(Predictor model, INDArray inputs, Context context) {
    return CurveRun.explain(
        this, "accumulated effect", columns, model, inputs, context, this::curve);
  }

  private Curves.Curve curve(CurveRun run, int column) {
    boolean categories = run.columns().categorical(column);
    double[] grid = run.grid(column, cells + 1);
    if (categories && order == Order.SIMILARITY) {
      grid = Arrays.stream(CategoryOrder.of(run.columns(), column)).asDoubleStream().toArray();
    }
    int[] places = places(grid, categories);
    double[][] rows = run.columns().rows();
    int[] cell = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int k = categories ? places[(int) rows[i][column]] : 0;
      while (!categories && k < grid.length - 1 && rows[i][column] > grid[k]) {
        k++;
      }
      // The least value belongs to the first cell.
      cell[i] = categories ? k : Math.max(k, Math.min(1, grid.length - 1));
    }
    double[] height = new double[grid.length];
    double[] shares = new double[grid.length];
    for (int k : cell) {
      shares[k] += 1.0 / rows.length;
    }
    for (int k = 1; k < grid.length; k++) {
      height[k] = height[k - 1] + effect(run, column, grid, cell, k, categories);
    }
    double mean = 0;
    for (int k = 0; k < grid.length; k++) {
      boolean middle = !categories && k > 0;
      mean += shares[k] * (middle ? (height[k] + height[k - 1]) / 2 : height[k]);
    }
    for (int k = 0; k < grid.length; k++) {
      height[k] -= mean;
    }
    String name = run.columns().schema().columns().get(column).name();
    return new Curves.Curve(column, name, grid, height, new double[0][], shares);
  }

  /** Where each category stands on the grid; nothing for numbers. */
  private static int[] places(double[] grid, boolean categories) {
    int[] places = new int[categories ? grid.length : 0];
    for (int k = 0; k < places.length; k++) {
      places[(int) grid[k]] = k;
    }
    return places;
  }

  /** The mean change from one grid value to the next over the rows between; 0 without rows. */
  private static double effect(
      CurveRun run, int column, double[] grid, int[] cell, int k, boolean categories) {
    double[][] rows = run.columns().rows();
    int[] inside =
        java.util.stream.IntStream.range(0, rows.length)
            .filter(i -> cell[i] == k || (categories && cell[i] == k - 1))
            .toArray();
    if (inside.length == 0) {
      return 0;
    }
    double[][] moved = new double[2 * inside.length][];
    for (int i = 0; i < inside.length; i++) {
      for (int side = 0; side < 2; side++) {
        double[] row = rows[inside[i]].clone();
        row[column] = grid[k - side];
        moved[2 * i + side] = row;
      }
    }
    double[] scores = run.scores(moved);
    double sum = 0;
    for (int i = 0; i < inside.length; i++) {
      sum += scores[2 * i] - scores[2 * i + 1];
    }
    return sum / inside.length;
  }
}
