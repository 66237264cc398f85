package org.xai4j.agnostic.rules;

import java.util.ArrayList;
import java.util.List;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.core.explanation.DecisionRules;

/**
 * The simple conditions of a table: cells between quantiles for numbers, equality for categories.
 *
 * @param columns of the data
 * @param cuts of each number; none for categories
 */
record Predicates(Columns columns, double[][] cuts) {
  static Predicates of(Columns columns, int parts) {
    double[][] cuts = new double[columns.schema().width()][];
    for (int c = 0; c < cuts.length; c++) {
      cuts[c] = columns.categorical(c) ? new double[0] : columns.cuts(c, parts);
    }
    return new Predicates(columns, cuts);
  }

  /** The condition on a column that a row meets. */
  DecisionRules.Condition of(int column, double value) {
    if (columns.categorical(column)) {
      return new DecisionRules.Condition(column, value, value, true);
    }
    int cell = Columns.cell(cuts[column], value);
    return cell(column, cell, cell);
  }

  private DecisionRules.Condition cell(int column, int first, int last) {
    double[] c = cuts[column];
    return new DecisionRules.Condition(
        column,
        first == 0 ? Double.NEGATIVE_INFINITY : c[first - 1],
        last == c.length ? Double.POSITIVE_INFINITY : c[last],
        false);
  }

  /** All conditions: each category, each number at most or above each cut. */
  List<DecisionRules.Condition> all() {
    List<DecisionRules.Condition> all = new ArrayList<>();
    for (int column = 0; column < cuts.length; column++) {
      if (columns.categorical(column)) {
        int labels = columns.schema().columns().get(column).labels().size();
        for (int label = 0; label < labels; label++) {
          all.add(new DecisionRules.Condition(column, label, label, true));
        }
      }
      for (int k = 0; k < cuts[column].length; k++) {
        all.add(cell(column, 0, k));
        all.add(cell(column, k + 1, cuts[column].length));
      }
    }
    return all;
  }
}
