package org.xai4j.agnostic;

import java.util.Arrays;
import org.xai4j.core.explain.Session;
import org.xai4j.core.run.InputException;

/**
 * A data set, what a model says of it, and its parting into rows to fit and rows to check with.
 *
 * @param columns of all rows
 * @param scores of the model for all rows
 * @param fit indices of three quarters of the rows
 * @param check indices of the others
 */
record Holdout(Columns columns, double[][] scores, int[] fit, int[] check) {
  /** Parts the session's rows at random. */
  static Holdout of(Session<?> session) {
    double[][] rows = Session.rows(session.inputs());
    InputException.check(
        rows.length >= 20,
        "A surrogate learns from a data set; give at least 20 rows as the input, not %d.",
        rows.length);
    int[] order = session.random().split("holdout").permutation(rows.length);
    int cut = rows.length * 3 / 4;
    return new Holdout(
        Columns.of(session.columns(), rows),
        new Answers(session).scores(rows),
        sorted(order, 0, cut),
        sorted(order, cut, order.length));
  }

  private static int[] sorted(int[] order, int from, int to) {
    int[] part = Arrays.copyOfRange(order, from, to);
    Arrays.sort(part);
    return part;
  }

  double[] row(int index) {
    return columns.rows()[index];
  }

  int answer(int index) {
    return Answers.answer(scores[index]);
  }

  int classes() {
    return Answers.classes(scores[0]);
  }

  /** Share of rows for which a rule answers as the model. */
  double agreement(int[] rows, java.util.function.ToIntFunction<double[]> rule) {
    return Arrays.stream(rows).filter(i -> rule.applyAsInt(row(i)) == answer(i)).count()
        / (double) rows.length;
  }
}
