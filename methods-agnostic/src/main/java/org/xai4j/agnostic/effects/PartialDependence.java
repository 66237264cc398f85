package org.xai4j.agnostic.effects;

import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Partial dependence: the mean score over the rows when a column has one value in all of them, at
 * quantiles of the column, or at each category. Rows that cannot exist count as much as others
 * where columns are correlated; {@code ale} avoids them. For a pair of columns the mean score is a
 * surface over the values of both, with the share of it that is an interaction.
 *
 * @param points of the grid of a number
 * @param columns names of those to draw; none for all, or for those of the pairs
 * @param pairs of columns to draw surfaces of, each as one:other
 */
@Info(
    id = "pdp",
    title = "Partial dependence",
    summary = "The mean score over the rows as one column takes each value.",
    reference = "Friedman 2001, doi:10.1214/aos/1013203451")
public record PartialDependence(
    @Param(value = "points of the grid of a number", min = 2, max = 10_000) int points,
    @Param("columns to draw, by default all, or those of the pairs") List<String> columns,
    @Param("pairs of columns to draw as surfaces, each as one:other") List<String> pairs)
    implements Explainer<Predictor> {
  /** 20 points, all columns. */
  public PartialDependence() {
    this(20, List.of());
  }

  /** Copies the lists. */
  public PartialDependence {
    columns = List.copyOf(columns);
    pairs = List.copyOf(pairs);
  }

  /**
   * Curves alone.
   *
   * @param points of the grid of a number
   * @param columns names of those to draw; none for all
   */
  public PartialDependence(int points, List<String> columns) {
    this(points, columns, List.of());
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Curves explain(Predictor model, INDArray inputs, Context context) {
    List<String> drawn =
        columns.isEmpty()
            ? pairs.stream().flatMap(p -> Stream.of(p.split(":"))).distinct().toList()
            : columns;
    return CurveRun.explain(
        this,
        "mean score",
        drawn,
        pairs,
        points,
        model,
        inputs,
        context,
        (run, column) -> run.expectations(column, points, false));
  }
}
