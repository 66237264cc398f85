package org.xai4j.agnostic.importance;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * The mutual information of a column and the class, Σ p(v, c)·log₂(p(v, c)/(p(v)·p(c))) in bits,
 * numbers cut into cells of equal shares. This selects features and explains no model: the classes
 * are the true ones where the target names one per row, else the model's answers.
 *
 * @param cells of a number
 */
@Info(
    id = "mutual-information",
    title = "Mutual information",
    summary = "Bits that a column tells of the class by itself; selects features.",
    reference = "Shannon 1948; Battiti 1994, doi:10.1109/72.298224")
public record MutualInformation(@Param(value = "cells of a number", min = 2, max = 1000) int cells)
    implements Explainer<Predictor> {
  /** 10 cells. */
  public MutualInformation() {
    this(10);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public GlobalImportance explain(Predictor model, INDArray inputs, Context context) {
    return FilterScores.explain(this, "bits", model, inputs, context, this::bits);
  }

  private double bits(Columns columns, FilterScores.Question question) {
    int column = question.column();
    double[] cuts = columns.categorical(column) ? new double[0] : columns.cuts(column, cells);
    int values =
        columns.categorical(column)
            ? columns.schema().columns().get(column).labels().size()
            : cuts.length + 1;
    int classes = java.util.Arrays.stream(question.classes()).max().orElse(0) + 1;
    double[][] joint = new double[values][classes];
    double[] ofValue = new double[values];
    double[] ofClass = new double[classes];
    double share = 1.0 / columns.rows().length;
    for (int i = 0; i < columns.rows().length; i++) {
      double value = columns.rows()[i][column];
      int v = columns.categorical(column) ? (int) value : Columns.cell(cuts, value);
      int c = question.classes()[i];
      joint[v][c] += share;
      ofValue[v] += share;
      ofClass[c] += share;
    }
    double bits = 0;
    for (int v = 0; v < values; v++) {
      for (int c = 0; c < classes; c++) {
        if (joint[v][c] > 0) {
          bits += joint[v][c] * Math.log(joint[v][c] / ofValue[v] / ofClass[c]) / Math.log(2);
        }
      }
    }
    return Math.max(0, bits);
  }
}
