package org.xai4j.agnostic.effects;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Individual conditional expectation: the score of every row as one column takes each value of a
 * grid, and their mean, the partial dependence. Curves that are not parallel tell of interactions.
 *
 * @param points of the grid of a number
 * @param columns names of those to draw; none for all
 */
@Info(
    id = "ice",
    title = "Individual conditional expectation",
    summary = "The score of each row as one column takes each value.",
    reference = "Goldstein et al. 2015, arXiv:1309.6392")
public record IndividualExpectation(
    @Param(value = "points of the grid of a number", min = 2, max = 10_000) int points,
    @Param("columns to draw, by default all") List<String> columns)
    implements Explainer<Predictor> {
  /** 20 points, all columns. */
  public IndividualExpectation() {
    this(20, List.of());
  }

  /** Copies the list. */
  public IndividualExpectation {
    columns = List.copyOf(columns);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Curves explain(Predictor model, INDArray inputs, Context context) {
    return CurveRun.explain(
        this,
        "score",
        columns,
        model,
        inputs,
        context,
        (run, column) -> run.expectations(column, points, true));
  }
}
