package org.xai4j.agnostic.importance;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;

/**
 * The F statistic of a column over the classes: the variance between the means of the classes over
 * the variance inside of them, (B/(k − 1))/(W/(n − k)). Of a category column the largest F of its
 * indicators. This selects features and explains no model: the classes are the true ones where the
 * target names one per row, else the model's answers.
 */
@Info(
    id = "anova-f",
    title = "Analysis of variance",
    summary = "How far the classes lie apart in a column by itself; selects features.",
    reference = "Fisher 1925, Statistical methods for research workers")
public record AnovaF() implements Explainer<Predictor> {
  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public GlobalImportance explain(Predictor model, INDArray inputs, Context context) {
    return FilterScores.explain(this, "F", model, inputs, context, AnovaF::score);
  }

  private static double score(Columns columns, FilterScores.Question question) {
    int column = question.column();
    double[] values = Arrays.stream(columns.rows()).mapToDouble(r -> r[column]).toArray();
    if (!columns.categorical(column)) {
      return f(values, question.classes());
    }
    double best = 0;
    for (int label = 0; label < columns.schema().columns().get(column).labels().size(); label++) {
      int wanted = label;
      double[] indicator = Arrays.stream(values).map(v -> v == wanted ? 1 : 0).toArray();
      best = Math.max(best, f(indicator, question.classes()));
    }
    return best;
  }

  /** The statistic; 0 for a constant column or a single class. */
  static double f(double[] values, int[] classes) {
    int k = Arrays.stream(classes).max().orElse(0) + 1;
    double[] sums = new double[k];
    int[] counts = new int[k];
    for (int i = 0; i < values.length; i++) {
      sums[classes[i]] += values[i];
      counts[classes[i]]++;
    }
    int groups = (int) Arrays.stream(counts).filter(c -> c > 0).count();
    double mean = Arrays.stream(values).average().orElse(0);
    double between = 0;
    for (int c = 0; c < k; c++) {
      if (counts[c] > 0) {
        double d = sums[c] / counts[c] - mean;
        between += counts[c] * d * d;
      }
    }
    double within = 0;
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - sums[classes[i]] / counts[classes[i]];
      within += d * d;
    }
    if (groups < 2 || between == 0) {
      return 0;
    }
    return within == 0
        ? Double.POSITIVE_INFINITY
        : between / (groups - 1) / (within / (values.length - groups));
  }
}
