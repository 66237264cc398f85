package org.xai4j.agnostic.surrogate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.LocalModel;
import org.xai4j.agnostic.regression.WeightedRegression;
import org.xai4j.agnostic.table.Holdout;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;

/**
 * A sparse linear model that imitates the score of one output over a data set: terms are numbers
 * and indicators of categories, chosen in the order in which they enter the path of a lasso and
 * fitted by least squares. Fidelity is R² on a quarter of the rows that it has not seen.
 *
 * @param terms at most
 */
@Info(
    id = "surrogate-linear",
    title = "Sparse linear surrogate",
    summary = "A linear model of few terms that imitates one output.",
    reference = "Tibshirani 1996 (lasso); Molnar 2020, Interpretable machine learning")
public record SurrogateLinear(@Param(value = "most terms", min = 1, max = 1000) int terms)
    implements Explainer<Predictor> {
  /** 10 terms. */
  public SurrogateLinear() {
    this(10);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Surrogate explain(Predictor model, INDArray inputs, Context context) {
    Session<Predictor> session = Session.open(this, model, inputs, context);
    InputException.check(
        context.target().selection() == Target.Selection.ARGMAX
            ? session.regression()
            : context.target().classes().size() <= 2,
        "A linear surrogate is of one output for all rows; name it, for example: --target 1.");
    Holdout data = Holdout.of(session);
    double[] weights =
        context.target().resolve(session.scorer().predict(session.row(0)), 0).weights()[0];
    double[] y = Arrays.stream(data.scores()).mapToDouble(s -> dot(s, weights)).toArray();
    List<Surrogate.Term> candidates = candidates(data);
    int g = candidates.size();
    double[] means = new double[g];
    double[] spreads = new double[g];
    for (int t = 0; t < g; t++) {
      Surrogate.Term term = candidates.get(t);
      double[] values =
          Arrays.stream(data.fit()).mapToDouble(i -> term.value(data.row(i))).toArray();
      double mean = Arrays.stream(values).average().orElse(0);
      means[t] = mean;
      spreads[t] =
          Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
    }
    WeightedRegression fit = new WeightedRegression(g);
    for (int i : data.fit()) {
      double[] z = new double[g];
      for (int t = 0; t < g; t++) {
        double centred = candidates.get(t).value(data.row(i)) - means[t];
        z[t] = spreads[t] > 0 ? centred / spreads[t] : 0;
      }
      fit.add(z, 1, y[i]);
    }
    LocalModel local = fit.ridge(1e-9, fit.path(Math.min(terms, g)));
    Surrogate.Linear linear = linear(candidates, local, means, spreads);
    return new Surrogate(
        linear,
        r2(linear, data, data.check(), y),
        r2(linear, data, data.fit(), y),
        "R²",
        data.check().length,
        session.cost(),
        session.provenance());
  }

  private static double dot(double[] scores, double[] weights) {
    double sum = 0;
    for (int c = 0; c < scores.length; c++) {
      sum += scores[c] * weights[c];
    }
    return sum;
  }

  private static List<Surrogate.Term> candidates(Holdout data) {
    List<Surrogate.Term> candidates = new ArrayList<>();
    for (int c = 0; c < data.columns().schema().width(); c++) {
      if (data.columns().categorical(c)) {
        int labels = data.columns().schema().columns().get(c).labels().size();
        for (int label = 0; label < labels; label++) {
          candidates.add(new Surrogate.Term(c, label, 0, 0));
        }
      } else {
        candidates.add(new Surrogate.Term(c, -1, 0, 0));
      }
    }
    return candidates;
  }

  /** The terms that are used, the weightiest first. */
  private static Surrogate.Linear linear(
      List<Surrogate.Term> candidates, LocalModel local, double[] means, double[] spreads) {
    double intercept = local.intercept();
    List<Surrogate.Term> used = new ArrayList<>();
    for (int t = 0; t < means.length; t++) {
      double standardised = local.coefficients()[t];
      if (standardised != 0 && spreads[t] > 0) {
        double coefficient = standardised / spreads[t];
        intercept -= coefficient * means[t];
        Surrogate.Term term = candidates.get(t);
        used.add(new Surrogate.Term(term.column(), term.category(), coefficient, standardised));
      }
    }
    used.sort(
        java.util.Comparator.comparingDouble((Surrogate.Term t) -> -Math.abs(t.standardised())));
    return new Surrogate.Linear(intercept, used);
  }

  private static double r2(Surrogate.Linear linear, Holdout data, int[] rows, double[] y) {
    double mean = Arrays.stream(rows).mapToDouble(i -> y[i]).average().orElse(0);
    double left = 0;
    double all = 0;
    for (int i : rows) {
      double error = y[i] - linear.score(data.row(i));
      left += error * error;
      all += (y[i] - mean) * (y[i] - mean);
    }
    return all > 0 ? 1 - left / all : 1;
  }
}
