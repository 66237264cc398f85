package org.xai4j.agnostic.table;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.run.InputException;

/**
 * A data set, what a model says of it, and its parting into rows to fit and rows to check with.
 *
 * @param columns of all rows
 * @param scores of the model for all rows
 * @param fit indices of three quarters of the rows
 * @param check indices of the others
 */
public record Holdout(Columns columns, double[][] scores, int[] fit, int[] check) {
  /** Parts the session's rows of a table at random. */
  public static Holdout of(Session<?> session) {
    return of(session, session.columns());
  }

  /** Parts the session's rows at random; a schema tells what their elements mean. */
  public static Holdout of(Session<?> session, TableSchema schema) {
    double[][] rows = NdArrays.rows(session.inputs());
    InputException.check(
        rows.length >= 20,
        "A surrogate learns from a data set; give at least 20 rows as the input, not %d.",
        rows.length);
    int[] order = session.random().split("holdout").permutation(rows.length);
    int cut = rows.length * 3 / 4;
    return new Holdout(
        Columns.of(schema, rows),
        new ModelAnswers(session).scores(rows),
        sorted(order, 0, cut),
        sorted(order, cut, order.length));
  }

  private static int[] sorted(int[] order, int from, int to) {
    int[] part = Arrays.copyOfRange(order, from, to);
    Arrays.sort(part);
    return part;
  }

  /** The elements of a row. */
  public double[] row(int index) {
    return columns.rows()[index];
  }

  /** The class the model gives a row. */
  public int answer(int index) {
    return ModelAnswers.answer(scores[index]);
  }

  /** How many classes the model tells apart. */
  public int classes() {
    return ModelAnswers.classes(scores[0]);
  }

  /** Share of rows for which a rule answers as the model. */
  public double agreement(int[] rows, ToIntFunction<double[]> rule) {
    return Arrays.stream(rows).filter(i -> rule.applyAsInt(row(i)) == answer(i)).count()
        / (double) rows.length;
  }

  /** The model's answers of all rows, 1 for the class answered. */
  public double[][] oneHot() {
    double[][] targets = new double[scores.length][classes()];
    Arrays.setAll(
        targets,
        i -> {
          targets[i][answer(i)] = 1;
          return targets[i];
        });
    return targets;
  }

  /** On the rows held out, if the target names the true class of each row. */
  public List<Surrogate.Accuracy> accuracy(Target target, ToIntFunction<double[]> rule) {
    if (target.selection() != Target.Selection.CLASS || target.classes().size() != scores.length) {
      return List.of();
    }
    double model = 0;
    double surrogate = 0;
    for (int i : check) {
      int truth = target.classes().get(i);
      model += answer(i) == truth ? 1 : 0;
      surrogate += rule.applyAsInt(row(i)) == truth ? 1 : 0;
    }
    return List.of(new Surrogate.Accuracy(model / check.length, surrogate / check.length));
  }
}
